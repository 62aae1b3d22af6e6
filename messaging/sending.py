"""Knows how whatever is planned leaves the house once: what the ledger is told, when it is asked, when repeated."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Generic, TypeVar, assert_never

from domain.effects import Draft, EffectClass, EffectState, Job, Letter
from domain.errors import Invalid, Unavailable
from messaging.ledger import Ledger
from messaging.transports import Accepted, Answer, Doubtful, Postponed, Refused, Transport

M = TypeVar("M")
PATIENCE = timedelta(days=3)
"""How long one that has to wait is tried again."""
_REPEATED = 2
"""A transactional effect is transmitted at most twice without an answer."""


class NotSettled(Unavailable):
    """The other side ({kind}) does not answer or asks to wait. The message stays planned and is tried again."""

    code: ClassVar[str] = "not_settled"
    message_pl: ClassVar[str] = (
        "Druga strona ({kind}) nie odpowiada albo każe czekać. Wiadomość pozostaje zaplanowana i będzie ponowiona."
    )


@dataclass(frozen=True, slots=True)
class Line(Generic[M]):
    """The way of one effect: how it is written, what of it is transmitted, by what. Invalid: it cannot be sent."""

    transport: Transport[M]
    written: Callable[[Draft], Letter]
    message: Callable[[Letter], M]


Channel = Callable[[Job], Awaitable[Line[Any]]]
"""Finds the line of an effect. Invalid: there is none (its service is gone, a secret is missing)."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A job with the fence under which its end is written, and what it sends where."""

    job: Job
    fence: int
    letter: Letter
    line: Line[Any]

    def may_be_repeated(self, transmissions: int) -> bool:
        known = self.job.since < self.line.transport.remembered
        return self.job.effect_class is EffectClass.TRANSACTIONAL and transmissions < _REPEATED and known


def _nowhere(_point: str) -> None:
    """No crash is asked for."""


class Sender:
    """Sends what the ledger plans. `at` is called at each named point where a crash makes a difference, named after
    the kind of the effect: mail.looked, mail.introduced, mail.claimed, mail.accepted, mail.confirmed."""

    def __init__(
        self, ledger: Ledger, channels: Mapping[str, Channel], at: Callable[[str], None] = _nowhere
    ) -> None:
        self._ledger, self._channels, self._at = ledger, channels, at
        self._accepted: dict[str, Accepted] = {}
        """Accepted outside and not yet in the ledger, which may have been away: never sent again."""

    async def perform(self, effect_key: str) -> bool:
        """Send what is planned, or settle what became of an earlier attempt; True once it was accepted.

        False: refused, unknown for good, or cancelled. Unavailable: not settled yet, call again."""
        job = await self._ledger.look(effect_key)
        self._at(f"{job.kind}.looked")
        match job.state:
            case EffectState.CONFIRMED:
                return True
            case EffectState.REJECTED | EffectState.UNKNOWN | EffectState.CANCELLED:
                return False
            case EffectState.PLANNED | EffectState.ATTEMPTING:
                return await self._settle(job)
            case _:
                assert_never(job.state)

    async def _settle(self, job: Job) -> bool:
        if job.key in self._accepted:
            return await self._confirm(job, job.fence, self._accepted[job.key])
        try:
            line = await self._channels[job.kind](job)
            letter = job.content if isinstance(job.content, Letter) else line.written(job.content)
            message = line.message(letter)
        except Invalid as problem:
            return await self._refused(job, job.fence, _code_of(problem))
        attempt = _Attempt(job, job.fence, letter, line)
        earlier = await self._earlier(attempt, message) if job.attempts else None
        return await self._transmit(attempt, message) if earlier is None else earlier

    async def _earlier(self, attempt: _Attempt, message: Any) -> bool | None:
        """What became of the last transmission; None: it is to be repeated."""
        job, transport = attempt.job, attempt.line.transport
        if transport.looked_up:
            match await self._found(attempt, message):
                case Accepted() as found:
                    return await self._confirm(job, attempt.fence, found)
                case Refused(reason):
                    await self._ledger.reject(job.key, attempt.fence, reason)
                    return False
                case None:
                    if job.since < transport.taken_up:
                        raise NotSettled(kind=job.kind)
        if attempt.may_be_repeated(job.attempts):
            return None
        await self._ledger.unknown(job.key, attempt.fence)
        return False

    async def _found(self, attempt: _Attempt, message: Any) -> Accepted | Refused | None:
        """What the other side knows; one that cannot be asked for days is not waited for any more."""
        try:
            return await attempt.line.transport.find(attempt.job.key, message)
        except Unavailable:
            if attempt.job.age <= PATIENCE:
                raise
            return None

    async def _transmit(self, attempt: _Attempt, message: Any) -> bool:
        job = attempt.job
        async with attempt.line.transport.introduced(job.key, message) as transmission:
            if isinstance(transmission, Refused | Postponed):
                return await self._record(attempt, transmission)
            self._at(f"{job.kind}.introduced")
            # Only now, with nothing left but the message: whatever ends earlier was certainly not sent.
            fence = await self._ledger.claim(job.key, attempt.fence, attempt.letter)
            if fence is None:
                raise NotSettled(kind=job.kind)
            self._at(f"{job.kind}.claimed")
            return await self._record(
                _Attempt(job, fence, attempt.letter, attempt.line), await transmission()
            )

    async def _record(self, attempt: _Attempt, answer: Answer) -> bool:
        job = attempt.job
        match answer:
            case Accepted():
                self._accepted[job.key] = answer
                self._at(f"{job.kind}.accepted")
                return await self._confirm(job, attempt.fence, answer)
            case Refused(reason):
                return await self._refused(job, attempt.fence, reason)
            case Postponed(reason) if job.age > PATIENCE:
                return await self._refused(job, attempt.fence, reason)
            case Postponed(reason):
                await self._ledger.postpone(job.key, attempt.fence, job.attempts, reason)
                if answer.ours:
                    await self._ledger.complain(job.key, reason)
                raise NotSettled(kind=job.kind)
            case Doubtful():
                return await self._doubt(attempt)
            case _:
                assert_never(answer)

    async def _confirm(self, job: Job, fence: int, answer: Accepted) -> bool:
        await self._ledger.confirm(job.key, fence, answer.reference)
        self._accepted.pop(job.key, None)
        self._at(f"{job.kind}.confirmed")
        return True

    async def _refused(self, job: Job, fence: int, reason: str) -> bool:
        if job.attempts:
            # The repetition was refused; what became of the first transmission stays unknown.
            await self._ledger.unknown(job.key, fence)
        else:
            await self._ledger.reject(job.key, fence, reason)
        return False

    async def _doubt(self, attempt: _Attempt) -> bool:
        job = attempt.job
        if attempt.line.transport.looked_up or attempt.may_be_repeated(job.attempts + 1):
            raise NotSettled(kind=job.kind)
        await self._ledger.unknown(job.key, attempt.fence)
        return False


def _code_of(problem: Invalid) -> str:
    return problem.problems[0].code if problem.problems else problem.code
