"""Knows who may set or move the time of the next contact, and to when (FCC-24, 25)."""

from dataclasses import dataclass

from db.case_changes import call_of, case_in_sight, permit
from db.dispositions import latest_of
from db.hours import RECALLS
from db.occasions import NO_CONTACT, occasion_of
from db.rules import process_of, rules_of_campaign
from db.session import Session
from db.tables import Campaign, Case
from db.unhandled import refuse_blocked
from domain.access import Who
from domain.cases import SetRecall
from domain.errors import CaseClosed, Conflict, Invalid, Problem, Refused
from domain.ids import AgentId
from domain.qualifiers import Visibility
from domain.time import Due, at_moment
from graphs.campaign.recontact import Limits, agreed


@dataclass(frozen=True, slots=True)
class Wish:
    """When: now, or a time as it was written, with the zone whose clock it is."""

    at: str | None
    zone: str | None


class NotYourRecall(Refused):
    """This callback is private. Its owner, or a supervisor, can move it."""

    code = "not_your_recall"
    message_pl = "To prywatne oddzwonienie. Przesunąć je może jego właściciel albo nadzorca."


class CaseInAttempt(Conflict):
    """This record is being dialled at the moment. Try again when the attempt has ended."""

    code = "case_in_attempt"
    message_pl = "Ten rekord jest właśnie wybierany. Spróbuj ponownie po zakończeniu próby."


async def order(session: Session, who: Who, case_id: str, wish: Wish) -> SetRecall:
    """What the case is to be told; refused when it is closed, in other hands, or not for this person to move."""
    case, campaign = await case_in_sight(session, who, case_id)
    if case.finished:
        raise CaseClosed
    if case.attempt_id is not None:
        raise CaseInAttempt
    due = await _due(session, case, campaign, wish)
    if who.is_only_agent:
        await _permit(session, who, case, campaign, due)
    return SetRecall(at=due.at, by=AgentId(who.user_id))


async def _permit(session: Session, who: Who, case: Case, campaign: Campaign, due: Due) -> None:
    may = rules_of_campaign(campaign).agents_may
    private = case.visibility == Visibility.PRIVATE
    if private and case.owner_id != who.user_id:
        raise NotYourRecall
    await refuse_blocked(session, campaign, who.user_id)
    agreed_for = case.due_at if private and case.lifecycle in RECALLS else None
    if agreed_for is not None and due.at < agreed_for:
        permit(who, may, "recall_early")
    elif await occasion_of(session, who, case, await call_of(session, who, case.id)) == NO_CONTACT:
        permit(who, may, "recontact_without_call")


async def _due(session: Session, case: Case, campaign: Campaign, wish: Wish) -> Due:
    rules = rules_of_campaign(campaign)
    if wish.at is None:
        return at_moment(session.now, rules.zone)
    node = (await process_of(session, case.process_hash)).nodes[case.status]
    limits = Limits(session.now, latest_of(rules, node, session.now), rules.zone)
    found = agreed(wish.at, wish.zone, limits, field="at")
    if isinstance(found, Problem):
        raise Invalid([found])
    return found
