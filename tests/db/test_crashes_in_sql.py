"""Knows that whatever dies when, what SQL has planned is neither lost nor done twice."""

import random

import pytest
from fakes.crash_worlds import LETTER, Killed, Run, World, broken, worlds
from office import Office, canonical

from db import tables as t
from db.inside import InsideEffects
from domain.effects import EffectState


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("schedules", [100, pytest.param(1_000, marks=pytest.mark.matrix)])
async def test_random_crash_schedules_lose_nothing_and_do_nothing_twice_in_sql(
    office: Office, schedules: int
):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    tried = worlds(random.Random(seed), schedules)
    await _plan(office, tried)
    for number, world in enumerate(tried):
        run = Run(office.ledger, world, f"effect/{number}", lambda: office.clock.forward(seconds=30))
        await run.until_settled()
    states = {effect.key: EffectState(effect.state) for effect in await office.all(t.Effect)}
    found = [(number, broken(world, states[f"effect/{number}"])) for number, world in enumerate(tried)]
    assert [(number, problem) for number, problem in found if problem] == [], f"seed {seed}"


async def _plan(office: Office, tried: list[World]) -> None:
    """As `plan` leaves them, each with its letter written."""
    case = await office.new_case()
    async with office.database.unit() as session:
        for number, world in enumerate(tried):
            key = f"effect/{number}"
            session.add(
                t.Effect(
                    key=key,
                    kind=world.kind,
                    effect_class=world.effect_class,
                    campaign_id=office.campaign,
                    case_id=case,
                    args={"status": "nowy", "action": 0},
                    planned_at=session.now,
                )
            )
            session.add(
                t.Message(
                    id=key,
                    effect_key=key,
                    case_id=case,
                    channel=world.kind,
                    sender=LETTER.sender,
                    recipient=LETTER.recipient,
                    subject=LETTER.subject,
                    body=LETTER.body,
                    state="planned",
                    at=session.now,
                )
            )


class Mortal:
    """A database whose process dies in some units, before or after they are written."""

    def __init__(self, office: Office, rng: random.Random) -> None:
        self._database, self._rng = office.database, rng

    async def run(self, work):
        dies = self._rng.choice((None, "before", "after"))

        async def mortal(session):
            done = await work(session)
            if dies == "before":
                await session.flush()
                raise Killed
            return done

        done = await self._database.run(mortal)
        if dies == "after":
            raise Killed
        return done


@pytest.mark.parametrize("kind", ["copy", "move"])
async def test_a_record_is_passed_on_once_whenever_the_process_dies(office: Office, kind: str):
    passing = {
        "process": "windykacja",
        "statuses": {
            "nowy": {"initial": True, "qualifier": "none"},
            "dalej": {"qualifier": "none", "actions": [{kind: {"campaign": "druga"}}]},
        },
    }
    seed = random.randrange(2**32)
    rng = random.Random(seed)
    for number in range(25):
        case = await office.new_case(phone=f"+4860010{number:04d}")
        await _pass_on(office, canonical(passing), case, f"{case}/{kind}", kind)
        while True:
            try:
                assert await InsideEffects(Mortal(office, rng)).perform(f"{case}/{kind}")
                break
            except Killed:
                continue
        assert len(await office.all(t.Case, origin_id=case)) == 1, f"seed {seed}"


async def _pass_on(office: Office, process: dict, case: str, key: str, kind: str) -> None:
    async with office.database.unit() as session:
        if await session.get(t.GraphDocument, "p2") is None:
            await session.put(
                t.GraphDocument(hash="p2", kind="process", body=process, created_at=session.now),
                t.Campaign(
                    id="druga",
                    name="druga",
                    title="Druga",
                    text="",
                    document=canonical({"campaign": "druga", "process": "windykacja"}),
                    process_hash="p1",
                    updated_at=session.now,
                ),
            )
        (await session.get_one(t.Case, case)).process_hash = "p2"
        args = {"status": "dalej", "action": 0}
        session.add(t.Effect(key=key, kind=kind, case_id=case, args=args, planned_at=session.now))
