"""Knows how many numbers a campaign dials now."""

from enum import StrEnum
from typing import assert_never


class DialMode(StrEnum):
    """How a campaign dials; the other modes of the field join here."""

    PROGRESSIVE = "progressive"


def pace(mode: DialMode, free_seats: int, due: int, in_flight: int) -> int:
    """How many attempts to begin now.

    Progressive: one for each free seat and due case, however many are in flight, since each of these has
    reserved its seat and is not among the free."""
    match mode:
        case DialMode.PROGRESSIVE:
            return max(0, min(free_seats, due))
        case _:
            assert_never(mode)
