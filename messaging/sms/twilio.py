"""Knows Twilio's Messages resource: basic authentication, no idempotency key, a list that is asked afterwards."""

from base64 import b64encode
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Annotated, ClassVar, Final, Literal
from urllib.parse import quote, urlencode

from pydantic import JsonValue, StringConstraints

from domain.errors import Unavailable
from messaging.providers.answers import at, code_of, json_of, line
from messaging.providers.secrets import Reveal, Secret, Url, revealed
from messaging.sms.services import SmsService
from messaging.sms.sms import Sms
from messaging.transports import SIGN_IN, Accepted, Answer, Doubtful, Postponed, Refused, Transport
from messaging.web import WebAnswer, WebClient, WebRequest, failure

_OUR_ACCOUNT: Final = frozenset({20003, 20005, 21212, 21408, 21606, 21659, 21660})
"""Sign-in, an inactive account, a sender that is not ours, a country not enabled: mended settings end them."""
_FAILED: Final = frozenset({"failed", "undelivered", "canceled"})
_LONGEST_DOUBT: Final = timedelta(hours=1)
_LISTED: Final = 200


class TwilioService(SmsService):
    """An account at Twilio: its SID, and its token."""

    adapter: Literal["twilio"]
    url: Url = "https://api.twilio.com"
    account: Annotated[str, StringConstraints(pattern=r"^AC[0-9a-fA-F]{32}$")]
    token: Secret


class Twilio(Transport[Sms]):
    """Accepted: 201. Refused: 400, the number or text is bad. Postponed: our account or sender, no credit, too many
    at once. Doubtful: no answer, or 5xx."""

    looked_up: ClassVar[bool] = True
    remembered: ClassVar[timedelta] = _LONGEST_DOUBT - timedelta(minutes=10)
    """A later repetition could not tell its own first transmission from the one of another case."""

    def __init__(self, service: TwilioService, reveal: Reveal, web: WebClient) -> None:
        self._service, self._reveal, self._web = service, reveal, web

    async def transmit(self, key: str, message: Sms) -> Answer:
        fields = {"To": message.recipient, "From": message.sender, "Body": message.text}
        headers = {**await self._headers(), "Content-Type": "application/x-www-form-urlencoded"}
        answer = await self._web.ask(WebRequest("POST", self._messages, headers, urlencode(fields).encode()))
        return _meaning(answer) if isinstance(answer, WebAnswer) else failure(answer)

    async def find(self, key: str, message: Sms) -> Accepted | Refused | None:
        """The same text to the same number within the hour; two such messages cannot be told from each other."""
        asked = urlencode({"To": message.recipient, "PageSize": _LISTED}, quote_via=quote)
        answer = await self._web.ask(WebRequest("GET", f"{self._messages}?{asked}", await self._headers()))
        if not isinstance(answer, WebAnswer) or answer.status != 200:
            raise Unavailable(part="sms")
        listed = at(json_of(answer), "messages")
        if not isinstance(listed, list):
            raise Unavailable(part="sms")
        now = answer.headers.get("date", "")
        return next((_became(one) for one in listed if _is_the_same(one, message, now)), None)

    @property
    def _messages(self) -> str:
        return f"{self._service.url}/2010-04-01/Accounts/{self._service.account}/Messages.json"

    async def _headers(self) -> dict[str, str]:
        token = await revealed(self._service.token, self._reveal)
        return {"Authorization": f"Basic {b64encode(f'{self._service.account}:{token}'.encode()).decode()}"}


def _meaning(answer: WebAnswer) -> Answer:
    said = json_of(answer)
    sid, code = at(said, "sid"), code_of(at(said, "code"))
    if answer.status == 201 and isinstance(sid, str):
        return Accepted(line(sid))
    reason = line(f"{code or f'HTTP {answer.status}'} {at(said, 'message') or ''}")
    if answer.status == 400 and code is not None:
        return Postponed(reason, ours=True) if code in _OUR_ACCOUNT else Refused(reason)
    ours = code in _OUR_ACCOUNT or answer.status in SIGN_IN
    return Postponed(reason, ours=ours) if 400 <= answer.status <= 499 else Doubtful(reason)


def _is_the_same(listed: JsonValue, message: Sms, now: str) -> bool:
    same = (
        at(listed, "to") == message.recipient
        and at(listed, "from") == message.sender
        and str(at(listed, "body")).strip() == message.text.strip()
        and str(at(listed, "direction")).startswith("outbound")
    )
    return same and _is_fresh(str(at(listed, "date_created")), now)


def _is_fresh(created: str, now: str) -> bool:
    """By the clock of Twilio, which is on every answer."""
    try:
        return parsedate_to_datetime(now) - parsedate_to_datetime(created) <= _LONGEST_DOUBT
    except (ValueError, TypeError):
        return False


def _became(listed: JsonValue) -> Accepted | Refused:
    status = line(at(listed, "status"))
    if status in _FAILED:
        return Refused(line(f"{status} {at(listed, 'error_code') or ''}"))
    return Accepted(line(at(listed, "sid")))
