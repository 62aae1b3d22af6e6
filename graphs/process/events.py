"""Knows what can happen to a case; `now` comes with every event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.outcomes import Outcome
from domain.time import Span
from domain.values import read_only


@read_only
class Created:
    """The case came into being; `on_call` says that its customer is on the line, so it is not due at once."""

    now: datetime
    on_call: bool = False


@read_only
class Saved:
    """An agent set a status. `callback_at` without zone is the campaign's wall clock.

    `occasion` is what the save follows (an outcome or `mail`), where that is known: see `available_after`;
    `owner` is the agent who was chosen to be responsible.
    """

    now: datetime
    status: str
    by: str
    callback_at: datetime | None = None
    call_ended_at: datetime | None = None
    occasion: str | None = None
    owner: str | None = None


@read_only
class Recalled:
    """Somebody set or moved the time of the next contact without saving a status (FCC-24, 25)."""

    now: datetime
    at: datetime
    by: str


@read_only
class Assigned:
    """A supervisor gave the case to another agent."""

    now: datetime
    owner: str
    by: str


@read_only
class DialerOutcome:
    """An attempt to reach the customer ended; `attempt` is the attempt's id."""

    now: datetime
    outcome: Outcome
    attempt: str


@read_only
class Contacted:
    """The customer wrote or called: `mail`, `sms`, `chat`, `call`; `waiting`: the agent ended the wait for the
    dialer, and `by` is that agent.
    """

    now: datetime
    channel: str
    by: str = "system"


@read_only
class Notified:
    """Another system told of an event by the API."""

    now: datetime
    name: str


@read_only
class ScriptAnswered:
    """A field of a script got a value that statuses are mapped on."""

    now: datetime
    script: str
    field: str
    value: str


@read_only
class EffectDone:
    """An effect ended; `ok` is what the ledger says."""

    now: datetime
    key: str
    ok: bool


@read_only
class Woken:
    now: datetime


Event = (
    Created
    | Saved
    | Recalled
    | Assigned
    | DialerOutcome
    | Contacted
    | Notified
    | ScriptAnswered
    | EffectDone
    | Woken
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a campaign adds to its process. No callback is later than `latest`, nor further away
    than `within` (FCC-15); `owners`: the
    agent's id for each status that names an owner.
    """

    zone: str
    redial_after: timedelta
    owners: Mapping[str, str] = field(default_factory=dict[str, str])
    latest: datetime | None = None
    within: Span | None = None
