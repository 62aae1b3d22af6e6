"""Knows what a generated Asterisk configuration depends on, and which values may appear in it."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path, PurePosixPath

from domain.errors import Invalid

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{12,80}")
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")
_PATH = re.compile(r"/[A-Za-z0-9_./-]{1,200}")


class UnsafeSetting(Invalid):
    """The telephone exchange cannot use this value of {name}. Use letters, digits, '-' and '_'."""

    code = "unsafe_setting"
    message_pl = "Centrala nie przyjmie takiej wartości: {name}. Użyj liter, cyfr, „-” i „_”."


def _require(pattern: re.Pattern[str], name: str, value: str) -> None:
    if not pattern.fullmatch(value):
        raise UnsafeSetting(name=name)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An agent's phone; one marked `last_resort` rings when nobody of ours is left to route calls."""

    name: str
    secret: str
    last_resort: bool = False

    def __post_init__(self) -> None:
        _require(_NAME, "endpoint name", self.name)
        _require(_SECRET, "endpoint secret", self.secret)


@dataclass(frozen=True, slots=True)
class Trunk:
    """A line to the outside, known by its address."""

    name: str
    host: str
    port: int

    def __post_init__(self) -> None:
        _require(_NAME, "trunk name", self.name)
        _require(_ADDRESS, "trunk host", self.host)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where Asterisk listens; RTP takes every port from `rtp_first` to `rtp_last`."""

    sip: int
    ami: int
    http: int | None
    rtp_first: int
    rtp_last: int


@dataclass(frozen=True, slots=True)
class AmiSecrets:
    """The passwords of the AMI users `gateway-a`, `gateway-b` and `config`."""

    gateway_a: str
    gateway_b: str
    config: str

    def __post_init__(self) -> None:
        for secret in (self.gateway_a, self.gateway_b, self.config):
            _require(_SECRET, "AMI secret", secret)


@dataclass(frozen=True, slots=True)
class Folders:
    """One instance's folder, as we see it (`outside`) and as Asterisk sees it, in a chroot or not (`inside`).

    Everything of the instance lies in it: `etc`, `run`, `log`, `spool`, `db`, `sounds`, `music`, `prompts`.
    """

    outside: Path
    inside: PurePosixPath

    def __post_init__(self) -> None:
        _require(_PATH, "folder", str(self.inside))

    @property
    def prompts(self) -> Path:
        """Where the gateway puts `<hash>.wav`."""
        return self.outside / "prompts"

    def prompt_name(self, prompt_hash: str) -> str:
        """What a block command calls a prompt: Asterisk's own absolute path without extension."""
        return str(self.inside / "prompts" / prompt_hash)


@dataclass(frozen=True, slots=True)
class AsteriskSettings:
    """All that `write_config` needs. `timer_scale` multiplies every dead-man timer (tests use 0.1)."""

    folders: Folders
    ports: Ports
    secrets: AmiSecrets
    endpoints: tuple[Endpoint, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    language: str = "pl"
    address: str = "127.0.0.1"
    timer_scale: float = 1.0
    rtp_timeout: timedelta = field(default=timedelta(seconds=30))

    def __post_init__(self) -> None:
        _require(_ADDRESS, "address", self.address)
        _require(re.compile("pl|en"), "language", self.language)

    def timer(self, seconds: float) -> float:
        """A dead-man timer as it is set on the channel."""
        return round(seconds * self.timer_scale, 2)
