"""Knows every setting; the only module that reads the environment."""

import json
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.keys import codec_key
from app.ports import FREE, remembered_port

Language = Literal["pl", "en"]


def spoken_language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of the person at the terminal; known even where other settings are wrong."""
    names = ("CENTRALKA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    spoken = next((environment[name] for name in names if environment.get(name)), "")
    return "pl" if spoken.startswith("pl") else "en"


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DatabaseSettings(_Group):
    """Where SQL is; empty means SQLite in the state folder."""

    url: str = ""
    """`sqlite:///…` or `postgresql+asyncpg://…`; a plain `postgresql://` is understood."""


class TemporalSettings(_Group):
    """Where Temporal is, and whether its payloads are readable there."""

    address: str = ""
    """`host:port` of a cluster; empty means a development server of our own."""
    namespace: str = "default"
    download: bool = True
    """Take the SDK's own server where the network allows; otherwise it is built from source."""
    codec: bool = True
    """Encrypt payloads. Switched off only to look for personal data in histories."""
    codec_key: SecretStr | None = None
    """32 bytes in base64; without it one is generated in the state folder."""


class MailSettings(_Group):
    """The mail server that messages leave through; without a host the mail catcher takes them."""

    host: str = ""
    port: int = 587
    user: str = ""
    secret: SecretStr | None = None
    sender: str = "centralka@localhost"
    tls: Literal["starttls", "implicit", "none"] = "starttls"


class HttpSettings(_Group):
    """What requests to services outside may reach; public addresses always."""

    allowed_networks: tuple[IPvAnyNetwork, ...] = ()
    """Networks that are reached although they are not public, on any port: `["10.1.0.0/16"]`."""


class KeepSettings(_Group):
    """For how many days what is done is kept; nothing that is still to be done is ever deleted."""

    events: int = Field(default=90, ge=1, le=36_500)
    """What screens were told; a stream cannot be resumed from before."""
    facts: int = Field(default=14, ge=1, le=36_500)
    """What workflows were told."""
    orders: int = Field(default=30, ge=1, le=36_500)
    """What the switch was ordered in calls that are over."""


class GraphSettings(_Group):
    """What is asked of every process, IVR and script."""

    review: bool = False
    """A second person must approve of each draft before it is published."""


class SwitchSettings(_Group):
    """The Asterisk node that a gateway drives."""

    address: str = "127.0.0.1"
    """Where AMI, SIP and RTP listen and what is written into SDP."""
    trunk: str = ""
    """`host:port` of the trunk that customers are dialled through; empty means the demo's."""


class PortSettings(_Group):
    """The port of each listener: one set by hand stays, else `up` chooses; 0 is any free one."""

    api: int = 8080
    temporal: int = 7233
    ami: int = 5038
    sip: int = 5060
    web: int = 8088
    """Asterisk's own web server, for browser phones."""
    mail: int = 2525
    """The mail catcher's SMTP."""
    trunk: int = 5062
    """Where the demo's customers answer, while no trunk is set."""


class Settings(BaseSettings):
    """All settings of one installation. Environment names: CENTRALKA_STATE, CENTRALKA_MAIL_HOST, …"""

    model_config = SettingsConfigDict(
        env_prefix="CENTRALKA_",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="ignore",
        frozen=True,
    )

    state: Path = Field(default_factory=lambda: _data_home() / "centralka")
    cache: Path = Field(default_factory=lambda: _cache_home() / "centralka")
    node: str = Field(default="node1", pattern=r"^[a-z0-9]{1,20}$")
    zone: str = "Europe/Warsaw"
    language: Language = Field(default_factory=spoken_language)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    server: str = ""
    """The API that client commands talk to; empty means the one of this installation."""
    api_key: SecretStr | None = None
    """The key of client commands; without it the local one of this installation."""
    timer_scale: float = Field(default=1.0, gt=0, le=1)
    """Shortens dead-man timers and patience, for tests: 0.1 is a tenth."""
    crash_points: Path | None = None
    """A folder in which tests order crashes (`app/crash_points.py`); unset everywhere else."""
    database: DatabaseSettings = DatabaseSettings()
    temporal: TemporalSettings = TemporalSettings()
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()
    graphs: GraphSettings = GraphSettings()
    keep: KeepSettings = KeepSettings()
    switch: SwitchSettings = SwitchSettings()
    ports: PortSettings = PortSettings()

    @field_validator("state", "cache")
    @classmethod
    def absolute(cls, folder: Path) -> Path:
        """A folder that means the same in every process, wherever it was started."""
        return folder.expanduser().resolve()

    @cached_property
    def database_url(self) -> str:
        """The address of SQL with its driver."""
        if not self.database.url:
            return f"sqlite:///{self.state / 'centralka.sqlite'}"
        return self.database.url.replace("postgresql://", "postgresql+asyncpg://", 1)

    @property
    def temporal_address(self) -> str:
        """`host:port` of the Temporal that this installation uses."""
        return self.temporal.address or f"127.0.0.1:{self.port('temporal')}"

    @property
    def recordings(self) -> Path:
        """Where recorded talks are kept."""
        return self.state / "recordings"

    @property
    def api_url(self) -> str:
        """Where the API of this installation answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port('api')}"

    @property
    def mail_server(self) -> tuple[str, int]:
        """Host and port that mail leaves through: the configured server, else the mail catcher."""
        return (self.mail.host, self.mail.port) if self.mail.host else ("127.0.0.1", self.port("mail"))

    def port(self, name: str) -> int:
        """The port of a listener: what `up` chose and wrote down, else what is set."""
        preferred: int = getattr(self.ports, name)
        remembered = None if name in self.ports_set_by_hand else remembered_port(self.state, name)
        return preferred if remembered is None else remembered

    @cached_property
    def ports_set_by_hand(self) -> frozenset[str]:
        """The listeners whose port was set to a number, so that `up` must not choose another."""
        return frozenset(name for name in self.ports.model_fields_set if getattr(self.ports, name) != FREE)

    @property
    def rtp_ports(self) -> tuple[int, int]:
        """First and last UDP port for sound: a range of its own for each SIP port."""
        first = 10_000 if self.port("sip") == 5060 else 11_000 + self.port("sip") % 22 * 400
        return first, first + 399

    def codec_key(self) -> bytes:
        """The 32 bytes that Temporal's payloads are encrypted with."""
        given = self.temporal.codec_key
        return codec_key(self.state, given.get_secret_value() if given else None)


def inherited_environment() -> dict[str, str]:
    """The environment as this process got it, for a tool that has settings of its own."""
    return dict(os.environ)


def environment_for_children(settings: Settings) -> dict[str, str]:
    """The environment of a child process that shall see the same settings as this one."""
    return {**os.environ, **_as_environment(settings)}


def _as_environment(settings: Settings) -> dict[str, str]:
    names = {
        "CENTRALKA_STATE": str(settings.state),
        "CENTRALKA_CACHE": str(settings.cache),
        "CENTRALKA_LANGUAGE": settings.language,
    }
    for field in settings.model_fields_set - {"state", "cache", "language"}:
        value: object = getattr(settings, field)
        names |= {f"CENTRALKA_{name}".upper(): text for name, text in _leaves(field, value).items()}
    return names


def _leaves(field: str, value: object) -> dict[str, str]:
    if isinstance(value, _Group):
        return {f"{field}_{key}": _plain(getattr(value, key)) for key in value.model_fields_set}
    return {field: _plain(value)}


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return json.dumps([str(item) for item in cast("tuple[object, ...]", value)])
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")


def _cache_home() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
