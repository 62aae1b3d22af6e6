"""Knows why an agent's save is not accepted."""

from datetime import datetime, timedelta
from typing import Final

from domain.qualifiers import Lifecycle, TimeSource
from domain.time import Due, at_moment, at_wall
from graphs.process.compiled import Node, Process
from graphs.process.cursor import Cursor
from graphs.process.entry import latest_of
from graphs.process.events import Rules, Saved
from graphs.process.step import Refusal

_FURTHEST: Final = timedelta(days=365)

CASE_FINISHED = Refusal(
    "case_finished",
    "The case is closed. Nothing more can be saved in this campaign.",
    "Sprawa jest zamknięta. W tej kampanii nie można już nic zapisać.",
)
STATUS_UNKNOWN = Refusal(
    "status_unknown",
    "The process of this case has no such status. Choose one from the list.",
    "Proces tej sprawy nie ma takiego statusu. Wybierz status z listy.",
)
STATUS_NOT_ALLOWED = Refusal(
    "status_not_allowed",
    "Only the system sets this status. Choose another one.",
    "Ten status ustawia tylko system. Wybierz inny.",
)
STATUS_NOT_NOW = Refusal(
    "status_not_available",
    "This status is not available after such a contact. Choose another one.",
    "Ten status nie jest dostępny po takim kontakcie. Wybierz inny.",
)
CALLBACK_MISSING = Refusal(
    "callback_time_missing",
    "This status needs the time of the callback. Enter it.",
    "Ten status wymaga terminu ponownego kontaktu. Podaj go.",
)
CALLBACK_NOT_ALLOWED = Refusal(
    "callback_time_not_allowed",
    "This status sets its time itself. Remove the time of the callback.",
    "Ten status sam ustala termin. Usuń termin ponownego kontaktu.",
)
TIME_NOT_ALLOWED = Refusal(
    "time_not_allowed",
    "The callback must lie in the future, within a year. Choose another time.",
    "Termin ponownego kontaktu musi być w przyszłości, najdalej za rok. Wybierz inny.",
)

CALLBACK_TOO_LATE = Refusal(
    TIME_NOT_ALLOWED.code,
    "The callback is later than this status or the campaign allows. Choose an earlier time.",
    "Termin ponownego kontaktu jest późniejszy, niż pozwala status albo kampania. Wybierz wcześniejszy.",
)
OWNER_MISSING = Refusal(
    "owner_missing",
    "This status needs the agent who will be responsible. Choose one.",
    "Ten status wymaga wskazania odpowiedzialnego agenta. Wybierz go.",
)
OWNER_NOT_ALLOWED = Refusal(
    "owner_not_allowed",
    "This status does not let you choose who is responsible. Remove the agent.",
    "Ten status nie pozwala wybrać odpowiedzialnego agenta. Usuń go.",
)


def callback_due(event: Saved, rules: Rules) -> Due | None:
    """The due time that the agent chose, if any."""
    chosen = event.callback_at
    if chosen is None:
        return None
    return at_wall(chosen, rules.zone) if chosen.tzinfo is None else at_moment(chosen, rules.zone)


def refusal_of(process: Process, cursor: Cursor, event: Saved, rules: Rules) -> Refusal | None:
    """Why this save cannot be, or None."""
    node = process.nodes.get(event.status)
    if cursor.standing.lifecycle is Lifecycle.TERMINAL:
        return CASE_FINISHED
    if node is None:
        return STATUS_UNKNOWN
    if node.system_only:
        return STATUS_NOT_ALLOWED
    if not node.follows(event.occasion):
        return STATUS_NOT_NOW
    if node.owner_chosen != (event.owner is not None):
        return OWNER_MISSING if node.owner_chosen else OWNER_NOT_ALLOWED
    if node.time is not TimeSource.AGENT:
        return CALLBACK_NOT_ALLOWED if event.callback_at is not None else None
    return _time_refusal(node, event, rules)


def _time_refusal(node: Node, event: Saved, rules: Rules) -> Refusal | None:
    if event.callback_at is None:
        return CALLBACK_MISSING
    if not _is_near(event.callback_at, event.now, rules):
        return TIME_NOT_ALLOWED
    due, latest = callback_due(event, rules), latest_of(node, event.now, rules)
    return CALLBACK_TOO_LATE if due is not None and latest is not None and due.at > latest else None


def _is_near(chosen: datetime, now: datetime, rules: Rules) -> bool:
    try:
        due = at_wall(chosen, rules.zone) if chosen.tzinfo is None else at_moment(chosen, rules.zone)
    except OverflowError:
        return False
    return now < due.at <= now + _FURTHEST
