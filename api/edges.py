"""Knows how a row of a case's history is told: its edge, where that stands in the document, and what it means."""

from pydantic import BaseModel

from graphs.findings import Finding, Places
from graphs.process import EffectDone, Event, Process, Row
from graphs.process.explain import explain
from graphs.process.places import place_of
from graphs.words import Words


class EdgeWalked(BaseModel):
    """A row of the history. `path` leads to the edge in the document, `line` and `column` to it in the text; null
    where it stands in none: nobody's edge, or a text that was not kept.
    """

    edge: str
    from_status: str | None
    status: str
    path: list[str | int]
    line: int | None
    column: int | None
    words: Words


def edge_walked(process: Process, row: Row, event: Event | None, places: Places) -> EdgeWalked:
    """The row that this event led to."""
    acted = event.key.split("/")[1] if isinstance(event, EffectDone) else None
    path = place_of(row, acted)
    place = places.of(Finding("", path, on_key=True)) if path else None
    return EdgeWalked(
        edge=row.edge,
        from_status=row.from_status,
        status=row.status,
        path=list(path),
        line=place.line if place else None,
        column=place.column if place else None,
        words=explain(process, row.edge, row.from_status, row.status),
    )
