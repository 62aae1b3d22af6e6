"""Knows how a process is written: statuses with their qualifiers, edges, counters and actions."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from domain.outcomes import Outcome
from domain.qualifiers import PRESETS, Lifecycle, Qualifier, SuccessEffect, TimeSource, Visibility
from graphs.campaign.records import Window
from graphs.fields import (
    Colour,
    Day,
    Language,
    Name,
    Part,
    Patience,
    Prose,
    Required,
    Title,
    Truth,
    Wall,
    one_of,
    refuse,
    text_up_to,
    within,
    word,
)
from graphs.findings import nearest
from graphs.process.actions import Action
from graphs.process.ways import STAYS, Way

OCCASIONS: Final = (
    *Outcome,
    *("error", "mail", "sms", "chat", "waiting", "none"),
)
"""What a save may follow: how a call ended, `error` for all that no call came of, a message, the wait for the
dialer, or nothing at all."""
CHOSEN: Final = "choose"
_PRESET_NAMES = {qualifier: name for name, qualifier in PRESETS.items()}


class Axes(Part):
    """A qualifier spelled out."""

    success: Annotated[SuccessEffect, word(SuccessEffect)] = SuccessEffect.NONE
    lifecycle: Annotated[Lifecycle, word(Lifecycle)] = Lifecycle.KEEP
    visibility: Annotated[Visibility, word(Visibility)] = Visibility.PUBLIC
    time: Annotated[TimeSource, word(TimeSource)] = TimeSource.NONE

    def point(self) -> Qualifier:
        return Qualifier(self.success, self.lifecycle, self.visibility, self.time)


def preset_name(qualifier: Qualifier) -> str:
    """The name of the preset that is this point of the axes, or `custom`."""
    return _PRESET_NAMES.get(qualifier, "custom")


def _preset(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value not in PRESETS:
        raise refuse("unknown_value", **nearest(value, PRESETS))
    found = PRESETS[value]
    axes = ("success", "lifecycle", "visibility", "time")
    return {axis: str(getattr(found, axis)) for axis in axes}


def _spelling(axes: Axes) -> Any:
    name = preset_name(axes.point())
    return axes.model_dump(mode="json") if name == "custom" else name


def _nobody(value: Any) -> Any:
    if value == CHOSEN:
        return {"agent": CHOSEN}
    return None if value == "none" else value


def _owner_spelling(owner: "Owner | None") -> Any:
    if owner is None or owner.agent == CHOSEN:
        return owner and CHOSEN
    return {"agent": owner.agent}


class Counter(Part):
    """Entries of a case into the status; the one after the limit goes to `then`."""

    limit: Annotated[int, within(1, 1000)]
    then: Name


class Owner(Part):
    """The agent responsible; `choose`: whoever saves names one (FCC-134)."""

    agent: Annotated[str, text_up_to(200)]


class ScriptEdge(Part):
    """An answer of a script that leads on (SYS-P-27)."""

    script: Name
    field: Name
    value: Annotated[str, text_up_to(200)]
    then: Way


class TimeEdge(Part):
    """How long a case may be in the status, and where it goes then."""

    after: Patience
    then: Way


class Sla(Part):
    """How long a ticket may be in the status; `warning` is told that long before the limit (FCC-142, 143).

    With `hours` only the time counts in which these windows are open: not on the dates in `closed`, and on public
    holidays only with `on_holidays`.
    """

    limit: Patience
    warning: Patience | None = None
    hours: Annotated[tuple[Window, ...], Field(max_length=100)] = ()
    on_holidays: Truth = False
    closed: Annotated[tuple[Day, ...], Field(max_length=100)] = ()
    then: Way = STAYS


class Status(Part):
    title: Title | None = None
    description: Prose | None = None
    initial: Truth = False
    for_: Annotated[str, one_of(("agents", "system"))] = Field("agents", alias="for")
    qualifier: Annotated[
        Axes,
        BeforeValidator(_preset),
        PlainSerializer(_spelling),
        WithJsonSchema({"anyOf": [{"enum": list(PRESETS)}, Axes.model_json_schema()]}, mode="validation"),
    ] = Axes()
    after: Patience | None = None
    at: Wall | None = None
    latest: Patience | None = None
    available_after: tuple[Annotated[str, one_of(OCCASIONS)], ...] = ()
    counter: Counter | None = None
    owner: Annotated[Owner | None, BeforeValidator(_nobody), PlainSerializer(_owner_spelling)] = None
    color: Colour | None = None
    script: Name | None = None
    sla: Sla | None = None
    actions: Annotated[tuple[Action, ...], Field(max_length=20)] = ()
    on_dialer: dict[Annotated[Outcome, word(Outcome)], Way] = Field(default_factory=dict[Outcome, Way])
    on_mail: Way | None = None
    on_sms: Way | None = None
    on_chat: Way | None = None
    on_call: Way | None = None
    on_waiting: Way | None = None
    on_event: Annotated[dict[Name, Way], Field(max_length=100)] = Field(default_factory=dict[str, Way])
    on_time: Annotated[tuple[TimeEdge, ...], Field(max_length=20)] = ()
    on_script: Annotated[tuple[ScriptEdge, ...], Field(max_length=200)] = ()


class ProcessDocument(Part):
    """The statuses a case can be in, and how it goes from one to another.

    `tests: required`: it is published only when its scenarios pass; `review: required`: only when a second person
    has approved of it. `inbound_call_statuses`: what customers who call may want, by names of the dictionary
    (SYS-P-10).
    """

    process: Name
    title: Title | None = None
    description: Prose | None = None
    language: Language = "pl"
    tests: Required | None = None
    review: Required | None = None
    kind: Annotated[str, one_of(("operational", "managerial", "supporting"))] = "operational"
    inbound_call_statuses: Annotated[tuple[Name, ...], Field(max_length=100)] | None = None
    statuses: Annotated[dict[Name, Status], Field(min_length=1)]
