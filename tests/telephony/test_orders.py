"""What the gateway does next for each order, as a table of what the switch shows."""

from dataclasses import replace

import pytest

from domain.calls import CallId, Command, CommandKind, CommandResult
from domain.ids import AgentId, LegId, SeatId
from domain.outcomes import OfferOutcome
from telephony.commands import connect, dial, hang_up, read
from telephony.commands.decision import (
    Connect,
    Decision,
    Done,
    HangUp,
    Leg,
    Ring,
    SendBlock,
    Talk,
    View,
    Wait,
)

CALLER = Leg("caller", up=True, parked=True)
AGENT = Leg("cc-agent", up=True, parked=True)
GONE = replace(CALLER, gone=True, parked=False)
READ = Command(CallId("c"), 7, "n", CommandKind.READ, prompts=("p",), max_keys=1)
RING = Command(
    CallId("c"),
    8,
    "n",
    CommandKind.CONNECT,
    leg_id=LegId("agent"),
    agent_id=AgentId("a"),
    seat_id=SeatId("s"),
)


def ended(offer: OfferOutcome) -> Done:
    return Done(CommandResult("ok", offer=offer))


@pytest.mark.parametrize(
    ("leg", "decision"),
    [
        (None, Done(CommandResult("hung_up"))),
        (GONE, Done(CommandResult("hung_up"))),
        (CALLER, SendBlock()),
        (replace(CALLER, block="6:done:OK:1", number=6), SendBlock()),
        (replace(CALLER, parked=False), Wait()),
        (replace(CALLER, parked=False, block="7:run", number=7), Wait()),
        (replace(CALLER, block="7:done:OK:5", number=7), Done(CommandResult("ok", "5"))),
        (replace(CALLER, block="7:done:TIMEOUT:", number=7), Done(CommandResult("timeout"))),
        (replace(CALLER, block="7:done:FAILED:", number=7), Done(CommandResult("failed"))),
        (replace(CALLER, block="8:run", number=8), Done(CommandResult("failed"))),
    ],
)
def test_block_is_sent_once_and_its_result_read_from_the_channel(leg: Leg | None, decision: Decision) -> None:
    assert read.decide(READ, View(leg)) == decision


def test_result_of_a_block_wins_over_the_hang_up_that_came_with_it() -> None:
    leg = replace(GONE, block="7:done:OK:5", number=7)
    assert read.decide(READ, View(leg)) == Done(CommandResult("ok", "5"))


@pytest.mark.parametrize(
    ("view", "decision"),
    [
        (View(CALLER), Ring()),
        (View(CALLER, originated=True), Wait()),
        (View(CALLER, refused="network_error", originated=True), ended(OfferOutcome.UNREACHABLE)),
        (View(CALLER, replace(AGENT, up=False, parked=False)), Wait()),
        (View(CALLER, AGENT), Connect("cc-agent")),
        (View(replace(CALLER, parked=False), AGENT), Wait()),
        (View(replace(CALLER, bridge="b"), replace(AGENT, bridge="b")), Talk()),
        (View(replace(CALLER, bridge="b"), replace(AGENT, bridge="b"), talking=True), Wait()),
        (View(CALLER, replace(AGENT, gone=True, cause=16), talking=True), ended(OfferOutcome.ANSWERED)),
        (View(CALLER, None, refused="network_error", talking=True), ended(OfferOutcome.ANSWERED)),
        (View(GONE, AGENT, talking=True), Done(CommandResult("hung_up", offer=OfferOutcome.ANSWERED))),
        (View(CALLER, replace(AGENT, gone=True, cause=17)), ended(OfferOutcome.REJECTED)),
        (View(CALLER, replace(AGENT, gone=True, cause=19)), ended(OfferOutcome.EXPIRED)),
        (View(CALLER, replace(AGENT, gone=True, cause=None)), ended(OfferOutcome.UNREACHABLE)),
        (View(GONE, AGENT), HangUp("cc-agent")),
        (View(GONE, replace(AGENT, gone=True)), ended(OfferOutcome.CALLER_LEFT)),
        (View(None), ended(OfferOutcome.CALLER_LEFT)),
    ],
)
def test_agent_is_rung_once_and_bridged_with_a_caller_who_is_there(view: View, decision: Decision) -> None:
    assert connect.decide(RING, view) == decision


@pytest.mark.parametrize(
    ("view", "decision"),
    [
        (View(CALLER), Ring()),
        (View(CALLER, originated=True), Wait()),
        (View(CALLER, refused="invalid_number"), Done(CommandResult("failed", outcome="invalid_number"))),
        (View(CALLER, replace(AGENT, up=False, parked=False)), Wait()),
        (View(CALLER, AGENT), Connect("cc-agent")),
        (View(replace(CALLER, bridge="b"), replace(AGENT, bridge="b")), Talk()),
        (View(replace(CALLER, bridge="b"), replace(AGENT, bridge="b"), talking=True), Wait()),
        (View(CALLER, None, talking=True), Done(CommandResult("ok", outcome="answered"))),
        (View(None, None, talking=True), Done(CommandResult("hung_up", outcome="answered"))),
        (View(CALLER, replace(AGENT, gone=True, cause=17)), Done(CommandResult("failed", outcome="busy"))),
        (View(GONE, AGENT), HangUp("cc-agent")),
        (View(GONE), Done(CommandResult("hung_up"))),
    ],
)
def test_outside_number_is_dialled_once_and_its_outcome_told(view: View, decision: Decision) -> None:
    assert dial.decide(replace(RING, kind=CommandKind.DIAL), view) == decision


def test_caller_is_hung_up_until_gone() -> None:
    order = Command(CallId("c"), 9, "n", CommandKind.HANG_UP)
    assert hang_up.decide(order, View(CALLER)) == HangUp("caller")
    assert hang_up.decide(order, View(GONE)) == Done(CommandResult("ok"))
    assert hang_up.decide(order, View(None)) == Done(CommandResult("ok"))
