"""Knows where in its document stands what a row of the history followed."""

from typing import Final

from graphs.findings import Loc
from graphs.process.step import Row

_LISTED: Final = ("on_script", "on_time")
_NOWHERE: Final = ("changed", "late")


def place_of(row: Row, acted: str | None = None) -> Loc:
    """Names and indexes from the root; `acted` is the status whose action ended, if one did."""
    path, _, branch = row.edge.partition("#")
    kind, _, rest = path.partition(".")
    left = acted if kind == "actions" and acted is not None else row.from_status
    if kind in _NOWHERE:
        return ()
    if left is None or kind in ("created", "saved"):
        return ("statuses", row.status)
    chosen = (int(branch) - 1,) if branch else ()
    return ("statuses", left, *_within(kind, rest), *chosen)


def _within(kind: str, rest: str) -> Loc:
    """The place of an edge in the status that it leaves."""
    if kind in _LISTED:
        return (kind, int(rest), "then")
    if kind == "actions":
        index, _, end = rest.partition(".")
        return (kind, int(index), end)
    if kind in ("counter", "sla"):
        return (kind, rest or "then")
    return (kind, rest) if rest else (kind,)
