"""Knows who may change what of a case by hand, and changes its fields."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import col, func, select

from db.conflicts import check_etag
from db.opening import tell_screens
from db.rules import rules_of_campaign
from db.scopes import work_in_sight
from db.session import Session
from db.tables import Call, Campaign, Case, CaseHistory, Seat
from domain.access import Who
from domain.errors import Invalid, NotFound, Refused
from graphs.campaign import AgentsMay
from graphs.campaign.values import read_values


class AgentsMayNot(Refused):
    """The campaign leaves this to supervisors: {what}. Ask one, or let it be allowed in the campaign."""

    code = "agents_may_not"
    message_pl = "W tej kampanii robi to nadzorca: {what_pl}. Poproś go albo niech kampania na to pozwoli."


_WORDS: Mapping[str, tuple[str, str]] = {
    "add_records": ("adding records", "dodawanie rekordów"),
    "edit_contact": ("changing communication data", "zmiana danych komunikacyjnych"),
    "classify_without_call": ("a status without a contact", "status bez kontaktu"),
    "recontact_without_call": ("a callback without a contact", "ponowny kontakt bez kontaktu"),
    "recall_early": ("a private callback before its time", "prywatne oddzwonienie przed terminem"),
}


def permit(who: Who, may: AgentsMay, what: str) -> None:
    """`AgentsMayNot` if this person is but an agent and the campaign does not let agents do it."""
    if who.is_only_agent and not getattr(may, what):
        raise AgentsMayNot(what=_WORDS[what][0], what_pl=_WORDS[what][1])


async def change_fields(
    session: Session, who: Who, case_id: str, fields: Mapping[str, Any], if_match: int | None
) -> None:
    """Set these fields of a case; null removes one. `Invalid` with all that the campaign does not accept."""
    case, campaign = await case_in_sight(session, who, case_id)
    check_etag(case.etag, if_match, {"fields": case.fields, "etag": case.etag}, "case")
    rules = rules_of_campaign(campaign)
    read = read_values(rules.fields, fields, case.fields, locked=who.is_only_agent)
    if read.problems:
        raise Invalid(read.problems)
    changed = {name for name, value in read.values.items() if case.fields.get(name) != value}
    case.fields = with_values(case.fields, read.values)
    await write_change(session, case, who, "fields", ", ".join(sorted(changed)))


def with_values(fields: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with these values set; None removes one."""
    return {name: value for name, value in {**fields, **values}.items() if value is not None}


async def write_change(session: Session, case: Case, who: Who, what: str, note: str) -> None:
    """Store the case with a row of its history: `changed.<what>` by this person (SYS-P-80)."""
    rows = select(func.count()).where(CaseHistory.case_id == case.id, CaseHistory.step == case.step)
    row = CaseHistory(
        id=session.new_id(),
        case_id=case.id,
        step=case.step,
        position=(await session.exec(rows)).one(),
        status=case.status,
        from_status=case.status,
        owner_id=case.owner_id,
        ordered_by=who.user_id,
        edge=f"changed.{what}",
        graph_hash=case.process_hash,
        at=session.now,
        note=note,
    )
    case.updated_at = session.now
    # A new version, even if the columns of the case itself are as they were.
    flag_modified(case, "updated_at")
    await session.put(case, row)
    tell_screens(session, case, "changed")


async def case_in_sight(session: Session, who: Who, case_id: str) -> tuple[Case, Campaign]:
    """The case with its campaign; of two who change it at once, one is repeated (`etag`)."""
    query = (
        select(Case, Campaign)
        .join(Campaign, col(Campaign.id) == col(Case.campaign_id))
        .where(Case.id == case_id, work_in_sight(col(Case.campaign_id), who))
    )
    found = (await session.exec(query)).first()
    if found is None:
        raise NotFound(kind="case", name=case_id)
    return found[0], found[1]


async def call_of(session: Session, who: Who, case_id: str) -> Call | None:
    """The call of this case that the agent has, or has just had."""
    query = (
        select(Call)
        .join(Seat, col(Seat.call_id) == Call.id)
        .where(Seat.agent_id == who.user_id, Call.case_id == case_id)
    )
    return (await session.exec(query.limit(1))).first()
