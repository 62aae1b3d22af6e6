"""Knows how a record comes into another campaign: moved or copied, once, unless that campaign refuses it (FCC-13)."""

from sqlmodel import col, or_, select

from db.known_contacts import contacts_with, reached_by
from db.opening import NewCase, open_case
from db.rules import rules_of_campaign
from db.session import Session
from db.tables.campaigns import Campaign
from db.tables.cases import Case
from domain.qualifiers import Lifecycle
from graphs.campaign.values import carried_values

UNKNOWN = "campaign_unknown"
REFUSED = "campaign_refuses"
WITHOUT_PROCESS = "campaign_without_process"
PRESENT = "already_there"


async def pass_on(session: Session, case: Case, target: str, *, moved: bool) -> str | None:
    """Open a case of the same customer with the same fields in the campaign; why not, or None when it is done.

    A moved record does not come beside one that the customer has there; a copy is meant to. Of its fields nothing is
    lost: what the campaign cannot read stays as it was.
    """
    campaign = (await session.exec(select(Campaign).where(Campaign.name == target))).first()
    if campaign is None:
        return UNKNOWN
    if campaign.process_hash is None:
        return WITHOUT_PROCESS
    source = await session.get_one(Campaign, case.campaign_id)
    rules = rules_of_campaign(campaign)
    if source.name in rules.records.refuse_from:
        return REFUSED
    if moved and await _is_there(session, case.contact_id, campaign.id):
        return PRESENT
    new = NewCase(case.contact_id, carried_values(rules.fields, case.fields), origin_id=case.id)
    await open_case(session, campaign, new)
    return None


async def _is_there(session: Session, contact_id: str, campaign_id: str) -> bool:
    """An open case of this customer: a second one would have the same person called twice."""
    # Two records of one customer that are moved at the same moment must not both find nobody there.
    await session.alone_with(f"record {contact_id} {campaign_id}")
    reached = await reached_by(session, contact_id)
    same = [await contacts_with(session, *reached[0])] if reached else []
    theirs = select(Case.id).where(
        or_(Case.contact_id == contact_id, *(col(Case.contact_id).in_(ids) for ids in same)),
        Case.campaign_id == campaign_id,
        col(Case.lifecycle) != Lifecycle.TERMINAL,
    )
    return (await session.exec(theirs.limit(1))).first() is not None
