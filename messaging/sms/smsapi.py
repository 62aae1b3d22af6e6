"""Knows SMSAPI (api.smsapi.pl, api.smsapi.com): one POST a message, with our key as `idx`.

With `check_idx` the gateway itself refuses a second message of the same `idx` (error 53) for a day, so asking what
became of a message is sending it again: at most one of the two is taken."""

from hashlib import sha256
from typing import ClassVar, Final, Literal
from urllib.parse import urlencode

from pydantic import JsonValue

from messaging.providers.answers import at, code_of, json_of, line, settled
from messaging.providers.secrets import Reveal, Secret, Url, revealed
from messaging.sms.parts import MOST_PARTS
from messaging.sms.services import SmsService
from messaging.sms.sms import Sms
from messaging.transports import Accepted, Answer, Doubtful, Postponed, Refused, Transport
from messaging.web import WebAnswer, WebClient, WebRequest, failure

_ALREADY_TAKEN: Final = 53
_OUR_ACCOUNT: Final = frozenset({14, 98, 101, 102, 103, 105, 110, 401, 997, 1000, 1001})
"""Sender name, restricted account, sign-in, no credit, address filter, permissions: mended settings end them."""
_BUSY: Final = frozenset({52, 74, 200, 202, 203})
"""Too many at once, too many to one number, not at this hour: said before a message is taken."""
_BROKEN: Final = frozenset({8, 201, 666, 999})
"""Their own failures, which say nothing about the message."""


class SmsApiService(SmsService):
    """An account at SMSAPI; `token` is its OAuth token with the right to send SMS."""

    adapter: Literal["smsapi"]
    url: Url = "https://api.smsapi.pl"
    token: Secret


class SmsApi(Transport[Sms]):
    """Accepted: taken, or taken before (53). Refused: bad or blocked number, bad text. Postponed: our account, no
    credit, too many at once. Doubtful: no answer, or their failure."""

    looked_up: ClassVar[bool] = True

    def __init__(self, service: SmsApiService, reveal: Reveal, web: WebClient) -> None:
        self._service, self._reveal, self._web = service, reveal, web

    async def transmit(self, key: str, message: Sms) -> Answer:
        answer = await self._web.ask(await self._request(key, message))
        return _meaning(answer, reference(key)) if isinstance(answer, WebAnswer) else failure(answer)

    async def find(self, key: str, message: Sms) -> Accepted | Refused | None:
        return settled(await self.transmit(key, message))

    async def _request(self, key: str, message: Sms) -> WebRequest:
        fields = {
            "to": message.recipient.removeprefix("+"),
            "from": message.sender.removeprefix("+"),
            "message": message.text,
            "encoding": "utf-8",
            "max_parts": MOST_PARTS,
            "idx": reference(key),
            "check_idx": 1,
            "format": "json",
        }
        headers = {
            "Authorization": f"Bearer {await revealed(self._service.token, self._reveal)}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return WebRequest("POST", f"{self._service.url}/sms.do", headers, urlencode(fields).encode())


def reference(key: str) -> str:
    """The key as an `idx`, where a bar would divide two of them and 255 letters are the most."""
    return sha256(key.encode()).hexdigest()[:40]


def _meaning(answer: WebAnswer, idx: str) -> Answer:
    # Errors come with 200 or 4xx, by the age of the account, so only the body counts.
    said = json_of(answer)
    error = at(said, "error") or at(said, "list.0.error")
    if error is not None:
        return _error(error, at(said, "message"), idx)
    taken = at(said, "list.0.id")
    if isinstance(taken, str) and taken:
        return Accepted(line(taken))
    if answer.status == 429:
        return Postponed("429")
    return Doubtful(f"HTTP {answer.status}")


def _error(error: JsonValue, message: JsonValue, idx: str) -> Answer:
    code = code_of(error)
    reason = line(f"{error} {message or ''}")
    if code == _ALREADY_TAKEN:
        return Accepted(idx)
    if code in _OUR_ACCOUNT or code in _BUSY:
        return Postponed(reason, ours=code in _OUR_ACCOUNT)
    return Doubtful(reason) if code in _BROKEN or code is None else Refused(reason)
