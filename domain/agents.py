"""Knows what is said about an agent's day between the database and the workflow that keeps its clock."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """The agent's next deadline (wrap-up's or fail break's end), or none; and whether the agent has signed out."""

    deadline: datetime | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """Something of the agent is due then."""

    at: datetime
