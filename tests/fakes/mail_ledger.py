"""Knows the ledger as the database keeps it, in memory."""

from dataclasses import dataclass, replace

from domain.effects import EffectState, Job, Letter
from domain.errors import NotFound

OPEN = (EffectState.PLANNED, EffectState.ATTEMPTING)


@dataclass
class Note:
    """What people read beside a job."""

    reference: str = ""
    reason: str = ""


class MailLedger:
    """Satisfies messaging.ledger.Ledger. `away` lets that many confirmations fail."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = {job.key: job for job in jobs}
        self.notes = {job.key: Note() for job in jobs}
        self.away = 0
        self.complaints: list[tuple[str, str]] = []

    async def look(self, key: str) -> Job:
        if key not in self.jobs:
            raise NotFound(kind="effect", name=key)
        return self.jobs[key]

    async def claim(self, key: str, fence: int, letter: Letter) -> int | None:
        job = self._open(key, fence)
        if job is None:
            return None
        self.jobs[key] = replace(
            job, state=EffectState.ATTEMPTING, fence=fence + 1, attempts=job.attempts + 1, content=letter
        )
        return fence + 1

    async def confirm(self, key: str, fence: int, reference: str) -> None:
        if self.away:
            self.away -= 1
            raise ConnectionError("the database is away")
        self._end(key, fence, EffectState.CONFIRMED)
        self.notes[key].reference = reference

    async def reject(self, key: str, fence: int, reason: str) -> None:
        self._end(key, fence, EffectState.REJECTED)
        self.notes[key].reason = reason

    async def unknown(self, key: str, fence: int) -> None:
        self._end(key, fence, EffectState.UNKNOWN)

    async def postpone(self, key: str, fence: int, attempts: int, reason: str) -> None:
        job = self._open(key, fence)
        if job is not None:
            state = EffectState.ATTEMPTING if attempts else EffectState.PLANNED
            self.jobs[key] = replace(job, state=state, attempts=attempts)
            self.notes[key].reason = reason

    async def complain(self, key: str, reason: str) -> None:
        self.complaints.append((key, reason))

    def _end(self, key: str, fence: int, state: EffectState) -> None:
        job = self._open(key, fence)
        if job is not None:
            self.jobs[key] = replace(job, state=state)

    def _open(self, key: str, fence: int) -> Job | None:
        job = self.jobs[key]
        return job if job.fence == fence and job.state in OPEN else None
