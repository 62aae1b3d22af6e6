"""Knows which children one installation has, in the order in which they are started."""

import sys
from pathlib import Path

from app.provision.temporal import TemporalPlace
from app.settings import Settings, environment_for_children
from app.supervisor.keeper import Child
from app.supervisor.readiness import announced, listening

TEMPORAL_TUNING = (
    "history.transferProcessorMaxPollRPS=2000",
    "history.timerProcessorMaxPollRPS=2000",
    'history.timerProcessorMaxTimeShift="100ms"',
)
"""The development server's one shard otherwise reads its queue twenty times a second: 150 ms an activity."""

SQLITE_TUNING = ("journal_mode=wal", "synchronous=normal")
"""Twice as fast; a power cut, not a killed process, may lose the last moments."""


def foundation(settings: Settings, temporal: TemporalPlace) -> list[Child]:
    """The foreign servers, and the mail catcher while no mail server is set."""
    children = [ours(settings, "asterisk", listens="ami")]
    if temporal.executable:
        children.append(_temporal(settings, temporal.executable))
    if not settings.mail.host:
        children.append(ours(settings, "mail-catcher", listens="mail"))
    return children


def services(settings: Settings) -> list[Child]:
    """Our own processes: API, one worker, two gateways of which one leads."""
    return [
        ours(settings, "api", listens="api"),
        ours(settings, "worker"),
        ours(settings, "gateway-a", "gateway", "--name", "a"),
        ours(settings, "gateway-b", "gateway", "--name", "b"),
    ]


def our_command(*arguments: str) -> tuple[str, ...]:
    """A command of this command line, for another process."""
    return (sys.executable, "-P", "-m", "app", *arguments)


def environment_for_ours(settings: Settings) -> dict[str, str]:
    """The environment of such a process, wherever it was started."""
    return environment_for_children(settings) | {"PYTHONPATH": str(Path(__file__).parents[2])}


def ours(settings: Settings, name: str, *arguments: str, listens: str = "") -> Child:
    """A child that is a command of this command line; ready when its port answers, or when it says so."""
    run = settings.state / "run"
    return Child(
        name=name,
        command=our_command(*(arguments or (name,))),
        environment=environment_for_ours(settings),
        ready=listening(settings.port(listens)) if listens else announced(run, name),
        address=f"127.0.0.1:{settings.port(listens)}" if listens else "",
    )


def _temporal(settings: Settings, executable: Path) -> Child:
    port = settings.port("temporal")
    command = [str(executable), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port)]
    command += ["--namespace", settings.temporal.namespace, "--log-level", "error"]
    command += ["--db-filename", str(settings.state / "temporal.sqlite")]
    for value in SQLITE_TUNING:
        command += ["--sqlite-pragma", value]
    for value in TEMPORAL_TUNING:
        command += ["--dynamic-config-value", value]
    return Child(
        name="temporal",
        command=tuple(command),
        environment=environment_for_children(settings),
        ready=listening(port),
        address=settings.temporal_address,
    )
