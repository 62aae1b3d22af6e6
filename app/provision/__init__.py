"""Knows how Temporal and Asterisk come to this machine: found, else made once and kept in the cache."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.progress import Progress
from app.provision.asterisk import AsteriskPlace, provide_asterisk, refuse_what_cannot_be_made
from app.provision.temporal import TemporalPlace, provide_temporal
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the foreign servers of this machine are."""

    temporal: TemporalPlace
    asterisk: AsteriskPlace


def provide_servers(settings: Settings, progress: Progress) -> Servers:
    """Find both servers, or make what is missing side by side. Raises CannotPrepare, StepFailed."""
    refuse_what_cannot_be_made(settings)
    with ThreadPoolExecutor(2) as pool:
        temporal = pool.submit(provide_temporal, settings, progress)
        asterisk = pool.submit(provide_asterisk, settings, progress)
        return Servers(temporal.result(), asterisk.result())
