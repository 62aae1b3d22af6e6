"""Knows cases as screens show them, and the query of columns behind them: nothing more is asked for each row."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy
from sqlmodel import col

from db.case_beside import Points
from db.effect_list import EffectView
from db.hours import RECALLS, dialled_at
from db.sla import SlaView, sla_of
from db.tables import Campaign, Case, Contact, User
from graphs.campaign import Campaign as CampaignRules
from graphs.campaign.values import Shown, significant, stored_problems
from graphs.words import Words


@dataclass(frozen=True, slots=True)
class ContactView:
    id: str
    name: str
    anonymous: bool
    phones: list[str]
    emails: list[str]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    field: str
    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Alone:
    """What is found out about a case that is read alone."""

    already_sent: list[EffectView]
    field_problems: list[FieldProblem]


@dataclass(frozen=True, slots=True)
class CaseView:
    """`ticket` (`#` and the number) and `sla` are there where the ticket channel is active. `due_wall` is the time
    as it was meant in `due_zone`; at `dialled_at` the campaign's windows let it be dialled at the earliest, unless
    `do_not_call` blocks a number (`campaign`, `global`). `unhandled_by` ended a call without a status; `significant`
    fields identify the record; `already_sent`, of one case read alone, is what had left when a success was taken back;
    `field_problems`, of one case read alone, is what the campaign cannot accept of the stored fields, or misses;
    `process_version` is the published version that the case keeps for good.
    """

    id: str
    number: int
    ticket: str | None
    campaign: str
    contact: ContactView
    status: str
    qualifier: str
    lifecycle: str
    visibility: str
    finished: bool
    due_at: datetime | None
    due_zone: str | None
    due_wall: str | None
    dialled_at: datetime | None
    sla: SlaView | None
    do_not_call: str | None
    owner_id: str | None
    owner: str | None
    credited_to: str | None
    attempt_id: str | None
    unhandled_by: str | None
    process_hash: str
    process_version: int
    fields: dict[str, Any]
    significant: list[Shown]
    field_problems: list[FieldProblem]
    already_sent: list[EffectView]
    created_at: datetime
    updated_at: datetime
    etag: int


_OF_THE_CASE = (
    "id", "number", "campaign_id", "contact_id", "process_hash", "status", "qualifier", "lifecycle", "visibility",
    "finished", "due_at", "due_zone", "due_wall", "sla_warning_at", "sla_deadline", "owner_id", "credited_to",
    "attempt_id", "unhandled_by", "fields", "created_at", "updated_at", "etag",
)  # fmt: skip


CASES: Any = (
    sqlalchemy.select(
        *(getattr(Case, name) for name in _OF_THE_CASE),
        col(Campaign.name).label("campaign"),
        col(Campaign.etag).label("rules"),
        col(Campaign.tickets),
        col(Contact.name).label("contact"),
        col(Contact.anonymous),
        col(User.name).label("owner"),
    )
    .join_from(Case, Campaign, col(Campaign.id) == Case.campaign_id)
    .join(Contact, col(Contact.id) == Case.contact_id)
    .join(User, col(User.id) == Case.owner_id, isouter=True)
)
"""All that is shown of cases and stands in their rows; these tables may be asked further."""


_AS_THEY_STAND = (
    "id", "number", "campaign", "status", "qualifier", "lifecycle", "visibility", "finished", "due_at", "due_zone",
    "due_wall", "owner_id", "owner", "credited_to", "attempt_id", "unhandled_by", "process_hash", "fields",
    "created_at", "updated_at", "etag",
)  # fmt: skip
_standing = attrgetter(*_AS_THEY_STAND)


def case_view(
    row: Any, told: Any, rules: CampaignRules, now: datetime, alone: Alone | None = None
) -> CaseView:
    """A row of `CASES`, with what is told beside it; `alone` is what a list leaves out."""
    points: Points = told.points or ()
    return CaseView(
        **dict(zip(_AS_THEY_STAND, _standing(row), strict=True)),
        ticket=f"#{row.number}" if row.tickets else None,
        contact=ContactView(
            id=row.contact_id,
            name=row.contact,
            anonymous=row.anonymous,
            phones=[value for kind, value in points if kind == "phone"],
            emails=[value for kind, value in points if kind == "mail"],
        ),
        dialled_at=dialled(row.due_at, row.lifecycle, rules),
        sla=sla_of(row.sla_deadline, row.sla_warning_at, now) if row.tickets else None,
        do_not_call=told.block,
        process_version=told.version or 0,
        significant=significant_of(row.fields, points, rules),
        field_problems=alone.field_problems if alone else [],
        already_sent=alone.already_sent if alone else [],
    )


def dialled(due_at: datetime | None, lifecycle: str, rules: CampaignRules) -> datetime | None:
    """When the campaign's windows let the case be dialled at the earliest."""
    return None if due_at is None else dialled_at(rules, due_at, recall=lifecycle in RECALLS)


def significant_of(values: dict[str, Any], points: Points, rules: CampaignRules) -> list[Shown]:
    """What identifies the record in lists, of its fields and its contact's points (FCC-111)."""
    if not rules.fields:
        return []
    own = dict(reversed(points))
    return list(significant(rules.fields, {**values, **own}))


def field_problems(values: dict[str, Any], points: Points | None, rules: CampaignRules) -> list[FieldProblem]:
    """What the campaign cannot accept of the stored fields, or misses."""
    reached = [name for name in ("phone", "mail") if any(kind == name for kind, _ in points or ())]
    found = stored_problems(rules.fields, values, reached)
    return [FieldProblem(each.path[-1], each.code, Words(each.message, each.message_pl)) for each in found]
