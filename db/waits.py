"""Knows how an agent ends the wait for a customer whose phone rings: asked for here, done by whoever dials (SYS-P-55).

The request stands in the attempt, so a gateway that takes over heeds it too. Only the end of the attempt decides what
became of it: the phone stops ringing, or the customer was faster.
"""

import asyncio

from sqlmodel import select

from db import attempts
from db.matching import match
from db.rules import rules_of_campaign
from db.seats import SeatState
from db.session import Database, Session
from db.tables.campaigns import Campaign
from db.tables.effects import Attempt
from db.tables.seats import Seat
from domain.errors import Conflict, Unavailable
from domain.ids import AgentId
from domain.outcomes import Outcome
from routing.pacing import DialMode

LOOKS, LOOK_AGAIN = 60, 0.05


class NotWaiting(Conflict):
    """Nobody is being dialled for you now, so there is no wait to end."""

    code = "not_waiting"
    message_pl = "Nikt nie jest teraz dla Ciebie wybierany, więc nie ma na co przestać czekać."


class CustomerAnswered(Conflict):
    """The customer has just answered. Your phone rings: take the call."""

    code = "customer_answered"
    message_pl = "Klient właśnie odebrał. Dzwoni Twój telefon: odbierz połączenie."


class NotInThisMode(Conflict):
    """This campaign does not dial progressively, so the wait cannot be ended by hand."""

    code = "not_in_this_mode"
    message_pl = "Ta kampania nie wybiera progresywnie, więc oczekiwania nie można zakończyć ręcznie."


async def end_wait(database: Database, agent_id: AgentId) -> None:
    """Returns when the customer's phone rings no more and the seat is free, or away if that was asked for.

    `CustomerAnswered` and `NotWaiting` when it ended otherwise; `Unavailable` when nobody has done it after 3 s: it is
    asked for all the same."""
    attempt_id = await database.run(lambda session: _ask(session, agent_id))
    for _ in range(LOOKS):
        ended = await _how_it_ended(database, attempt_id)
        if ended is Outcome.CANCELLED:
            return
        if ended is not None:
            raise CustomerAnswered if ended in (Outcome.ANSWERED, Outcome.UNHANDLED) else NotWaiting
        await asyncio.sleep(LOOK_AGAIN)
    raise Unavailable(part="gateway")


async def _ask(session: Session, agent_id: AgentId) -> str:
    """The attempt is locked and not the seat: whoever settles it locks the seat after it."""
    mine = (Seat.agent_id == agent_id, Seat.channel == "voice")
    seat = (await session.exec(select(Seat.state, Seat.attempt_id).where(*mine))).first()
    if seat is None or seat[0] not in (SeatState.RESERVED, SeatState.OFFERED) or seat[1] is None:
        raise NotWaiting
    attempt = await attempts.locked_attempt(session, seat[1])
    if attempt is None or attempt.state == "ended":
        raise NotWaiting
    if attempt.state == "answered":
        raise CustomerAnswered
    campaign = await session.get_one(Campaign, attempt.campaign_id)
    if rules_of_campaign(campaign).dial.mode != DialMode.PROGRESSIVE:
        raise NotInThisMode
    attempt.withdrawn_by = agent_id
    if attempt.state == "planned":
        await attempts.withdraw(session, attempt, "not_dialled")
        await match(session)
    return attempt.id


async def _how_it_ended(database: Database, attempt_id: str) -> Outcome | None:
    async with database.read() as session:
        attempt = await session.get_one(Attempt, attempt_id)
    if attempt.state == "answered":
        return Outcome.ANSWERED
    return Outcome(attempt.outcome or "") if attempt.state == "ended" else None
