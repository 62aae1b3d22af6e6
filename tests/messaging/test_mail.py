"""Knows that a mail goes out once, whatever the mail server, the link and our own process do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from fakes.mail_ledger import MailLedger
from fakes.mail_server import ScriptedServer, speaking

from domain.effects import Draft, EffectClass, EffectState, Job, Letter
from domain.errors import NotFound
from messaging.mail import MailChannel, message_id, on_the_wire
from messaging.sending import NotSettled, Sender
from messaging.smtp import MailServer

KEY = "case:0199:7:mail"
DRAFT = Draft(
    "anna@żółw.example",
    subject="Sprawa {{ case.number }}",
    body="Dzień dobry, {{ contact.name }}!\n.kropka na początku\n",
    context={"case": {"number": 7}, "contact": {"name": "Anna Źródło"}},
)
MARKETING, TRANSACTIONAL = EffectClass.MARKETING, EffectClass.TRANSACTIONAL
BOTH = pytest.mark.parametrize("effect_class", list(EffectClass))


@dataclass
class Office:
    """One mail in the ledger, a server, and whoever sends."""

    server: ScriptedServer
    ledger: MailLedger
    place: MailServer
    sender: Sender

    @property
    def job(self) -> Job:
        return self.ledger.jobs[KEY]

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for _, _, mail in self.server.received]

    def restarted(self, at=lambda _: None) -> Sender:
        """Another process, which remembers nothing."""
        return Sender(self.ledger, {"mail": MailChannel(self.place, "Centralka <biuro@firma.example>")}, at)

    async def persist(self, sender: Sender | None = None) -> bool:
        """Send as the activity does: again, as long as the server is unavailable."""
        for _ in range(6):
            try:
                return await (sender or self.sender).perform(KEY)
            except NotSettled:
                continue
        raise AssertionError("never settled")


@asynccontextmanager
async def office(
    *script: str, effect_class: EffectClass = MARKETING, content: Draft | Letter = DRAFT
) -> AsyncIterator[Office]:
    server = ScriptedServer(*script)
    ledger = MailLedger(Job(KEY, "mail", EffectState.PLANNED, 0, 0, effect_class, content))
    async with speaking(server) as port:
        place = MailServer("127.0.0.1", port, tls="none", command_limit=timedelta(seconds=0.3))
        place = replace(place, envelope_limit=timedelta(seconds=1), data_limit=timedelta(seconds=0.3))
        made = Office(server, ledger, place, None)
        made.sender = made.restarted()
        yield made


@BOTH
async def test_an_accepted_mail_is_confirmed_with_the_servers_reference(effect_class: EffectClass):
    async with office(effect_class=effect_class) as one:
        assert await one.sender.perform(KEY)
        assert one.job.state == EffectState.CONFIRMED
        assert one.ledger.notes[KEY].reference.endswith("queued as 1")


async def test_the_recipient_reads_what_the_template_says():
    async with office() as one:
        await one.sender.perform(KEY)
        ((sender, recipients, mail),) = one.server.received
        assert (sender, recipients) == ("biuro@firma.example", ("anna@xn--w-uga1v8h.example",))
        assert mail["From"] == "Centralka <biuro@firma.example>"
        assert mail["Subject"] == "Sprawa 7"
        assert mail.get_content().splitlines() == ["Dzień dobry, Anna Źródło!", ".kropka na początku"]
        assert mail["Message-ID"] == "<case=3a=0199=3a=7=3a=mail@firma.example>"


async def test_a_mail_already_confirmed_is_not_sent_again():
    async with office() as one:
        assert [await one.sender.perform(KEY), await one.restarted().perform(KEY)] == [True, True]
        assert len(one.server.received) == 1


@pytest.mark.parametrize("state", [EffectState.REJECTED, EffectState.UNKNOWN, EffectState.CANCELLED])
async def test_a_mail_that_is_settled_stays_unsent(state: EffectState):
    async with office() as one:
        one.ledger.jobs[KEY] = replace(one.job, state=state)
        assert not await one.sender.perform(KEY)
        assert one.server.connections == 0


async def test_a_mail_that_nobody_planned_is_not_found():
    async with office() as one:
        with pytest.raises(NotFound):
            await one.sender.perform("another")


@pytest.mark.fault("F23")
@pytest.mark.parametrize("fault", ["cut", "silent"])
async def test_a_marketing_mail_whose_250_was_not_seen_is_unknown_and_never_repeated(fault: str):
    async with office(fault) as one:
        assert not await one.sender.perform(KEY)
        assert not await one.restarted().perform(KEY)
        assert one.job.state == EffectState.UNKNOWN
        assert len(one.server.received) == 1


@pytest.mark.fault("F23")
@pytest.mark.parametrize("fault", ["cut", "silent"])
async def test_a_transactional_mail_whose_250_was_not_seen_is_repeated_with_the_same_id(fault: str):
    async with office(fault, effect_class=TRANSACTIONAL) as one:
        assert await one.persist()
        assert one.job.state == EffectState.CONFIRMED
        assert one.message_ids == [message_id(KEY, "biuro@firma.example")] * 2


@pytest.mark.fault("F23")
async def test_a_transactional_mail_is_repeated_once_only():
    async with office("cut", "cut", effect_class=TRANSACTIONAL) as one:
        assert not await one.persist()
        assert not await one.persist(one.restarted())
        assert one.job.state == EffectState.UNKNOWN
        assert len(one.server.received) == 2


async def test_a_repetition_says_the_same_although_the_data_changed():
    async with office("cut", effect_class=TRANSACTIONAL) as one:
        with pytest.raises(NotSettled):
            await one.sender.perform(KEY)
        DRAFT.context["contact"]["name"] = "Ktoś Inny"
        try:
            await one.persist(one.restarted())
        finally:
            DRAFT.context["contact"]["name"] = "Anna Źródło"
        first, second = (mail.get_content() for _, _, mail in one.server.received)
        assert first == second


@BOTH
@pytest.mark.parametrize("fault", ["data 451", "rcpt 450", "mail 451", "busy", "tarpit", "mail 530"])
async def test_a_server_that_asks_to_wait_gets_the_mail_later_once(fault: str, effect_class: EffectClass):
    async with office(fault, fault, fault, effect_class=effect_class) as one:
        with pytest.raises(NotSettled):
            await one.sender.perform(KEY)
        assert (one.job.state, one.job.attempts) == (EffectState.PLANNED, 0)
        assert one.ledger.notes[KEY].reason
        assert await one.persist(one.restarted())
        assert len(one.server.received) == 1


@BOTH
@pytest.mark.parametrize("fault", ["data 554", "rcpt 550", "mail 553"])
async def test_a_refused_mail_is_rejected_with_the_servers_reason(fault: str, effect_class: EffectClass):
    async with office(fault, effect_class=effect_class) as one:
        assert not await one.sender.perform(KEY)
        assert one.job.state == EffectState.REJECTED
        assert one.ledger.notes[KEY].reason.startswith(fault.split()[1])


async def test_a_repetition_that_is_refused_leaves_the_first_transmission_unknown():
    async with office("cut", "rcpt 550", effect_class=TRANSACTIONAL) as one:
        assert not await one.persist()
        assert one.job.state == EffectState.UNKNOWN


async def test_a_repetition_that_has_to_wait_is_still_one_repetition():
    async with office("cut", "data 451", "cut", "ok", effect_class=TRANSACTIONAL) as one:
        assert not await one.persist()
        assert len(one.server.received) == 2


async def test_a_server_that_is_not_there_leaves_the_mail_planned():
    async with office() as one:
        pass
    with pytest.raises(NotSettled):
        await one.sender.perform(KEY)
    assert one.job.state == EffectState.PLANNED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (replace(DRAFT, recipient="anna@localhost"), "mail_address_local"),
        (replace(DRAFT, recipient="a@b.pl\nRCPT TO:<x@y.pl>"), "mail_address_invalid"),
        (replace(DRAFT, subject="{{ name }}", context={"name": "a\r\nBcc: x@y.pl"}), "subject_invalid"),
        (replace(DRAFT, body="{{ missing }}"), "template_failed"),
        (replace(DRAFT, body="{{ 'a' * 10 ** 9 }}"), "template_too_expensive"),
    ],
)  # fmt: skip
async def test_a_mail_that_cannot_be_written_is_rejected_and_never_reaches_the_server(
    content: Draft, code: str
):
    async with office(content=content) as one:
        assert not await one.sender.perform(KEY)
        assert (one.job.state, one.ledger.notes[KEY].reason) == (EffectState.REJECTED, code)
        assert one.server.connections == 0


async def test_a_mail_claimed_by_somebody_else_is_not_sent():
    async with office() as one:

        def overtake(point: str) -> None:
            if point == "mail.introduced":
                one.ledger.jobs[KEY] = replace(one.job, state=EffectState.CANCELLED)

        with pytest.raises(NotSettled):
            await one.restarted(overtake).perform(KEY)
        assert one.server.received == []
        assert not await one.sender.perform(KEY)


async def test_a_mail_that_was_accepted_while_the_database_was_away_is_confirmed_later_and_not_resent():
    async with office(effect_class=TRANSACTIONAL) as one:
        one.ledger.away = 2
        for _ in range(2):
            with pytest.raises(ConnectionError):
                await one.sender.perform(KEY)
        assert await one.sender.perform(KEY)
        assert one.job.state == EffectState.CONFIRMED
        assert len(one.server.received) == 1


class Killed(BaseException):
    """The process is gone at this point."""


POINTS = {
    "mail.looked": ((EffectState.CONFIRMED, 1), (EffectState.CONFIRMED, 1)),
    "mail.introduced": ((EffectState.CONFIRMED, 1), (EffectState.CONFIRMED, 1)),
    "mail.claimed": ((EffectState.UNKNOWN, 0), (EffectState.CONFIRMED, 1)),
    "mail.accepted": ((EffectState.UNKNOWN, 1), (EffectState.CONFIRMED, 2)),
    "mail.confirmed": ((EffectState.CONFIRMED, 1), (EffectState.CONFIRMED, 1)),
}


@BOTH
@pytest.mark.parametrize("point", POINTS)
async def test_a_process_that_dies_at_any_point_leaves_what_its_class_promises(
    point: str, effect_class: EffectClass
):
    def die(reached: str) -> None:
        if reached == point:
            raise Killed

    state, mails = POINTS[point][effect_class is TRANSACTIONAL]
    async with office(effect_class=effect_class) as one:
        with pytest.raises(Killed):
            await one.restarted(die).perform(KEY)
        assert await one.persist(one.restarted()) is (state is EffectState.CONFIRMED)
        assert (one.job.state, len(one.server.received)) == (state, mails)
        assert len(set(one.message_ids)) == min(mails, 1)


def test_a_mail_on_the_wire_is_seven_bit_with_every_line_short():
    letter = Letter("Żółw <a@b.example>", "c@d.example", "Zażółć gęślą jaźń " * 10, "ż" * 3000)
    wire = on_the_wire("key", letter)
    assert wire.isascii()
    assert max(map(len, wire.splitlines())) <= 998


def test_different_keys_have_different_message_ids():
    assert message_id("a:b", "x@y.pl") != message_id("a=3a=b", "x@y.pl")
