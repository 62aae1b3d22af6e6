"""Knows the attempts of campaigns: claimed for free seats, dialled by the leader, answered, settled once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import col, select, update

from db import attempts
from db.answering import take_over
from db.claiming import claim, obstacle_to, planned
from db.due import next_due
from db.matching import match
from db.rules import rules_of_campaign
from db.session import Database, Session
from db.tables.campaigns import Campaign
from db.tables.effects import Attempt, Effect
from domain.calls import Dial, NewCall
from domain.effects import EffectState
from domain.ids import CampaignId, LegId
from domain.outcomes import Outcome
from domain.phones import Phone, normalize

STALE = timedelta(seconds=10)


class Dialer:
    """What the gateway that leads a node may dial."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, campaign_id: CampaignId, node: str) -> Sequence[Dial]:
        """Due cases, each with a seat reserved for it, and messages; none while the campaign is off or closed."""
        return await self._database.run(lambda session: claim(session, campaign_id, node))

    async def begin(self, attempt_id: LegId) -> Dial | None:
        """planned → attempting with the claim's predicate repeated; None: it was released, do not dial."""
        return await self._database.run(lambda session: _begin(session, attempt_id))

    async def answered(self, attempt_id: LegId, uniqueid: str, epoch: str) -> NewCall:
        """A person answered: the call, its workflow, and the agent whose seat was reserved or the message."""
        return await self._database.run(lambda session: take_over(session, attempt_id, uniqueid, epoch))

    async def settle(self, attempt_id: LegId, outcome: str, cause: str) -> None:
        """How the attempt ended (`Outcome`), once; cause `unknown` when nobody can know."""
        await self._database.run(lambda session: _settle(session, attempt_id, Outcome(outcome), cause))

    async def withdrawn(self, node: str) -> Sequence[LegId]:
        """Attempts being dialled for which no agent waits any more: whoever rings is to be left in peace."""
        mine = (Attempt.node == node, Attempt.state == "dialling", col(Attempt.withdrawn_by).is_not(None))
        async with self._database.read() as session:
            return [LegId(id_) for id_ in await session.exec(select(Attempt.id).where(*mine))]

    async def open_attempts(self, node: str) -> Sequence[Dial]:
        """Attempts of the node that have not ended, with their state."""
        async with self._database.read() as session:
            mine = (col(Attempt.node) == node, col(Attempt.state) != "ended")
            return [found.dial for found in await planned(session, *mine)]

    async def is_on(self, campaign_id: CampaignId) -> bool:
        async with self._database.read() as session:
            campaign = await session.get(Campaign, campaign_id)
            return campaign is not None and campaign.on

    async def next_due(self, campaign_id: CampaignId) -> datetime | None:
        """When there may be something to dial next."""
        async with self._database.read() as session:
            campaign = await session.get_one(Campaign, campaign_id)
            return await next_due(session, campaign_id, rules_of_campaign(campaign))

    async def release_stale(self, now: datetime) -> int:
        """Give up what was planned more than 10 s ago and never dialled; how many attempts."""
        return await self._database.run(lambda session: _release_stale(session, now - STALE))


async def _begin(session: Session, attempt_id: LegId) -> Dial | None:
    mine = (col(Attempt.id) == attempt_id, col(Attempt.state) == "planned")
    found = await planned(session, *mine, lock=True)
    if not found:
        return None
    attempt = found[0].attempt
    obstacle = await obstacle_to(session, found[0])
    if obstacle is not None:
        await attempts.release(session, attempt, obstacle)
        await match(session)
        return None
    attempt.state, attempt.dialled_at = "dialling", session.now
    if not isinstance(normalize(found[0].point.value), Phone):
        await attempts.settle(session, attempt, Outcome.INVALID_NUMBER, "number_not_allowed")
        await match(session)
        return None
    taken = {"fence": Effect.fence + 1, "attempts": Effect.attempts + 1, "attempted_at": session.now}
    effect = update(Effect).where(col(Effect.key) == (attempt.effect_key or attempt_id))
    await session.change(effect.values(state=EffectState.ATTEMPTING, **taken))
    return found[0].dial


async def _settle(session: Session, attempt_id: LegId, outcome: Outcome, cause: str) -> None:
    attempt = await attempts.locked_attempt(session, attempt_id)
    if attempt is None or attempt.state == "ended":
        return
    if attempt.state == "planned":
        await attempts.release(session, attempt, cause)
    elif attempt.withdrawn_by is not None and outcome is not Outcome.UNHANDLED:
        await attempts.withdraw(session, attempt, cause)
    else:
        await attempts.settle(session, attempt, outcome, cause)
    await match(session)


async def _release_stale(session: Session, before: datetime) -> int:
    stale = select(Attempt).where(Attempt.state == "planned", col(Attempt.planned_at) < before)
    found = (await session.exec(stale.with_for_update(key_share=True, skip_locked=True))).all()
    for attempt in found:
        await attempts.release(session, attempt, "stale")
    if found:
        await match(session)
    return len(found)
