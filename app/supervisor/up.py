"""Knows the life of `centralka up`: prepare, start or adopt, tell what a new user needs, keep alive, end."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable

from app.ports import choose_ports, is_free
from app.problems import PortTaken, StepFailed
from app.progress import Progress, Workplace
from app.provision import Servers, provide_servers
from app.settings import Settings, spoken_language
from app.supervisor.fleet import Fleet
from app.supervisor.installation import environment_for_ours, foundation, our_command, services
from app.supervisor.processes import Places
from app.supervisor.records import living_record
from app.supervisor.single import only_supervisor
from app.supervisor.welcome import welcome
from app.wording import say
from domain.errors import CentralkaError

READY_SECONDS = 60.0

_HOLDERS = {
    "api": "api",
    "temporal": "temporal",
    "ami": "asterisk",
    "sip": "asterisk",
    "web": "asterisk",
    "trunk": "asterisk",
    "mail": "mail-catcher",
}
"""Which child holds which port."""


def up(settings: Settings, progress: Progress) -> None:
    """Run until a signal comes. Raises AlreadyRunning, CannotPrepare, StepFailed, PortTaken."""
    places = Places.of(settings.state)
    with only_supervisor(places.run):
        servers = provide_servers(settings, progress)
        settle_ports(settings, places)
        work = Workplace(places.log("db"), environment=environment_for_ours(settings))
        progress.run(say("database", "baza danych"), our_command("db", "upgrade"), work)
        fleet = Fleet(places, progress)
        asyncio.run(supervise(fleet, lambda: _start(settings, servers, fleet)))


def settle_ports(settings: Settings, places: Places) -> None:
    """Choose the ports that are not set by hand; those of children that still run stay theirs."""
    kept = {port for port, holder in _HOLDERS.items() if living_record(places.run, holder)}
    for name in settings.ports_set_by_hand - kept:
        if not is_free(settings.port(name)):
            raise PortTaken(port=settings.port(name), name=name, setting=f"CENTRALKA_PORTS_{name.upper()}")
    by_up = {
        name: getattr(settings.ports, name) for name in _HOLDERS if name not in settings.ports_set_by_hand
    }
    choose_ports(settings.state, by_up, kept)


async def supervise(fleet: Fleet, start: Callable[[], Awaitable[None]]) -> None:
    """Start, keep alive until a signal asks for the end, then end every child."""
    asked_to_end = asyncio.create_task(_signal())
    started = asyncio.ensure_future(start())
    try:
        await asyncio.wait({asked_to_end, started}, return_when=asyncio.FIRST_COMPLETED)
        if not asked_to_end.done():
            started.result()
            await asked_to_end
    finally:
        started.cancel()
        fleet.progress.line(say("Ending what was started here…", "Kończę to, co tu uruchomiono…"))
        await fleet.stop()


async def _start(settings: Settings, servers: Servers, fleet: Fleet) -> None:
    all_ready = await fleet.start(foundation(settings, servers.temporal), READY_SECONDS)
    all_ready &= await fleet.start(services(settings), READY_SECONDS)
    made: dict[str, str] = {}
    try:
        made = await _first_run(settings, fleet.places)
    except CentralkaError as problem:
        fleet.progress.line(f"  ✗ {problem.sentence(spoken_language())}")
    fleet.progress.line(welcome(settings, made))
    if not all_ready:
        fleet.progress.line(
            say("Not everything is ready: ", "Nie wszystko jest gotowe: ") + "./centralka status"
        )


async def _first_run(settings: Settings, places: Places) -> dict[str, str]:
    """What the first start made: user, password, number; asked in a process that ends."""
    log = places.log("first-run")
    with log.open("ab") as errors:
        child = await asyncio.create_subprocess_exec(
            *our_command("first-run"),
            env=environment_for_ours(settings),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
        output, _ = await child.communicate()
    if child.returncode:
        raise StepFailed(step=say("first user", "pierwszy użytkownik"), reason=child.returncode, log=log)
    return json.loads(output)


async def _signal() -> None:
    """Return when somebody asks this process to end."""
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, asked.set)
    await asked.wait()
