"""Knows how a campaign's records are written: their fields, how long agents may keep them, who may do what."""

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from domain.record_fields import FieldType
from domain.time import Span, format_span, parse_date, parse_span
from graphs.fields import Name, Part, Title, Truth, Written, matching, refuse, text_up_to, within, word
from graphs.ivr.blocks.availability import DaysField, HoursField

SYSTEM_FIELDS = ("phone", "mail")
"""The communication data that every record has (FCC-113): the contact's first number and first address."""


class Window(Part):
    """Days and hours on the clock of the campaign's zone."""

    days: DaysField
    hours: HoursField


class RecordField(Part):
    """One field of a record (FCC-105..112).

    `title` is what agents read. `type` is checked wherever a value comes in; `choice` and `many` choose among
    `choices`. Without a value in a `required` field an agent cannot save a status. Agents do not change what is
    not `editable`; supervisors do. `significant` fields identify a record in lists, `in_file_name` puts the
    value into the name of the recording.

    `phone` and `mail` are there in every campaign, as the contact's first number and address: they may be named
    here to be required, significant or in the file name, but have no other type and no choices.
    """

    title: Title | None = None
    type: Annotated[FieldType, word(FieldType)] = FieldType.TEXT
    required: Truth = False
    editable: Truth = True
    significant: Truth = False
    in_file_name: Truth = False
    choices: Annotated[tuple[Annotated[str, text_up_to(200)], ...], Field(max_length=500)] = ()


class Unhandled(Part):
    """An agent who has `limit` unhandled records of the campaign gets no other until `unblock` or fewer are
    left (FCC-11, 12); 0 is all of them handled. Callers who wait are connected all the same.
    """

    limit: Annotated[int, within(1, 1_000)]
    unblock: Annotated[int, within(0, 999)] = 0


def _latest(text: str) -> Span | date:
    try:
        if re.match(r"[0-9]{4}-", text):
            return parse_date(text)
        span = parse_span(text)
        allowed = timedelta(seconds=1) <= span.total <= timedelta(days=365)
    except (ValueError, OverflowError):
        allowed, span = False, Span()
    if not allowed:
        raise refuse("latest_invalid", value=text[:80])
    return span


def _write_latest(latest: Span | date) -> str:
    return format_span(latest) if isinstance(latest, Span) else latest.isoformat()


Latest = Annotated[
    Span | date,
    Written(_latest, {"type": "string", "examples": ["30d", "2026-12-31"]}, _write_latest),
]


class Records(Part):
    """How long agents may keep records, and when they come back.

    `unhandled` limits the records without a status that an agent may have. Records of the campaigns in
    `refuse_from` are neither moved nor copied here (FCC-13). An agent chooses no callback later than
    `latest_recontact`: a time from now (`30d`), or a last day (FCC-15). Within `recall_windows` callbacks are
    dialled; one that falls due outside is dialled when the next window opens (FCC-16).
    """

    unhandled: Unhandled | None = None
    refuse_from: Annotated[tuple[Name, ...], Field(max_length=1_000)] = ()
    latest_recontact: Latest | None = None
    recall_windows: Annotated[tuple[Window, ...], Field(max_length=100)] = ()


class AgentsMay(Part):
    """What agents may do by themselves; `false` leaves it to supervisors.

    `add_records`: put new records into the campaign (FCC-20). `edit_contact`: correct the phone numbers and
    addresses of a contact (FCC-21). `classify_without_call`: save a status although there was no contact
    (FCC-17, 119); `recontact_without_call`: agree a callback although there was none (FCC-25). `recall_early`:
    make a private callback before its time (FCC-24).
    """

    add_records: Truth = True
    edit_contact: Truth = True
    classify_without_call: Truth = True
    recontact_without_call: Truth = True
    recall_early: Truth = True


class Scripts(Part):
    """The scripts of the campaign: for the talk, and for the confirmation of a success."""

    call: Name | None = None
    confirmation: Name | None = None


FieldName = Annotated[str, matching("[a-z][a-z0-9_]{0,63}", "field_name_invalid")]
Fields = Annotated[dict[FieldName, RecordField], Field(max_length=200)]
