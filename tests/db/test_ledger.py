import asyncio

import pytest
from office import Office
from sqlmodel import select

from db import effects
from db import tables as t
from db.leaderships import Leaderships
from db.session import Database
from domain.cases import PlannedEffect
from domain.effects import Draft, EffectClass, EffectState, Letter
from domain.errors import NotFound

KEY = "case/2/obiecal/0"
LETTER = Letter("biuro@example.com", "jan@example.com", "Dzień dobry", "Treść")


async def plan(office: Office, mail: str | None = "jan@example.com", *, known: bool = True) -> None:
    case_id = await office.new_case(mail=mail, kwota="100")
    async with office.database.unit() as session:
        case = await session.get_one(t.Case, case_id)
        if not known:
            for template in await session.exec(select(t.Template)):
                await session.delete(template)
            await session.flush()
        await effects.plan(session, case, [PlannedEffect(KEY, "mail", "obiecal", 0)])


async def test_planned_mail_is_a_draft_with_the_case_s_data(office: Office):
    await plan(office)
    job = await office.ledger.look(KEY)
    assert (job.state, job.fence, job.attempts, job.effect_class) == (
        EffectState.PLANNED, 0, 0, EffectClass.MARKETING,
    )  # fmt: skip
    assert isinstance(job.content, Draft)
    assert (job.content.recipient, job.content.subject) == ("jan@example.com", "Dzień dobry")
    assert job.content.context["record"] == {"kwota": "100"}
    with pytest.raises(NotFound):
        await office.ledger.look("other")


async def test_mail_is_claimed_once_and_keeps_its_letter(office: Office):
    await plan(office)
    fences = await asyncio.gather(*(office.ledger.claim(KEY, 0, LETTER) for _ in range(4)))
    assert sorted(fences, key=str) == [1, None, None, None]
    job = await office.ledger.look(KEY)
    assert (job.state, job.fence, job.attempts, job.content) == (EffectState.ATTEMPTING, 1, 1, LETTER)


async def test_settled_mail_stays_as_it_is(office: Office):
    await plan(office)
    fence = await office.ledger.claim(KEY, 0, LETTER)
    assert fence is not None
    await office.ledger.confirm(KEY, fence, "queued as 1")
    await office.ledger.reject(KEY, fence, "too late")
    await office.ledger.unknown(KEY, fence)
    assert await office.ledger.claim(KEY, fence, LETTER) is None
    effect, (message,) = await office.get(t.Effect, KEY), await office.all(t.Message)
    assert (effect.state, effect.provider_ref, message.state) == ("confirmed", "queued as 1", "confirmed")


async def test_old_fence_writes_nothing(office: Office):
    await plan(office)
    await office.ledger.claim(KEY, 0, LETTER)
    await office.ledger.claim(KEY, 1, LETTER)
    await office.ledger.confirm(KEY, 1, "late")
    assert (await office.ledger.look(KEY)).state is EffectState.ATTEMPTING


@pytest.mark.parametrize(("attempts", "state"), [(0, EffectState.PLANNED), (1, EffectState.ATTEMPTING)])
async def test_postponed_mail_is_planned_again_unless_an_attempt_is_in_doubt(office: Office, attempts, state):
    await plan(office)
    await office.ledger.claim(KEY, 0, LETTER)
    await office.ledger.postpone(KEY, 1, attempts, "451")
    job = await office.ledger.look(KEY)
    assert (job.state, job.attempts, job.content) == (state, attempts, LETTER)


@pytest.mark.parametrize(
    ("mail", "known", "reason"),
    [(None, True, "no_address"), ("jan@example.com", False, "template_unknown")],
)
async def test_mail_that_cannot_be_sent_is_rejected_from_the_start(office: Office, mail, known, reason):
    await plan(office, mail, known=known)
    effect = await office.get(t.Effect, KEY)
    assert (effect.state, effect.result) == ("rejected", reason)


@pytest.mark.fault("F19")
async def test_one_gateway_leads_and_the_term_only_grows(office: Office, database_url: str):
    other = Database(database_url, clock=office.clock)
    one, two = Leaderships(office.database), Leaderships(other)
    terms = await asyncio.gather(one.lead("node1", "a", 3), two.lead("node1", "b", 3))
    assert sorted(terms, key=str) == [1, None]
    leader, follower = ("a", "b") if terms[0] == 1 else ("b", "a")
    office.clock.forward(seconds=2)
    assert await one.lead("node1", leader, 3) == 1
    assert await two.lead("node1", follower, 3) is None
    office.clock.forward(seconds=3)
    assert await two.lead("node1", follower, 3) == 2
    assert await one.lead("node1", leader, 3) is None
    await one.ready("node1", leader, 1, "e0")
    await two.ready("node1", follower, 2, "e1")
    (row,) = await office.all(t.Leadership)
    assert (row.holder, row.term, row.epoch, row.ready_at) == (follower, 2, "e1", office.clock.now)
    await other.close()
