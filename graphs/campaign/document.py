"""Knows how a campaign is written: its numbers, its graphs, who works in it and how it dials."""

from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field

from domain.time import Span
from graphs.campaign.records import AgentsMay, Fields, RecordField, Records, Scripts, Window
from graphs.fields import (
    Email,
    Language,
    Name,
    Part,
    Patience,
    Phone,
    Prose,
    Title,
    Truth,
    Zone,
    lasting,
    matching,
    one_of,
    within,
)

CONTACTS: Final = ("call", "mail", "sms", "chat")
TICKET: Final = "ticket"
FILE_NAME: Final = r"([A-Za-z0-9_-]|\{(time|campaign|number|fields|call)\}){1,100}"
CHANNELS: Final = (*CONTACTS, TICKET)


def _minutes(count: int) -> Span:
    return Span(rest=timedelta(minutes=count))


def _seconds(count: int) -> Span:
    return Span(rest=timedelta(seconds=count))


class Dial(Part):
    """`ring_time` is how long a customer's phone rings; without windows it may dial at any time.

    With `machine_detection` whoever answers is listened to first: an answering machine or a fax is hung up, and is the
    outcome `machine` or `fax`; people are connected up to 1.6 s later than without.
    """

    mode: Annotated[str, one_of(("progressive", "manual"))] = "manual"
    ring_time: Annotated[Span, lasting("5s", "2min")] = _seconds(25)
    redial_after: Patience = _minutes(60)
    windows: Annotated[tuple[Window, ...], Field(max_length=100)] = ()
    machine_detection: Truth = False


class Member(Part):
    """An agent of the campaign: first values, changed later outside of the document."""

    agent: Email
    position: Annotated[int, within(1, 10_000)] = 1
    tier: Annotated[int, within(1, 100)] = 1
    score: Annotated[int, within(0, 1_000)] = 0
    mode: Annotated[str, one_of(("inbound", "outbound", "blending"))] = "blending"


class Mail(Part):
    sender: Email


class Recording(Part):
    """Of which calls the talks with agents are recorded, and what their files are called.

    In `name` stand letters, digits, `_`, `-` and placeholders: `{time}` of the campaign's clock, `{campaign}`,
    `{number}` of the customer, `{fields}` (the values with `in_file_name`), `{call}`.
    """

    mode: Annotated[str, one_of(("none", "inbound", "outbound", "all"))] = "none"
    name: Annotated[str, matching(FILE_NAME, "file_name_invalid")] = (
        "{time}_{campaign}_{number}_{fields}_{call}"
    )


class CampaignDocument(Part):
    """What ties numbers, graphs and agents together. `ring_time` is how long an agent's phone rings.

    Without `fields` records take any fields; with them only these, each checked by its type. Through `channels`
    customers reach it and are reached; with `ticket` its cases are tickets, with a number and an SLA (FCC-04, 162).
    """

    campaign: Name
    title: Title | None = None
    description: Prose | None = None
    language: Language = "pl"
    zone: Zone = "Europe/Warsaw"
    numbers: Annotated[tuple[Phone, ...], Field(max_length=1000)] = ()
    caller_id: Phone | None = None
    direction: Annotated[str, one_of(("inbound", "outbound", "both"))] = "both"
    channels: Annotated[tuple[Annotated[str, one_of(CHANNELS)], ...], Field(min_length=1)] = CONTACTS
    process: Name
    ivr: Name | None = None
    queue: Name | None = None
    dial: Dial = Dial()
    wrap_up: Annotated[Span, lasting("1s", "8h")] = _seconds(60)
    wrap_up_extra: Annotated[Span, lasting("0s", "8h")] = _seconds(60)
    ring_time: Annotated[Span, lasting("5s", "2min")] = _seconds(20)
    fail_break: Annotated[Span, lasting("0s", "1h")] = _seconds(30)
    priority: Annotated[int, within(-100, 100)] = 0
    members: Annotated[tuple[Member, ...], Field(max_length=2_000)] = ()
    answer: Annotated[str, one_of(("manual", "automatic"))] = "manual"
    mail: Mail | None = None
    recording: Recording = Recording()
    moh: Name = "default"
    fields: Fields = Field(default_factory=dict[str, RecordField])
    records: Records = Records()
    agents_may: AgentsMay = AgentsMay()
    scripts: Scripts = Scripts()
