"""Knows the catalogue of recordings: planned with the leg of an agent, settled when its file is complete."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, select

from db.known_contacts import reached_by
from db.rules import rules_of_campaign
from db.session import Database, Session
from db.tables import Call, Campaign, Case, Leg, Recording
from domain.ids import CallId, LegId
from domain.recordings import EndedTalk, Sound, file_name
from domain.time import local
from graphs.campaign.values import in_file_name


async def plan(session: Session, call_id: CallId, leg_id: LegId) -> bool:
    """Whether the talk of this leg is recorded: then the catalogue knows it before the leg is rung."""
    found = (
        await session.exec(
            select(Call.direction, Campaign)
            .join(Campaign, col(Campaign.id) == col(Call.campaign_id))
            .where(Call.id == call_id)
        )
    ).first()
    if found is None or not rules_of_campaign(found[1]).records_calls(found[0]):
        return False
    if await session.get(Recording, leg_id) is None:
        await session.put(Recording(id=leg_id, call_id=call_id, created_at=session.now))
    return True


class RecordingBook:
    """The catalogue as the gateway that leads a node keeps it; every method may be repeated."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ended(self, node: str) -> Sequence[EndedTalk]:
        """Those of ended legs that are not settled."""
        query = (
            select(Leg)
            .join(Recording, col(Recording.id) == col(Leg.id))
            .join(Call, col(Call.id) == col(Recording.call_id))
            .where(Recording.state == "running", Call.node == node, col(Leg.ended_at).is_not(None))
        )
        async with self._database.read() as session:
            rows = await session.exec(query)
            return [
                EndedTalk(leg.id, leg.ended_at, leg.answered_at is not None) for leg in rows if leg.ended_at
            ]

    async def kept(self, recording_id: str, sound: Sound) -> None:
        """The file is complete and in its place."""
        await self._database.run(lambda session: _kept(session, recording_id, sound))

    async def missing(self, recording_id: str) -> None:
        """There was a talk, and there is no file."""

        async def write(session: Session) -> None:
            (await session.get_one(Recording, recording_id)).state = "missing"

        await self._database.run(write)

    async def forget(self, recording_id: str) -> None:
        """There was no talk."""
        mine = delete(Recording).where(col(Recording.id) == recording_id)
        await self._database.run(lambda session: session.change(mine))


async def _kept(session: Session, recording_id: str, sound: Sound) -> None:
    row, leg = await session.get_one(Recording, recording_id), await session.get_one(Leg, recording_id)
    row.state, row.name = "kept", await _name(session, row.call_id, leg.answered_at or leg.created_at)
    row.seconds, row.size, row.sha256 = sound.seconds, sound.size, sound.sha256


async def _name(session: Session, call_id: str, at: datetime) -> str:
    """The values are those at the end of the talk."""
    call = await session.get_one(Call, call_id)
    campaign = await session.get_one(Campaign, call.campaign_id)
    rules = rules_of_campaign(campaign)
    case = await session.get(Case, call.case_id) if call.case_id else None
    own = {} if case is None else dict(reversed(await reached_by(session, case.contact_id)))
    words = {
        "time": [f"{local(at, campaign.zone):%Y-%m-%d-%H%M%S}"],
        "campaign": [campaign.name],
        "number": [call.caller if call.direction == "inbound" else call.called],
        "fields": [] if case is None else list(in_file_name(rules.fields, {**case.fields, **own})),
        "call": [call_id],
    }
    return file_name(rules.recording.name, words)
