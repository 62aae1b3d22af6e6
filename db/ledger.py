"""Knows the ledger of what leaves the house: who holds an effect, how it ended. Each key happens once."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select, update

from db.do_not_call import is_blocked
from db.letters import content_of, store_letter
from db.notices import refused_by
from db.session import Database, Session
from db.tables.cases import Case
from db.tables.effects import Effect, Message
from domain.effects import EffectClass, EffectState, Job, Letter
from domain.errors import NotFound

OPEN = (EffectState.PLANNED, EffectState.ATTEMPTING)
UNKNOWN = "outcome unknown, not repeated"
BLOCKED = "do_not_call"


class Ledger:
    """Every write is a compare-and-set on the key, its fence and an open state."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def kind(self, key: str) -> str:
        """The kind of the effect; NotFound if nobody planned it."""
        async with self._database.read() as session:
            found = (await session.exec(select(Effect.kind).where(Effect.key == key))).first()
        if found is None:
            raise NotFound(kind="effect", name=key)
        return found

    async def look(self, key: str) -> Job:
        """The effect as it stands; its letter if one was stored, else its draft."""
        async with self._database.read() as session:
            effect = await session.get(Effect, key)
            if effect is None:
                raise NotFound(kind="effect", name=key)
            since = session.now - effect.attempted_at if effect.attempted_at else timedelta(0)
            return Job(
                key=key,
                kind=effect.kind,
                state=EffectState(effect.state),
                fence=effect.fence,
                attempts=effect.attempts,
                effect_class=EffectClass(effect.effect_class),
                content=await content_of(session, effect),
                service=effect.args.get("service"),
                since=since,
                age=session.now - effect.planned_at,
            )

    async def claim(self, key: str, fence: int, letter: Letter) -> int | None:
        """→ attempting with the next fence, the letter stored; None: in other hands, cancelled, or the number
        may not be written to any more."""
        return await self._database.run(lambda session: _claim(session, key, fence, letter))

    async def confirm(self, key: str, fence: int, reference: str) -> None:
        await self._settle(key, fence, EffectState.CONFIRMED, provider_ref=reference, result=None)

    async def reject(self, key: str, fence: int, reason: str) -> None:
        await self._settle(key, fence, EffectState.REJECTED, result=reason)

    async def unknown(self, key: str, fence: int) -> None:
        await self._settle(key, fence, EffectState.UNKNOWN, result=UNKNOWN)

    async def postpone(self, key: str, fence: int, attempts: int, reason: str) -> None:
        """Certainly not sent this time: planned again, unless an earlier attempt is in doubt."""
        state = EffectState.ATTEMPTING if attempts else EffectState.PLANNED
        values = {"state": state, "attempts": attempts, "result": reason}
        await self._database.run(lambda session: _write(session, key, fence, values))

    async def complain(self, key: str, reason: str) -> None:
        """Tell those who answer for the campaign, once a day, that the service refuses our account."""
        await self._database.run(lambda session: _complain(session, key, reason))

    async def _settle(self, key: str, fence: int, state: EffectState, **more: str | None) -> None:
        await self._database.run(lambda session: settle(session, key, fence, {"state": state, **more}))


async def settle(session: Session, key: str, fence: int, values: dict[str, Any]) -> None:
    """The end of an effect, if it is still in these hands; screens are told."""
    if not await _write(session, key, fence, {**values, "settled_at": session.now}):
        return
    effect = await session.get_one(Effect, key)
    session.record(
        "messages",
        "effect_settled",
        key,
        campaign_id=effect.campaign_id,
        case_id=effect.case_id,
        what=effect.kind,
        state=values["state"],
    )


async def _complain(session: Session, key: str, reason: str) -> None:
    effect = await session.get_one(Effect, key)
    if effect.case_id is not None:
        service = effect.args.get("service") or effect.kind
        await refused_by(session, await session.get_one(Case, effect.case_id), service, reason)


async def _claim(session: Session, key: str, fence: int, letter: Letter) -> int | None:
    effect = await session.get_one(Effect, key)
    if effect.kind == "sms" and await is_blocked(session, letter.recipient, effect.campaign_id or ""):
        state = EffectState.UNKNOWN if effect.attempts else EffectState.REJECTED
        await settle(session, key, fence, {"state": state, "result": BLOCKED})
        return None
    taken = {
        "state": EffectState.ATTEMPTING,
        "fence": fence + 1,
        "attempts": Effect.attempts + 1,
        "attempted_at": session.now,
    }
    if not await _write(session, key, fence, taken):
        return None
    await store_letter(session, effect, letter)
    return fence + 1


async def _write(session: Session, key: str, fence: int, values: dict[str, Any]) -> int:
    mine = (col(Effect.key) == key, col(Effect.fence) == fence, col(Effect.state).in_(OPEN))
    found = await session.change(update(Effect).where(*mine).values(**values))
    if found:
        shown = update(Message).where(col(Message.effect_key) == key)
        await session.change(shown.values(state=values["state"]))
    return found
