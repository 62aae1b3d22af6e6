"""Knows how the recordings of ended talks are settled: their files are kept, and SQL is told their length and hash."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from domain.errors import CentralkaError
from domain.recordings import EndedTalk
from telephony.ports import Recordings
from telephony.recordings import RecordedFiles

log = logging.getLogger("centralka.recordings")

PAUSE = 3.0
LATEST = timedelta(minutes=5)
"""After the end of a talk: whoever has no file by then has none."""


class Settling:
    """Level-triggered: what ended is looked at again and again, by whoever leads, until it is settled."""

    def __init__(self, recordings: Recordings, files: RecordedFiles, node: str) -> None:
        self._recordings = recordings
        self._files = files
        self._node = node

    async def settle_forever(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            try:
                ended = await self._recordings.ended(self._node)
            except CentralkaError as error:
                log.warning("recordings: %s", error.code)
                continue
            for talk in ended:
                await self._guarded(talk)

    async def _guarded(self, talk: EndedTalk) -> None:
        """One that fails (a full disk) must not keep the others."""
        try:
            await self._settle(talk)
        except (CentralkaError, OSError) as error:
            log.error("the recording %s is not kept yet: %s", talk.recording_id, type(error).__name__)

    async def _settle(self, talk: EndedTalk) -> None:
        if not talk.talked:
            await asyncio.to_thread(self._files.drop, talk.recording_id)
            return await self._recordings.forget(talk.recording_id)
        sound = await asyncio.to_thread(self._files.take, talk.recording_id)
        if sound is not None:
            return await self._recordings.kept(talk.recording_id, sound)
        if talk.ended_at < datetime.now(UTC) - LATEST:
            log.error("the recording %s has no file", talk.recording_id)
            await self._recordings.missing(talk.recording_id)
        return None
