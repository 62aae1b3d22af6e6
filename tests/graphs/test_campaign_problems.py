"""Problems of campaign documents, and what a sound one becomes."""

from datetime import timedelta
from typing import Any

import pytest
from graph_documents import campaign, codes, errors, sound

from graphs import Known
from graphs.campaign import compile_campaign

ANNA = {"agent": "anna@example.com"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"numbers": ["+48221234567"] * 2}, ("number_twice", None, "numbers.1")),
        ({"numbers": ["221234567"]}, ("phone_invalid", None, "numbers.0")),
        ({"members": [ANNA, ANNA | {"position": 2}]}, ("member_twice", None, "members.1")),
        ({"members": [{"agent": "anna"}]}, ("mail_invalid", None, "members.0.agent")),
        ({"members": [ANNA | {"tier": 0}]}, ("number_out_of_range", None, "members.0.tier")),
        ({"dial": {"ring_time": "1s"}}, ("out_of_range", None, "dial.ring_time")),
        ({"dial": {"mode": "predictive"}}, ("unknown_value", None, "dial.mode")),
        ({"dial": {"windows": [{"days": "mon"}]}}, ("field_missing", None, "dial.windows.0.hours")),
        ({"channels": ["mail", "fax"]}, ("unknown_value", None, "channels.1")),
        ({"channels": ["mail", "mail"]}, ("channel_twice", None, "channels.1")),
        ({"channels": ["mail"], "ivr": "i"}, ("channel_without_calls", None, "ivr")),
        ({"channels": ["mail"], "numbers": ["+48221234567"]}, ("channel_without_calls", None, "numbers")),
        (
            {"channels": ["mail"], "dial": {"mode": "progressive"}},
            ("channel_without_calls", None, "dial.mode"),
        ),
        ({"mail": {"sendr": "x"}}, ("unknown_field", None, "mail.sendr")),
        ({"caller_id": "+48221234567"}, ("caller_id_not_verified", None, "caller_id")),
    ],
)
def test_problem_is_found(fields: dict[str, Any], expected: tuple[str, None, str]) -> None:
    assert expected in errors(campaign(**fields))


def test_campaign_of_tickets_alone_neither_calls_nor_is_called() -> None:
    canonical = sound(campaign(channels=["mail", "ticket"])).canonical
    assert canonical is not None
    compiled = compile_campaign(canonical)
    assert (compiled.inbound, compiled.outbound, compiled.tickets) == (False, False, True)


def test_names_must_exist_when_that_is_told() -> None:
    text = campaign(ivr="i", members=[ANNA], caller_id="+48221234567")
    known = Known(processes=["q"], ivrs=["j"], agents=["jan@example.com"], numbers=["+48220000000"])
    assert codes(text, known) == ["process_unknown", "ivr_unknown", "agent_unknown", "caller_id_not_verified"]
    sound(text, Known(processes=["p"], ivrs=["i"], agents=["anna@example.com"], numbers=["+48221234567"]))


def test_defaults_are_filled_in() -> None:
    canonical = sound(campaign(numbers=["+48221234567"])).canonical
    assert canonical is not None
    compiled = compile_campaign(canonical)
    assert (compiled.work.queue, compiled.caller_id, compiled.title) == ("c", "+48221234567", "c")
    assert (compiled.dial.mode, compiled.dial.redial_after) == ("manual", timedelta(hours=1))
    assert (compiled.inbound, compiled.outbound, compiled.sender) == (True, True, None)
    assert compiled.dial.windows == ()
