"""Knows what one event makes of a case: the new cursor, what is to be done, what goes into the history."""

from datetime import datetime

from domain.values import read_only
from graphs.process.cursor import Cursor

SYSTEM = "system"


@read_only
class Row:
    """One transition for the history. `ordered_by` is an agent's id or `system`; `edge` is what was followed:
    created, saved, counter, changed.recall, changed.owner, on_dialer.<outcome>, on_mail, on_sms, on_chat,
    on_call, on_waiting, on_event.<name>,
    on_script.<index>, actions.<index>.on_success, actions.<index>.on_failure, on_time.<index>, sla, sla.warning;
    all but the first four are places in the status that was left, and `#<n>` is the branch that was taken.
    """

    status: str
    owner: str | None
    ordered_by: str
    edge: str
    from_status: str | None


@read_only
class Effect:
    """An action to be carried out, `key` unique within the case for ever; what it says stands in the process."""

    key: str
    kind: str
    status: str
    action: int


@read_only
class Refusal:
    """Why a save was not accepted, and what to do."""

    code: str
    message: str
    message_pl: str


@read_only
class Step:
    """The answer of `advance`. A step whose cursor is the one given changed nothing and needs no commit."""

    cursor: Cursor
    effects: tuple[Effect, ...] = ()
    rows: tuple[Row, ...] = ()
    wake_at: datetime | None = None
    refusal: Refusal | None = None
