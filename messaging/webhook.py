"""Knows webhooks as a channel: what is told about a case, signed as Standard Webhooks, to whoever asked for it."""

import json
from binascii import Error as NotBase64Error
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Final, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, StringConstraints
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from domain.case_data import CaseData
from domain.effects import Draft, Letter
from messaging.providers.secrets import Reveal, Secret, revealed
from messaging.sending import Line
from messaging.transports import Accepted, Answer, Postponed, Refused, Transmission, Transport
from messaging.web import NotAsked, WebClient, WebRequest, failure

STATUS: Final = "case.status"
_LATER: Final = frozenset({408, 425, 429})


class StandardService(BaseModel):
    """Where events go; `secret` names the key that signs them (`whsec_…`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapter: Literal["standard"]
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^{}#\s]+$", max_length=1_000)]
    secret: Secret


ADAPTERS: Final[Mapping[str, type[StandardService]]] = {"standard": StandardService}
"""The options of each adapter."""


class WebhookTransport(Transport[str]):
    """Tells one receiver, who knows a repetition by `webhook-id`.

    Accepted: 2xx. Refused: 3xx and 4xx, the receiver does not want it. Postponed: 408, 425, 429 and 5xx, since the
    receiver may be told again. Doubtful: no answer."""

    def __init__(self, service: StandardService, reveal: Reveal, web: WebClient) -> None:
        self._service, self._reveal, self._web = service, reveal, web

    async def transmit(self, key: str, message: str) -> Answer:
        async with self.introduced(key, message) as transmission:
            return transmission if isinstance(transmission, Refused | Postponed) else await transmission()

    @asynccontextmanager
    async def introduced(self, key: str, message: str) -> AsyncGenerator[Transmission | Refused | Postponed]:
        """Signed, with the time of this attempt."""
        secret = await revealed(self._service.secret, self._reveal)
        try:
            headers = _signed(secret, quote(key, safe="/:-_"), message)
        except (NotBase64Error, EmptyWebhookSecretError):
            yield Postponed("secret_invalid")
            return
        yield partial(self._told, WebRequest("POST", self._service.url, headers, message.encode()))

    async def _told(self, request: WebRequest) -> Answer:
        answer = await self._web.ask(request)
        # The status says it all; what else the receiver writes, even if it never ends, is not ours to judge.
        if isinstance(answer, NotAsked) or answer.status is None:
            return failure(answer)
        status = answer.status
        said = f"HTTP {status}"
        if 200 <= status < 300:
            return Accepted(said)
        return Postponed(said) if status in _LATER or status >= 500 else Refused(said)


def webhook_line(transport: Transport[str], name: str) -> Line[str]:
    """The way of an event to the service of this name; its letter keeps the body, so a repetition says the same."""
    return Line(transport, partial(_written, name), _body)


def event(kind: str, at: datetime, data: Mapping[str, object]) -> str:
    """The body of an event."""
    told = {"type": kind, "timestamp": at.astimezone(UTC).isoformat(timespec="seconds"), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _written(name: str, draft: Draft) -> Letter:
    if draft.data is None:
        raise ValueError("an event needs the case")
    return Letter("", name, STATUS, event(STATUS, draft.data.updated_at, _told(draft.data)))


def _body(letter: Letter) -> str:
    return letter.body


def _told(data: CaseData) -> dict[str, object]:
    return {
        "number": data.number,
        "campaign": data.campaign.name,
        "process": data.process.name,
        "status": data.status.name,
        "status_title": data.status.title,
        "finished": data.finished,
        "due_at": data.due_at and data.due_at.astimezone(UTC).isoformat(timespec="seconds"),
        "record": dict(data.record or {}),
    }


def _signed(secret: str, name: str, body: str) -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, now, body),
    }
