"""Knows how scenarios are written: for a process, stories of single cases, each a list of steps."""

from collections.abc import Iterable
from typing import Annotated, Any, Final, Self, cast

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from domain.outcomes import Outcome
from domain.qualifiers import PRESETS
from domain.record_fields import FieldType
from graphs.campaign.records import FieldName, Latest
from graphs.fields import Day, Name, Part, Patience, Title, Truth, Zone, one_of, text_up_to, within, word
from graphs.process.document import OCCASIONS
from graphs.scenario.effects import KINDS
from graphs.scenario.moments import BetweenField, MomentField, PointField

NOBODY: Final = "none"
EVENTS: Final = ("dial", "outcome", "saved", "arrives", "waiting", "event", "script", "done", "failed")
"""What may happen at a step: one of these."""
OF_A_SAVE: Final = ("by", "callback", "owner", "follows")

_Text = Annotated[str, text_up_to(200)]
_Kind = Annotated[str, one_of(KINDS)]
_Ending = Annotated[str, one_of(("ok", "failed", "open"))]
_TYPES = tuple(kind.value for kind in FieldType if kind not in (FieldType.CHOICE, FieldType.MANY))


class Customer(Part):
    name: _Text | None = None
    phone: _Text | None = None
    mail: _Text | None = None
    anonymous: Truth | None = None


class Given(Part):
    """How things stand when the case begins; what a story gives adds to what is given to all of them.

    `effects`: how the effects of a kind end, a second after they began; `open` ones wait for `done` or `failed`.
    `types` are those of the record's fields, which else hold text; `talk` is how long an answered call lasts.
    """

    start: MomentField | None = None
    zone: Zone | None = None
    redial_after: Patience | None = None
    latest_recontact: Latest | None = None
    talk: Patience | None = None
    on_call: Truth | None = None
    record: dict[FieldName, Annotated[str, text_up_to(2_000)]] | None = None
    types: dict[FieldName, Annotated[str, one_of(_TYPES)]] | None = None
    contact: Customer | None = None
    holidays: Annotated[tuple[Day, ...], Field(max_length=500)] | None = None
    effects: dict[_Kind, _Ending] | None = None

    def over(self, other: "Given") -> Self:
        """What is given here and, where nothing is, there; mappings are put together."""
        merged = {name: getattr(other, name) for name in Given.model_fields}
        for name in Given.model_fields:
            mine = getattr(self, name)
            if isinstance(mine, dict):
                merged[name] = (merged[name] or {}) | mine
            elif mine is not None:
                merged[name] = mine
        return self.model_copy(update=merged)


class Answer(Part):
    """A field of a script gets a value."""

    script: Name
    field: Name
    value: _Text


def _one_or_more(value: Any) -> Any:
    return cast("Any", value) if isinstance(value, list | tuple) else [value]


def _none_or_more(value: Any) -> Any:
    return () if value == NOBODY else value


def _dropped(values: Iterable[Any]) -> Any:
    return list(values) or NOBODY


def _sent(value: Any) -> Any:
    return {value: None} if isinstance(value, str) else value


def _write_sent(sent: tuple[dict[str, str | None], ...]) -> Any:
    return _dropped(one if any(one.values()) else next(iter(one)) for one in sent)


Sent = Annotated[
    dict[_Kind, _Text | None],
    Field(min_length=1, max_length=1),
    BeforeValidator(_sent),
    WithJsonSchema({"anyOf": [{"enum": list(KINDS)}, {"type": "object", "maxProperties": 1}]}),
]
"""An effect by its kind, and by what it sends: the template, or else the service, campaign, list or text."""


class Then(Part):
    """What must be so after the step. `sent` and `edges` are all that there was since the step before; what was
    sent when the case began belongs to the first step.
    """

    status: Name | None = None
    qualifier: Annotated[str, one_of((*PRESETS, "custom"))] | None = None
    due: BetweenField | None = None
    owner: _Text | None = None
    credited: _Text | None = None
    closed: Truth | None = None
    finished: Truth | None = None
    sent: Annotated[tuple[Sent, ...], BeforeValidator(_none_or_more), PlainSerializer(_write_sent)] | None = (
        None
    )
    edges: Annotated[tuple[_Text, ...], BeforeValidator(_none_or_more), PlainSerializer(_dropped)] | None = (
        None
    )
    entries: dict[Name, Annotated[int, within(0, 10_000)]] | None = None
    refused: _Text | None = None


class Step(Part):
    """When (`at` or `after`), what happens, and what must be so then.

    `dial`: the dialer calls when the case is due, each time with the next outcome. `outcome`: an attempt ends
    so, due or not. `saved`: an agent (`by`) saves that status; it `follows` the contact before it.
    `inbound_status`: what the agent says, during the call that `arrives`, that the customer wanted.
    """

    given: Given | None = None
    at: MomentField | None = None
    after: Patience | None = None
    effects: dict[_Kind, _Ending] | None = None
    dial: (
        Annotated[
            tuple[Annotated[Outcome, word(Outcome)], ...],
            Field(min_length=1, max_length=1_000),
            BeforeValidator(_one_or_more),
        ]
        | None
    ) = None
    outcome: Annotated[Outcome, word(Outcome)] | None = None
    saved: Name | None = None
    by: _Text | None = None
    callback: PointField | None = None
    owner: _Text | None = None
    follows: Annotated[str, one_of(OCCASIONS)] | None = None
    arrives: Annotated[str, one_of(("mail", "sms", "chat", "call"))] | None = None
    inbound_status: Name | None = None
    waiting: _Text | None = None
    event: Name | None = None
    script: Answer | None = None
    done: _Kind | None = None
    failed: _Kind | None = None
    then: Then | None = None

    @property
    def happening(self) -> tuple[str, ...]:
        """The names of the events of this step."""
        return tuple(name for name in EVENTS if getattr(self, name) is not None)


Story = Annotated[tuple[Step, ...], Field(min_length=1, max_length=2_000)]


class ScenarioDocument(Part):
    """`scenarios` is the process whose cases the stories tell."""

    scenarios: Name
    title: Title | None = None
    given: Given = Given()
    stories: Annotated[dict[_Text, Story], Field(min_length=1)]
