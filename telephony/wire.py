"""Knows what may travel over AMI: events and replies as values, and which fields are refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote

from domain.errors import Invalid, Refused, Unavailable

MOST_FIELDS = 100
LONGEST_VALUE = 1000
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class UnsafeValue(Invalid):
    """The field {field} holds a character or a length that must not reach the telephone exchange."""

    code = "unsafe_value"
    message_pl = "Pole {field} zawiera znak albo ma długość, których nie wolno przekazać centrali."


class NotLeading(Unavailable):
    """This is not allowed here: another gateway leads this exchange now."""

    code = "not_leading"
    message_pl = "To nie jest tu dozwolone: tą centralą kieruje teraz inna bramka."


class LinkMissing(Unavailable):
    """The telephone exchange at {address} does not answer. It is tried again by itself."""

    code = "link_missing"
    message_pl = "Centrala pod adresem {address} nie odpowiada. Próba zostanie powtórzona."


class LoginRefused(Refused):
    """The telephone exchange at {address} refused the user {user}: {reason}. Check AMI user and secret."""

    code = "ami_login_refused"
    message_pl = (
        "Centrala pod adresem {address} odrzuciła użytkownika {user}: {reason}. Sprawdź jego hasło AMI."
    )


@dataclass(frozen=True, slots=True)
class AmiAddress:
    """Where the exchange listens, and as whom we log in."""

    host: str
    port: int
    user: str
    secret: str

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class ActionState(StrEnum):
    """How an action ended. UNKNOWN: it may or may not have happened; look before doing it again."""

    OK = "ok"
    ERROR = "error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AmiEvent:
    """One event: `name`, `fields` by lower-case key, and the channel's CC_ variables."""

    name: str
    fields: Mapping[str, str]
    variables: Mapping[str, str] = field(default_factory=dict[str, str])

    def get(self, key: str) -> str:
        """The field, whatever the spelling of its key; empty when there is none."""
        return self.fields.get(key.lower(), "")


@dataclass(frozen=True, slots=True)
class LinkUp:
    """Logged in: everything may have changed, so resync before trusting an event."""


@dataclass(frozen=True, slots=True)
class LinkDown:
    """The link is gone; every action in flight has ended as UNKNOWN."""

    reason: str


Incoming = AmiEvent | LinkUp | LinkDown


@dataclass(frozen=True, slots=True)
class Reply:
    """What the exchange answered: its message, its fields, and the rows of a list action."""

    state: ActionState
    message: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    rows: tuple[AmiEvent, ...] = ()

    @property
    def ok(self) -> bool:
        return self.state is ActionState.OK


def checked(fields: Mapping[str, str | tuple[str, ...]]) -> dict[str, str | list[str]]:
    """The fields as they may be written; raises `UnsafeValue` and never strips (A2)."""
    if len(fields) > MOST_FIELDS:
        raise UnsafeValue(field="count")
    safe: dict[str, str | list[str]] = {}
    for key, value in fields.items():
        if not _KEY.fullmatch(key):
            raise UnsafeValue(field=ascii(key))
        values = [value] if isinstance(value, str) else list(value)
        for one in values:
            check_text(key, one)
        safe[key] = value if isinstance(value, str) else values
    return safe


def check_text(name: str, value: str) -> None:
    """Raises `UnsafeValue` when the text could end its line or overflow Asterisk's line buffer."""
    if _CONTROL.search(value) or len(value.encode("utf-8", "surrogatepass")) > LONGEST_VALUE:
        raise UnsafeValue(field=name)


def variables_of(lines: list[str]) -> dict[str, str]:
    """`ChanVariable: CC_N=3` lines as a mapping."""
    pairs = (line.partition("=") for line in lines)
    return {name: value for name, _, value in pairs if name}


def read_event(block: str) -> AmiEvent:
    """The event of one block of lines; of a key that comes twice the first value counts."""
    fields: dict[str, str] = {}
    variables: dict[str, str] = {}
    for line in block.split("\r\n"):
        key, colon, value = line.partition(": ")
        if not colon:
            continue
        key = key.lower()
        if key == "chanvariable":
            name, _, text = value.partition("=")
            variables[name] = text
        elif key not in fields:
            fields[key] = value
    if "result" in fields:
        fields["result"] = unquote(fields["result"]).strip()
    return AmiEvent(fields.get("event", ""), fields, variables)
