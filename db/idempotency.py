"""Knows which requests were answered under an Idempotency-Key, so that a repetition does nothing twice."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from db.session import Session
from db.tables import IdempotentAnswer
from domain.errors import Conflict


@dataclass(frozen=True, slots=True)
class Request:
    """What makes two requests the same: who asked, under which key, for what."""

    key: str
    user_id: str
    route: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]


class IdempotencyMismatch(Conflict):
    """This Idempotency-Key was used for another request. Take a new key for a new request."""

    code = "idempotency_mismatch"
    message_pl = "Ten Idempotency-Key należy już do innego żądania. Dla nowego żądania użyj nowego klucza."


async def answered(session: Session, request: Request) -> Answer | None:
    """The first answer to this request, None when it is new."""
    row = (
        await session.exec(
            select(IdempotentAnswer).where(
                IdempotentAnswer.key == request.key, IdempotentAnswer.user_id == request.user_id
            )
        )
    ).first()
    if row is None:
        return None
    if (row.route, row.body_hash) != (request.route, request.body_hash):
        raise IdempotencyMismatch
    return Answer(row.status, row.answer["body"], row.answer["headers"])


async def keep(session: Session, request: Request, answer: Answer) -> None:
    """Keep the first answer; the unit fails if another request with this key was faster."""
    session.add(
        IdempotentAnswer(
            key=request.key,
            user_id=request.user_id,
            route=request.route,
            body_hash=request.body_hash,
            status=answer.status,
            answer={"body": answer.body, "headers": answer.headers},
            at=session.now,
        )
    )
    await session.flush()
