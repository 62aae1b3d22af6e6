"""Knows how things are named: UUIDv7 in hex, one type for each kind of thing."""

from typing import NewType

AgentId = NewType("AgentId", str)
CallId = NewType("CallId", str)
CampaignId = NewType("CampaignId", str)
CaseId = NewType("CaseId", str)
ContactId = NewType("ContactId", str)
EntryId = NewType("EntryId", str)
GraphHash = NewType("GraphHash", str)
LegId = NewType("LegId", str)
SeatId = NewType("SeatId", str)


def uuid7(unix_ms: int, random_bits: int) -> str:
    """The UUIDv7 (RFC 9562) in hex of a moment in milliseconds and at least 74 random bits."""
    rand_a = (random_bits >> 62) & 0xFFF
    rand_b = random_bits & ((1 << 62) - 1)
    value = (unix_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b
    return f"{value:032x}"
