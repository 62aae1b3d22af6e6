"""Knows how a case is told to those outside: its contact, its record, its history."""

from sqlmodel import col, select

from db.known_contacts import reached_by
from db.rules import process_of
from db.session import Session
from db.tables.campaigns import Campaign
from db.tables.cases import Case, CaseHistory, Contact
from db.tables.people import User
from domain.case_data import CaseData, ContactData, HistoryData, Named
from graphs.process import Process

_LONGEST_HISTORY = 500


async def case_data(session: Session, case: Case) -> CaseData:
    """The case as it stands; of a long history the newest changes."""
    campaign = await session.get_one(Campaign, case.campaign_id)
    process = await process_of(session, case.process_hash)
    rows = await _changes(session, case.id)
    names = await _names(
        session, {case.owner_id, *(id_ for row in rows for id_ in (row.owner_id, row.ordered_by))}
    )
    return CaseData(
        number=case.number,
        campaign=Named(campaign.name, campaign.title),
        process=Named(process.name, process.title),
        status=Named(case.status, _title(process, case.status)),
        zone=campaign.zone,
        created_at=case.created_at,
        updated_at=case.updated_at,
        contact=await _contact(session, case.contact_id),
        due_at=case.due_at,
        responsible=names.get(case.owner_id or ""),
        finished=case.finished,
        record={name: str(value) for name, value in case.fields.items()},
        history=tuple(_change(row, names) for row in rows),
    )


def _title(process: Process, status: str) -> str:
    node = process.nodes.get(status)
    return node.title if node is not None else status


async def _contact(session: Session, contact_id: str) -> ContactData:
    contact = await session.get_one(Contact, contact_id)
    found: dict[str, list[str]] = {"phone": [], "mail": []}
    for kind, value in await reached_by(session, contact_id):
        found[kind].append(value)
    return ContactData(contact.name, tuple(found["phone"]), tuple(found["mail"]))


async def _changes(session: Session, case_id: str) -> list[CaseHistory]:
    newest = (col(CaseHistory.step).desc(), col(CaseHistory.position).desc())
    query = (
        select(CaseHistory).where(CaseHistory.case_id == case_id).order_by(*newest).limit(_LONGEST_HISTORY)
    )
    return list(reversed((await session.exec(query)).all()))


def _change(row: CaseHistory, names: dict[str, str]) -> HistoryData:
    return HistoryData(
        at=row.at,
        status=row.status,
        from_status=row.from_status,
        responsible=names.get(row.owner_id or ""),
        ordered_by=names.get(row.ordered_by, row.ordered_by),
        edge=row.edge,
        note=row.note,
    )


async def _names(session: Session, ids: set[str | None]) -> dict[str, str]:
    users = await session.exec(select(User.id, User.name).where(col(User.id).in_(ids)))
    return dict(users.all())
