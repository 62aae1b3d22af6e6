"""Knows how a fact travels from SQL to a workflow: one row of the outbox, as its deliverer sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class OutboxFact:
    """A fact for a workflow. `kind` is signal or start, `name` the signal's or the workflow's.

    The payload is the JSON of the one argument (NewCall, Offer, CaseFact, …), empty for none: ids only.
    """

    id: str
    workflow_id: str
    kind: str
    name: str
    payload: dict[str, Any]
    created_at: datetime
