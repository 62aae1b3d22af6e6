"""Knows how to say which children of an installation run."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from app.provision.temporal import TemporalPlace, find_temporal
from app.settings import Settings
from app.supervisor.installation import foundation, services
from app.supervisor.keeper import Child
from app.supervisor.records import living_record
from app.supervisor.single import supervisor
from app.wording import say


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The lines for a person, and whether everything runs and is ready."""

    text: str
    complete: bool


def describe(settings: Settings) -> StatusReport:
    """Look at every child that `up` would have here."""
    run = settings.state / "run"
    temporal = find_temporal(settings) or TemporalPlace(executable=Path("temporal"))
    children = [*foundation(settings, temporal), *services(settings)]
    states = {child.name: asyncio.run(_state(run, child)) for child in children}
    keeper = supervisor(run)
    lines = [f"  {name:<13} {state}" for name, (_, state) in states.items()]
    return StatusReport("\n".join([_headline(keeper), *lines]), all(ready for ready, _ in states.values()))


async def _state(run: Path, child: Child) -> tuple[bool, str]:
    record = living_record(run, child.name)
    if record is None:
        return False, say("not running", "nie działa")
    ready = await child.ready(record.pid)
    word = say("ready", "gotowy") if ready else say("starting", "startuje")
    return ready, f"{word:<9} {record.pid:>7}  {child.address}".rstrip()


def _headline(keeper: int | None) -> str:
    if keeper:
        return say(f"Supervised by process {keeper}.", f"Nadzoruje proces {keeper}.")
    return say(
        "Nothing supervises this installation: ./centralka up", "Nikt tu nie nadzoruje: ./centralka up"
    )
