"""Knows how an attempt to reach somebody can end: one vocabulary for dialer, dispositions and reports."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a dialled attempt ended; three vocabularies of the field map onto it (SYS-P-45, WBX-20, FCC-120)."""

    ANSWERED = "answered"
    MACHINE = "machine"
    FAX = "fax"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    INVALID_NUMBER = "invalid_number"
    NETWORK_ERROR = "network_error"
    UNHANDLED = "unhandled"
    CANCELLED = "cancelled"


class OfferOutcome(StrEnum):
    """How the offer of a call to an agent ended."""

    ANSWERED = "answered"
    REJECTED = "rejected"
    EXPIRED = "expired"
    UNREACHABLE = "unreachable"
    CALLER_LEFT = "caller_left"
