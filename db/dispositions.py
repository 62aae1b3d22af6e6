"""Knows what an agent saves of a contact: checked against campaign and process, stored once for its key."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import select

from db.case_changes import call_of, case_in_sight, permit, with_values
from db.idempotency import IdempotencyMismatch
from db.occasions import NO_CONTACT, occasion_of
from db.owners import agent_of
from db.rules import process_of, rules_of, rules_of_campaign
from db.session import Session
from db.tables import Call, Campaign, Case, ContactPoint, Disposition
from domain.access import Who
from domain.cases import SaveDisposition
from domain.errors import CaseClosed, Invalid, Problem
from domain.ids import AgentId
from domain.qualifiers import Lifecycle, SuccessEffect
from domain.time import Due, after
from graphs.campaign import Campaign as CampaignRules
from graphs.campaign.recontact import FURTHEST, Limits, agreed
from graphs.campaign.values import missing_values, read_values
from graphs.process import Node, Process, Refusal, Saved, cursor_from_json, refusals
from graphs.process.refusals import refusal_of

_FIELD_OF = {
    "callback_time_missing": "callback_at",
    "callback_time_not_allowed": "callback_at",
    "time_not_allowed": "callback_at",
    "owner_missing": "owner",
    "owner_not_allowed": "owner",
}


@dataclass(frozen=True, slots=True)
class Save:
    """What an agent wants to save under an Idempotency-Key. `owner` is an agent's id or e-mail address."""

    key: str
    body_hash: str
    status: str
    note: str
    callback_at: str | None
    zone: str | None
    owner: str | None
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything that a save is measured by."""

    who: Who
    case: Case
    campaign: Campaign
    rules: CampaignRules
    process: Process
    node: Node
    call: Call | None


async def draft(session: Session, who: Who, case_id: str, save: Save) -> SaveDisposition | None:
    """Store what is to be saved, once for its key; the case hears only of the id. None: it is saved already."""
    desk = await _desk(session, who, case_id, save.status)
    key = f"{who.user_id}/{save.key}"
    stored = (await session.exec(select(Disposition).where(Disposition.key == key))).first()
    if stored is not None and (stored.case_id, stored.body_hash) != (case_id, save.body_hash):
        raise IdempotencyMismatch
    if stored is not None and stored.state == "saved":
        return None
    if desk.case.finished:
        raise CaseClosed
    occasion = await _occasion(session, desk)
    checked = await _checked(session, desk, save, occasion)
    if stored is None:
        stored = _disposition(session, desk, checked)
        stored.key = key
        await session.put(stored)
    return SaveDisposition(
        disposition_id=stored.id,
        status=stored.status,
        by=AgentId(stored.by),
        callback_at=stored.callback_at,
        call_ended_at=desk.call and desk.call.ended_at,
        occasion=occasion,
        owner=None if checked.owner is None else AgentId(checked.owner),
        rules=desk.campaign.etag,
    )


def refused(refusal: Refusal) -> Problem:
    """Why the process does not take a save, at the field of the form that is to be changed."""
    field = _FIELD_OF.get(refusal.code, "status")
    return Problem(refusal.code, refusal.message, refusal.message_pl, field=field, path=(field,))


def latest_of(rules: CampaignRules, node: Node, now: datetime) -> datetime:
    """The last moment for a callback that is agreed now in this status (FCC-15, 129)."""
    limits = [now + FURTHEST, rules.latest_recontact(now)]
    limits += [after(now, node.latest, rules.zone).at] if node.latest is not None else []
    return min(limit for limit in limits if limit is not None)


async def _desk(session: Session, who: Who, case_id: str, status: str) -> _Desk:
    case, campaign = await case_in_sight(session, who, case_id)
    process = await process_of(session, case.process_hash)
    node = process.nodes.get(status)
    if node is None:
        # A word that is no status of the process may be anything, and must not reach a history.
        raise Invalid([refused(refusals.STATUS_UNKNOWN)])
    call = await call_of(session, who, case_id)
    return _Desk(who, case, campaign, rules_of_campaign(campaign), process, node, call)


async def _occasion(session: Session, desk: _Desk) -> str | None:
    """What the save follows. Without a contact it needs leave (FCC-17, 25), and a success is always possible
    (FCC-119)."""
    found = await occasion_of(session, desk.who, desk.case, desk.call)
    if found != NO_CONTACT:
        return found
    recontact = desk.node.lifecycle is Lifecycle.CALLBACK
    permit(
        desk.who, desk.rules.agents_may, "recontact_without_call" if recontact else "classify_without_call"
    )
    return None if desk.node.success is SuccessEffect.CREDIT else NO_CONTACT


async def _checked(session: Session, desk: _Desk, save: Save, occasion: str | None) -> Save:
    """The save with canonical values, the effective time and the owner's id; `Invalid` with all its problems."""
    read = read_values(desk.rules.fields, save.fields, desk.case.fields, locked=desk.who.is_only_agent)
    due = _due(desk, save, session.now)
    owner = None if save.owner is None else await agent_of(session, desk.campaign, save.owner)
    problems = [*read.problems, *(found for found in (due, owner) if isinstance(found, Problem))]
    given = {problem.field for problem in problems}
    points = await _points(session, desk.case)
    values = with_values(desk.case.fields, read.values)
    problems += [
        found for found in missing_values(desk.rules.fields, values, points) if found.field not in given
    ]
    chosen = due if isinstance(due, Due) else None
    event = Saved(
        now=session.now,
        status=save.status,
        by=desk.who.user_id,
        callback_at=chosen and chosen.at,
        occasion=occasion,
        owner=owner if isinstance(owner, str) else None,
    )
    problems += [found for found in await _refusal(session, desk, event) if found.field not in given]
    if problems:
        raise Invalid(problems)
    written = save.callback_at if save.zone is None else chosen and chosen.at.isoformat()
    return replace(save, fields=read.values, callback_at=written, owner=event.owner)


def _due(desk: _Desk, save: Save, now: datetime) -> Due | Problem | None:
    if save.callback_at is None:
        return None
    limits = Limits(now, latest_of(desk.rules, desk.node, now), desk.rules.zone)
    return agreed(save.callback_at, save.zone, limits)


async def _refusal(session: Session, desk: _Desk, event: Saved) -> list[Problem]:
    rules = await rules_of(session, desk.campaign, desk.process)
    refusal = refusal_of(desk.process, cursor_from_json(desk.case.cursor), event, rules)
    return [] if refusal is None else [refused(refusal)]


async def _points(session: Session, case: Case) -> set[str]:
    query = select(ContactPoint.kind).where(ContactPoint.contact_id == case.contact_id)
    return set((await session.exec(query.distinct())).all())


def _disposition(session: Session, desk: _Desk, save: Save) -> Disposition:
    return Disposition(
        id=session.new_id(),
        case_id=desk.case.id,
        key="",
        body_hash=save.body_hash,
        status=save.status,
        note=save.note,
        callback_at=save.callback_at,
        fields=save.fields,
        call_id=desk.call and desk.call.id,
        by=desk.who.user_id,
        created_at=session.now,
    )
