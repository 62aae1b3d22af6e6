"""Knows what a simulated step is asked with: a document, where the case or the call stands, and what happens."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StrictBool, StringConstraints

from api.forms import Form
from domain.outcomes import Outcome
from domain.qualifiers import Lifecycle, Visibility
from graphs import ivr as calls
from graphs import process as cases
from graphs.reading import MOST_BYTES

Text = Annotated[str, StringConstraints(max_length=200)]
At = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
Count = Annotated[int, Field(ge=0, le=10**9)]
Channel = Literal["mail", "sms", "chat", "call", "waiting"]
_Ordered = tuple[Text, At, Text, Count, StrictBool]
_Term = tuple[Text, At, Text, Literal[-1], StrictBool, Text]


class Created(Form):
    event: Literal["created"]
    on_call: bool = False

    def happens(self, now: datetime) -> cases.Event:
        return cases.Created(now, self.on_call)


class Saved(Form):
    event: Literal["saved"]
    status: Text
    by: Text = "agent"
    callback_at: datetime | None = None
    occasion: Text | None = None
    owner: Text | None = None

    def happens(self, now: datetime) -> cases.Event:
        return cases.Saved(now, self.status, self.by, self.callback_at, None, self.occasion, self.owner)


class Recalled(Form):
    event: Literal["recalled"]
    at: At
    by: Text = "agent"

    def happens(self, now: datetime) -> cases.Event:
        return cases.Recalled(now, self.at, self.by)


class Assigned(Form):
    event: Literal["assigned"]
    owner: Text
    by: Text = "supervisor"

    def happens(self, now: datetime) -> cases.Event:
        return cases.Assigned(now, self.owner, self.by)


class DialerOutcome(Form):
    event: Literal["dialer_outcome"]
    outcome: Outcome

    def happens(self, now: datetime) -> cases.Event:
        return cases.DialerOutcome(now, self.outcome, "simulated")


class Contacted(Form):
    event: Literal["contacted"]
    channel: Channel
    by: Text = "system"

    def happens(self, now: datetime) -> cases.Event:
        return cases.Contacted(now, self.channel, self.by)


class Notified(Form):
    event: Literal["notified"]
    name: Text

    def happens(self, now: datetime) -> cases.Event:
        return cases.Notified(now, self.name)


class ScriptAnswered(Form):
    event: Literal["script_answered"]
    script: Text
    field: Text
    value: Text

    def happens(self, now: datetime) -> cases.Event:
        return cases.ScriptAnswered(now, self.script, self.field, self.value)


class EffectDone(Form):
    """`key` is that of an effect that a step before ordered."""

    event: Literal["effect_done"]
    key: Text
    ok: bool

    def happens(self, now: datetime) -> cases.Event:
        return cases.EffectDone(now, self.key, self.ok)


class Woken(Form):
    """Time has passed: `now` is the moment that `next` told of."""

    event: Literal["woken"]

    def happens(self, now: datetime) -> cases.Event:
        return cases.Woken(now)


CaseEvent = Annotated[
    Created
    | Saved
    | Recalled
    | Assigned
    | DialerOutcome
    | Contacted
    | Notified
    | ScriptAnswered
    | EffectDone
    | Woken,
    Field(discriminator="event"),
]


class CaseCursor(Form):
    """Where a case stands, as the step before answered it; what is empty or usual is left out."""

    number: Count = 0
    status: Text = ""
    due: tuple[At, Text, datetime] | None = None
    qualifier: Text = "none"
    lifecycle: Lifecycle = Lifecycle.OPEN
    visibility: Visibility = Visibility.PUBLIC
    entered: Count = 0
    owner: Text | None = None
    credited: Text | None = None
    end_of_queue: bool = False
    wait: tuple[Count, Text] | None = None
    counters: Annotated[dict[Text, Count], Field(max_length=2_000)] = Field(default_factory=dict)
    pending: Annotated[list[_Ordered | _Term], Field(max_length=2_000)] = Field(default_factory=list[Any])

    def cursor(self) -> cases.Cursor:
        return cases.cursor_from_json(self.model_dump(mode="json", exclude_none=True))


class CaseStepForm(Form):
    """`event` null: nothing happens, and what may happen is told. `conditions`: whether each that is asked holds.

    `redial_after_s` and `zone` are what a campaign adds to its process.
    """

    text: Annotated[str, StringConstraints(max_length=MOST_BYTES + 1)]
    cursor: CaseCursor | None = None
    event: CaseEvent | None = None
    now: At
    conditions: Annotated[
        dict[Annotated[str, StringConstraints(max_length=2_000)], bool], Field(max_length=100)
    ] = Field(default_factory=dict)
    zone: Text = "Europe/Warsaw"
    redial_after_s: Annotated[int, Field(ge=1, le=31_536_000)] = 3_600


class Begun(Form):
    event: Literal["begun"]

    def happens(self, now: datetime, number: int) -> calls.Event:
        del number
        return calls.Begun(now)


class Heard(Form):
    """The prompts were played, and these keys were pressed; not `ok`: they could not be played."""

    event: Literal["heard"]
    keys: Annotated[str, StringConstraints(pattern=r"^[0-9*#]{0,100}$")] = ""
    ok: bool = True

    def happens(self, now: datetime, number: int) -> calls.Event:
        return calls.BlockDone(now, number, self.ok, self.keys)


class QueueLeft(Form):
    event: Literal["queue_left"]
    reason: calls.Reason

    def happens(self, now: datetime, number: int) -> calls.Event:
        del number
        return calls.QueueLeft(now, self.reason)


class Dialled(Form):
    event: Literal["dialled"]
    outcome: Outcome

    def happens(self, now: datetime, number: int) -> calls.Event:
        return calls.DialDone(now, number, self.outcome)


class TalkEnded(Form):
    event: Literal["talk_ended"]

    def happens(self, now: datetime, number: int) -> calls.Event:
        del number
        return calls.TalkEnded(now)


class HungUp(Form):
    event: Literal["hung_up"]

    def happens(self, now: datetime, number: int) -> calls.Event:
        del number
        return calls.HungUp(now)


CallEvent = Annotated[Begun | Heard | QueueLeft | Dialled | TalkEnded | HungUp, Field(discriminator="event")]


class CallCursor(Form):
    """Where a call stands, as the step before answered it."""

    number: Count
    node: Text
    waits: calls.Waits
    answered: bool
    visits: Count
    tries: Count
    finished: bool

    def cursor(self) -> calls.Cursor:
        return calls.cursor_from_json(self.model_dump(mode="json"))


class CallStepForm(Form):
    """`event` null: nothing happens, and what may happen is told."""

    text: Annotated[str, StringConstraints(max_length=MOST_BYTES + 1)]
    cursor: CallCursor | None = None
    event: CallEvent | None = None
    now: At
