"""Knows the SLA of tickets: how each stands, which are late, and that the stream of events tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel import and_, col

from db.session import Session
from db.tables.campaigns import Campaign
from db.tables.cases import Case
from domain.cases import HistoryRow

SlaState = Literal["running", "warning", "exceeded"]
_KINDS = {"sla.warning": "sla_warning", "sla": "sla_exceeded"}
"""The event of each edge that tells of an SLA (FCC-142, 143)."""


@dataclass(frozen=True, slots=True)
class SlaView:
    """When the ticket must have left its status, when that is warned of, and how it stands now."""

    deadline: datetime
    warning_at: datetime | None
    state: SlaState


def sla_of(deadline: datetime | None, warning_at: datetime | None, now: datetime) -> SlaView | None:
    """How a ticket stands; None where its status has no SLA."""
    if deadline is None:
        return None
    warned = warning_at is not None and warning_at <= now
    state: SlaState = "exceeded" if deadline <= now else "warning" if warned else "running"
    return SlaView(deadline, warning_at, state)


def stands(state: str, now: datetime) -> Any:
    """The condition that a ticket's SLA stands so: `warning` (and not exceeded yet) or `exceeded`."""
    tickets, deadline = col(Campaign.tickets), col(Case.sla_deadline)
    if state == "exceeded":
        return and_(tickets, deadline <= now)
    return and_(tickets, deadline > now, col(Case.sla_warning_at) <= now)


async def tell(session: Session, case: Case, rows: Sequence[HistoryRow]) -> None:
    """Record the crossings among these rows, of which the case does not know yet; only tickets have any."""
    crossed = [(_KINDS[edge], row) for row in rows if (edge := row.edge.partition("#")[0]) in _KINDS]
    if not crossed or not (await session.get_one(Campaign, case.campaign_id)).tickets:
        return
    for kind, row in crossed:
        session.record(
            "cases",
            kind,
            case.id,
            campaign_id=case.campaign_id,
            agent_id=case.owner_id,
            number=case.number,
            status=row.from_status,
            deadline=case.sla_deadline.isoformat() if case.sla_deadline else None,
        )
