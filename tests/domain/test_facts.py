"""What is said between the parts keeps to ids: the words exist and have their defaults."""

from datetime import UTC, datetime

from domain.calls import Command, CommandKind, NewCall
from domain.cases import HistoryRow
from domain.effects import EffectClass, EffectState
from domain.facts import OutboxFact
from domain.ids import AgentId, CallId


def test_order_to_the_switch_names_no_number_and_no_text() -> None:
    order = Command(CallId("c"), 1, "node", CommandKind.READ)
    assert (order.prompts, order.leg_id, order.cause) == ((), None, None)
    assert NewCall(CallId("c"), "node", "inbound", None, None).offer is None


def test_history_row_and_states_of_effects_are_plain_words() -> None:
    assert HistoryRow("a", None, AgentId("x"), "system", "created").edge == "created"
    assert (EffectState.PLANNED, EffectClass.MARKETING) == ("planned", "marketing")


def test_fact_without_an_argument_has_an_empty_payload() -> None:
    fact = OutboxFact("id", "call-1", "signal", "hung_up", {}, datetime(2026, 10, 24, tzinfo=UTC))
    assert fact.payload == {}
