"""Knows everything that the API is plugged into; `app/wiring.py` fills it, tests fill it with fakes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from api.ports import Outside, Part, Templates, Work
from db.events_feed import EventsFeed
from db.session import Database


@dataclass(frozen=True, slots=True)
class Services:
    """`parts` are what /health/ready asks, by name; `mailbox` is the catcher's folder, `recordings` that of kept talks,
    `console` the built one's.
    `four_eyes`: every graph needs a second person before it is published.
    """

    database: Database
    work: Work
    templates: Templates
    outside: Outside
    events: EventsFeed
    parts: Mapping[str, Part] = field(default_factory=dict[str, Part])
    mailbox: Path | None = None
    recordings: Path | None = None
    console: Path | None = None
    four_eyes: bool = False
