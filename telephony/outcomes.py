"""Knows how the switch's endings become the words of the dialer: Q.850 causes and refused Originates."""

from domain.outcomes import Outcome

_BY_CAUSE = {
    1: Outcome.INVALID_NUMBER,
    2: Outcome.INVALID_NUMBER,
    3: Outcome.INVALID_NUMBER,
    16: Outcome.NO_ANSWER,
    17: Outcome.BUSY,
    18: Outcome.NO_ANSWER,
    19: Outcome.NO_ANSWER,
    20: Outcome.NO_ANSWER,
    21: Outcome.REJECTED,
    22: Outcome.INVALID_NUMBER,
    28: Outcome.INVALID_NUMBER,
}
HEARD = {"machine": Outcome.MACHINE, "fax": Outcome.FAX}
"""What the dialplan notes on a channel when no person has answered: in CC_B, and in the user field of its records."""

_INVALID = ("extension does not exist", "invalid channel", "channel not specified")


def outcome_of_cause(cause: int) -> Outcome:
    """The ending of a dialled leg that was never answered, from its Q.850 cause (a hint, K27)."""
    return _BY_CAUSE.get(cause, Outcome.NETWORK_ERROR)


def outcome_of_dial(*, answered: bool, note: str, cause: int) -> Outcome:
    """The ending of a dialled leg before any of ours met it; `note` is the dialplan's."""
    if note in HEARD:
        return HEARD[note]
    return Outcome.UNHANDLED if answered else outcome_of_cause(cause)


def refused_outcome(message: str) -> Outcome:
    """An Originate that Asterisk refused at once, without making a channel."""
    told = message.lower()
    return Outcome.INVALID_NUMBER if any(word in told for word in _INVALID) else Outcome.NETWORK_ERROR
