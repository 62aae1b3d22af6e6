"""Knows what a status does to a case: four axes, and the 21 presets of SYS-P-57..77 as points of them."""

from dataclasses import dataclass
from enum import StrEnum


class SuccessEffect(StrEnum):
    NONE = "none"
    CREDIT = "credit"
    REVOKE = "revoke"


class Lifecycle(StrEnum):
    KEEP = "keep"
    OPEN = "open"
    WAIT = "wait"
    CALLBACK = "callback"
    END_OF_QUEUE = "end_of_queue"
    CONFIRM = "confirm"
    TERMINAL = "terminal"
    RESET = "reset"


class Visibility(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"


class TimeSource(StrEnum):
    NONE = "none"
    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A point of the four axes."""

    success: SuccessEffect = SuccessEffect.NONE
    lifecycle: Lifecycle = Lifecycle.KEEP
    visibility: Visibility = Visibility.PUBLIC
    time: TimeSource = TimeSource.NONE


def _presets() -> dict[str, Qualifier]:
    none, credit, revoke = SuccessEffect
    presets = {
        "none": Qualifier(none, Lifecycle.KEEP),
        "unused": Qualifier(none, Lifecycle.RESET),
        "waiting": Qualifier(none, Lifecycle.WAIT),
        "terminal": Qualifier(none, Lifecycle.TERMINAL),
        "end-of-queue": Qualifier(none, Lifecycle.END_OF_QUEUE),
        "success-terminal": Qualifier(credit, Lifecycle.TERMINAL),
        "cancel-success-and-close": Qualifier(revoke, Lifecycle.TERMINAL),
    }
    for visibility in Visibility:
        presets[f"success-confirm-{visibility}"] = Qualifier(credit, Lifecycle.CONFIRM, visibility)
        for time in (TimeSource.RELATIVE, TimeSource.ABSOLUTE, TimeSource.AGENT):
            callback = Lifecycle.CALLBACK
            presets[f"callback-{visibility}-{time}"] = Qualifier(none, callback, visibility, time)
            presets[f"success-callback-{visibility}-{time}"] = Qualifier(credit, callback, visibility, time)
    return presets


PRESETS: dict[str, Qualifier] = _presets()
