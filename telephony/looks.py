"""Knows the questions that the stand-by too may put to Asterisk: channels, start time, contacts."""

import re
from dataclasses import dataclass

from telephony.ami import Ami
from telephony.wire import ActionState, AmiEvent, LinkMissing, Reply

HALF_A_TICK = 5e-7
"""Makes a row newer than the last event before it, and older than the next one."""
_ABSENT = frozenset({"UNAVAILABLE", "INVALID", "UNKNOWN"})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All channels as Asterisk lists them, as new as the event stamped `at`."""

    rows: tuple[AmiEvent, ...]
    at: float = 0.0


async def channels(ami: Ami) -> Snapshot:
    """CoreShowChannels, with the CC_ variables of each; raises `LinkMissing` without an answer."""
    at = ami.clock + HALF_A_TICK
    return Snapshot(_rows(ami, await ami.listing("CoreShowChannels")), at)


async def started_at(ami: Ami) -> str:
    """Asterisk's start as it writes it itself: another value is another epoch (K23)."""
    reply = await ami.action("CoreStatus")
    if not reply.ok:
        raise LinkMissing(address=str(ami.address))
    fields = reply.fields
    return f"{fields.get('corestartupdate', '')} {fields.get('corestartuptime', '')}"


async def has_no_channel(ami: Ami, uniqueid: str) -> bool:
    """Whether Asterisk says that the channel does not exist (any more); while it says nothing, the channel may."""
    try:
        reply = await ami.action("Getvar", {"Channel": uniqueid, "Variable": "CC_B"})
    except LinkMissing:
        return False
    return reply.state is ActionState.ERROR and reply.message == "No such channel"


async def registered_phones(ami: Ami) -> frozenset[str]:
    """The endpoints whose phone is registered now. (PJSIPShowContacts would need the class `system`.)"""
    rows = _rows(ami, await ami.listing("DeviceStateList"))
    return frozenset(
        row.get("Device").removeprefix("PJSIP/")
        for row in rows
        if row.get("Device").startswith("PJSIP/") and row.get("State") not in _ABSENT
    )


async def variable(ami: Ami, channel: str, name: str) -> str | None:
    """One of our own names on a channel; None when the channel is gone."""
    if not re.fullmatch(r"CC_[A-Z]{1,4}|TIMEOUT\(absolute\)", name):
        raise ValueError(name)
    reply = await ami.action("Getvar", {"Channel": channel, "Variable": name})
    return reply.fields.get("value", "") if reply.ok else None


def _rows(ami: Ami, reply: Reply) -> tuple[AmiEvent, ...]:
    if not reply.ok:
        raise LinkMissing(address=str(ami.address))
    return tuple(row for row in reply.rows if not row.name.endswith("Complete"))
