"""Knows how a process is written: statuses with their qualifiers, edges, counters and actions."""

from typing import Annotated, Any, Final, cast

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from domain.outcomes import Outcome
from domain.qualifiers import PRESETS, Lifecycle, Qualifier, SuccessEffect, TimeSource, Visibility
from graphs.fields import (
    Colour,
    Hash,
    Language,
    Name,
    Part,
    Patience,
    Prose,
    Target,
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

MAIL: Final = "mail"
ACTIONS: Final = ("send_mail",)
_MODIFIERS = ("delay", "on_success", "on_failure", "keep")
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
    return None if value == "none" else value


class Counter(Part):
    """Entries of a case into the status; the one after the limit goes to `then`."""

    limit: Annotated[int, within(1, 1000)]
    then: Name


class Owner(Part):
    agent: Annotated[str, text_up_to(200)]


class Delay(Part):
    for_: Patience = Field(alias="for")
    from_: Annotated[str, one_of(("status", "callback", "call_end", "save"))] = Field("status", alias="from")


class SendMail(Part):
    """`pinned` is the hash of the template in force when the document was published."""

    template: Name
    pinned: Hash | None = None


class Action(Part):
    send_mail: SendMail
    delay: Delay | None = None
    on_success: Target = "stay"
    on_failure: Target = "stay"
    keep: Truth = False

    @model_validator(mode="before")
    @classmethod
    def known(cls, value: Any) -> Any:
        """An action that does not exist is named, instead of a missing `send_mail`."""
        if isinstance(value, dict):
            names = [str(name) for name in cast("dict[object, object]", value) if name not in _MODIFIERS]
            if names and not set(names) & set(ACTIONS):
                raise refuse("unknown_action", **nearest(names[0], ACTIONS))
        return cast("Any", value)


class ScriptEdge(Part):
    script: Name
    field: Name
    value: Annotated[str, text_up_to(200)]
    then: Name


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
    available_after: tuple[Annotated[str, one_of((*Outcome, MAIL))], ...] = ()
    counter: Counter | None = None
    owner: Annotated[Owner | None, BeforeValidator(_nobody)] = None
    color: Colour | None = None
    actions: Annotated[tuple[Action, ...], Field(max_length=20)] = ()
    on_dialer: dict[Annotated[Outcome, word(Outcome)], Target] = Field(default_factory=dict[Outcome, str])
    on_mail: Target | None = None
    on_script: Annotated[tuple[ScriptEdge, ...], Field(max_length=200)] = ()


class ProcessDocument(Part):
    """The statuses a case can be in, and how it goes from one to another."""

    process: Name
    title: Title | None = None
    description: Prose | None = None
    language: Language = "pl"
    kind: Annotated[str, one_of(("operational", "managerial", "supporting"))] = "operational"
    statuses: Annotated[dict[Name, Status], Field(min_length=1)]
