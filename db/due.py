"""Knows which cases may be dialled and which seats reserved for them: one predicate for claim and dial."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlmodel import col, func, select

from db.do_not_call import blocked_case
from db.hours import RECALLS, dialled_at
from db.seats import SeatState
from db.session import Session
from db.tables.calls import Call
from db.tables.campaigns import Membership, Queue
from db.tables.cases import Case, ContactPoint
from db.tables.seats import Seat
from domain.qualifiers import Lifecycle, Visibility
from graphs.campaign import Campaign
from routing.desk import Mode

_DIALS = (Mode.OUTBOUND, Mode.BLENDING)
_AT_REST = (Lifecycle.WAIT, Lifecycle.TERMINAL)


def dialable() -> ColumnElement[bool]:
    """A case with a due time that is nobody's business at the moment, and whose numbers may be called."""
    return and_(
        col(Case.due_at).is_not(None),
        col(Case.finished).is_(False),
        col(Case.unhandled_by).is_(None),
        col(Case.lifecycle).not_in(_AT_REST),
        ~is_spoken_with(),
        ~blocked_case(),
    )


def in_hours(*, recalls: bool) -> ColumnElement[bool]:
    """Any case while recalls are allowed, else only one that is none."""
    return true() if recalls else col(Case.lifecycle).not_in(RECALLS)


def is_spoken_with() -> ColumnElement[bool]:
    """The customer is on the line, or the agent still writes down what was said."""
    wraps_up = exists().where(col(Seat.call_id) == col(Call.id), col(Seat.state) == SeatState.WRAP_UP)
    return exists().where(col(Call.case_id) == col(Case.id), or_(col(Call.ended_at).is_(None), wraps_up))


def open_to(agents: Collection[str]) -> ColumnElement[bool]:
    """A private callback is for its owner alone."""
    return or_(col(Case.visibility) == Visibility.PUBLIC, col(Case.owner_id).in_(agents))


async def free_seats(session: Session, campaign_id: str) -> dict[str, tuple[str, str]]:
    """Seats free for an outgoing call of the campaign, the longest idle first: seat → agent, queue."""
    rows = await session.exec(
        select(Seat.id, Seat.agent_id, Membership.queue_id)
        .join(Membership, col(Membership.agent_id) == col(Seat.agent_id))
        .join(Queue, col(Queue.id) == col(Membership.queue_id))
        .where(
            Queue.campaign_id == campaign_id,
            Seat.state == SeatState.FREE,
            col(Membership.logged_in),
            col(Membership.mode).in_(_DIALS),
            or_(col(Membership.fail_break_until).is_(None), col(Membership.fail_break_until) <= session.now),
        )
        .order_by(col(Seat.idle_since), col(Seat.id))
    )
    found: dict[str, tuple[str, str]] = {}
    for seat_id, agent_id, queue_id in rows:
        found.setdefault(seat_id, (agent_id, queue_id))
    return found


async def due_cases(
    session: Session, campaign_id: str, agents: Collection[str], limit: int, *, recalls: bool
) -> list[tuple[Case, ContactPoint]]:
    """Cases to be dialled now with their first number, in order; those in other hands are left out."""
    rows = await session.exec(
        select(Case, ContactPoint)
        .join(ContactPoint, first_number())
        .where(
            Case.campaign_id == campaign_id,
            col(Case.attempt_id).is_(None),
            col(Case.due_at) <= session.now,
            dialable(),
            in_hours(recalls=recalls),
            open_to(agents),
        )
        .order_by(col(Case.last_in_queue), col(Case.due_at), col(Case.id))
        .limit(limit)
        .with_for_update(key_share=True, skip_locked=True, of=Case)
    )
    return list(rows.all())


def first_number() -> ColumnElement[bool]:
    """The contact point at which the case's customer is called."""
    numbers = (
        select(ContactPoint.id)
        .where(
            ContactPoint.contact_id == col(Case.contact_id),
            ContactPoint.kind == "phone",
            col(ContactPoint.value).startswith("+"),
        )
        .order_by(col(ContactPoint.position), col(ContactPoint.id))
        .limit(1)
        .correlate(Case)
    )
    return col(ContactPoint.id) == numbers.scalar_subquery()


async def next_due(session: Session, campaign_id: str, rules: Campaign) -> datetime | None:
    """When the first case of the campaign that waits for a dial may be dialled."""
    waiting = (
        select(Case.lifecycle, func.min(Case.due_at))
        .where(Case.campaign_id == campaign_id, col(Case.attempt_id).is_(None), dialable())
        .group_by(col(Case.lifecycle))
    )
    found: list[datetime] = []
    for lifecycle, due in await session.exec(waiting):
        at = due and dialled_at(rules, max(due, session.now), recall=lifecycle in RECALLS)
        found += [at] if at is not None else []
    return min(found, default=None)
