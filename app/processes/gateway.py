"""Knows the process `gateway`: it keeps its link and mirror warm, and acts from the moment it leads its node."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from temporalio.client import Client

from activities.switch import SwitchActivities
from app import exchange
from app.crash_points import CrashPoints
from app.delivery import Postman, TemporalCompletions
from app.library import SqlLibrary
from app.settings import Settings
from app.supervisor.readiness import announce_ready
from app.switch_sync import keep_switch_configured
from app.temporal import activity_worker, connect, connected
from app.wiring import open_database, outbox_of
from db.dialer import Dialer
from db.leaderships import Leaderships
from db.recordings import RecordingBook
from db.registrations import Registrations
from db.session import Database
from db.switch import Switchboard
from telephony.ami import Ami
from telephony.asterisk import Installation
from telephony.gateway.attempts import Attempts
from telephony.gateway.leadership import Leadership
from telephony.gateway.link import Link
from telephony.gateway.node import Node
from telephony.gateway.recordings import Settling
from telephony.gateway.recovery import Recovery
from telephony.gateway.switch import Ports, Switch
from telephony.recordings import FOLDER, RecordedFiles
from telephony.wire import LinkMissing, LoginRefused

log = logging.getLogger("centralka.gateway")


@dataclass(frozen=True, slots=True)
class Gateway:
    """The parts of one gateway process."""

    client: Client
    database: Database
    found: Installation
    leadership: Leadership
    switch: Switch
    link: Link
    node: Node
    recovery: Recovery
    settling: Settling


async def serve_node(settings: Settings, name: str) -> None:
    """Stand by, then lead until leadership is lost; then end, so that a fresh process stands by."""
    gateway = await _assemble(settings, name)
    await _log_in(gateway.switch.ami)
    reading = asyncio.create_task(gateway.link.read_forever())
    await gateway.link.ready.wait()
    announce_ready(settings, f"gateway-{name}")
    await gateway.leadership.win()
    keeping = asyncio.create_task(gateway.leadership.keep())
    log.info("leads %s, term %s", settings.node, gateway.leadership.term)
    await gateway.recovery.take_over()
    await _lead(settings, gateway, {reading, keeping})


async def _assemble(settings: Settings, name: str) -> Gateway:
    client = await connect(settings, lazy=True)
    postman = Postman(client)
    database = open_database(settings, postman.post)
    postman.serve(outbox_of(database))
    leadership = Leadership(Leaderships(database), settings.node, f"gateway-{name}")
    found = exchange.installation(settings)
    asterisk = exchange.asterisk_settings(settings, found)
    ports = Ports(
        Switchboard(database),
        Dialer(database),
        TemporalCompletions(client),
        SqlLibrary(database),
        Registrations(database),
    )
    ami = Ami(exchange.ami_address(settings, name), fence=_fence(settings, leadership))
    switch = Switch(ami, settings.node, asterisk, ports)
    attempts = Attempts(switch)
    node = Node(switch, attempts, leadership.leads)
    recovery = Recovery(switch, node, attempts)
    files = RecordedFiles(asterisk.folders.outside / FOLDER, settings.recordings)
    settling = Settling(RecordingBook(database), files, settings.node)
    link = Link(switch, node)
    return Gateway(client, database, found, leadership, switch, link, node, recovery, settling)


def _fence(settings: Settings, leadership: Leadership) -> Callable[[], bool]:
    """The term check right before each write; tests stop a gateway before it, after it, or after the write."""
    points = CrashPoints(settings.crash_points)

    def fence() -> bool:
        points.at("gateway.before-term")
        leads = leadership.leads()
        points.at("gateway.after-term")
        if points.folder is not None:
            asyncio.get_running_loop().call_soon(points.at, "gateway.written")
        return leads

    return fence


async def _lead(settings: Settings, gateway: Gateway, running: set[asyncio.Task[None]]) -> None:
    """Take orders until leadership or the link's reader ends."""
    configured = keep_switch_configured(settings, gateway.database, gateway.switch.settings, gateway.found)
    sweeps = (gateway.link.sweep_forever(), gateway.settling.settle_forever())
    bodies = (*sweeps, configured, _take_orders(settings, gateway))
    tasks = running | {asyncio.create_task(body) for body in bodies}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=1.0)


async def _take_orders(settings: Settings, gateway: Gateway) -> None:
    """Serve the task queue of the switch, from the moment Temporal answers: callers are tended before that."""
    activities = SwitchActivities(gateway.node)
    # A lazy client may complete activities, but a worker needs one that has reached the server.
    client = await connected(settings)
    await gateway.recovery.give_back()
    worker = activity_worker(client, f"switch-{settings.node}", [activities.order, activities.pace])
    await worker.run()


async def _log_in(ami: Ami) -> None:
    """The switch may start later than we do; a refused password is said, and tried again after a while."""
    while True:
        try:
            await ami.connect()
        except LinkMissing:
            await asyncio.sleep(0.3)
        except LoginRefused as error:
            log.error("%s", error.sentence())
            await asyncio.sleep(5)
        else:
            return
