"""Knows the questions that the stand-by too may put to Asterisk: channels, start time, contacts."""

import re
from dataclasses import dataclass
from datetime import datetime

from telephony.ami import Ami
from telephony.wire import AmiEvent, LinkMissing, Reply


@dataclass(frozen=True, slots=True)
class Contact:
    """A registered phone: the endpoint's name, and where it is."""

    endpoint: str
    uri: str
    reachable: bool


async def channels(ami: Ami) -> tuple[AmiEvent, ...]:
    """The rows of CoreShowChannels, with their CC_ variables; raises `LinkMissing` without an answer."""
    return _rows(ami, await ami.listing("CoreShowChannels"))


async def started_at(ami: Ami) -> str:
    """Asterisk's start as it writes it itself: another value is another epoch (K23)."""
    reply = await ami.action("CoreStatus")
    if not reply.ok:
        raise LinkMissing(address=str(ami.address))
    fields = reply.fields
    return f"{fields.get('corestartupdate', '')} {fields.get('corestartuptime', '')}"


async def contacts(ami: Ami) -> tuple[Contact, ...]:
    """The phones that are registered now."""
    reply = await ami.listing("PJSIPShowContacts")
    if not reply.ok and "No Contacts" in reply.message:
        return ()
    return tuple(
        Contact(row.get("Endpoint"), row.get("Uri"), row.get("Status") not in {"Unavailable", "Removed"})
        for row in _rows(ami, reply)
        if row.name == "ContactList"
    )


async def variable(ami: Ami, channel: str, name: str) -> str | None:
    """One of our own names on a channel; None when the channel is gone."""
    if not re.fullmatch(r"CC_[A-Z]{1,4}|TIMEOUT\(absolute\)", name):
        raise ValueError(name)
    reply = await ami.action("Getvar", {"Channel": channel, "Variable": name})
    return reply.fields.get("value", "") if reply.ok else None


def epoch_time(started: str) -> datetime:
    """The start as a local time without zone."""
    return datetime.strptime(started, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - Asterisk writes none


def _rows(ami: Ami, reply: Reply) -> tuple[AmiEvent, ...]:
    if not reply.ok:
        raise LinkMissing(address=str(ami.address))
    return tuple(row for row in reply.rows if not row.name.endswith("Complete"))
