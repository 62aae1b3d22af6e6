"""Knows the process `gateway`: it keeps its link and mirror warm, and acts from the moment it leads its node."""

import asyncio
import logging
from contextlib import suppress

from activities.switch import SwitchActivities
from app import exchange
from app.delivery import Postman, TemporalCompletions
from app.library import SqlLibrary
from app.settings import Settings
from app.supervisor.readiness import announce_ready
from app.switch_sync import keep_switch_configured
from app.temporal import activity_worker, connect, connected
from app.wiring import open_database, outbox_of
from db.dialer import Dialer
from db.leaderships import Leaderships
from db.registrations import Registrations
from db.switch import Switchboard
from telephony.ami import Ami
from telephony.gateway.attempts import Attempts
from telephony.gateway.cdr import CallRecords
from telephony.gateway.leadership import Leadership
from telephony.gateway.link import Link
from telephony.gateway.node import Node
from telephony.gateway.recovery import Recovery
from telephony.gateway.switch import Ports, Switch
from telephony.wire import LinkMissing, LoginRefused

log = logging.getLogger("centralka.gateway")


async def serve_node(settings: Settings, name: str) -> None:
    """Stand by, then lead until leadership is lost; then end, so that a fresh process stands by."""
    client = await connect(settings, lazy=True)
    postman = Postman(client)
    database = open_database(settings, postman.post)
    postman.serve(outbox_of(database))
    leadership = Leadership(Leaderships(database), settings.node, f"gateway-{name}")
    found = exchange.installation(settings)
    asterisk = exchange.asterisk_settings(settings, found)
    ami = Ami(exchange.ami_address(settings, name), fence=leadership.leads)
    completions = TemporalCompletions(client)
    ports = Ports(
        Switchboard(database), Dialer(database), completions, SqlLibrary(database), Registrations(database)
    )
    switch = Switch(ami, settings.node, asterisk, ports)
    records = CallRecords(asterisk.folders.outside / "log" / "cdr-custom" / "cdr.csv")
    attempts = Attempts(switch, records)
    node = Node(switch, attempts, leadership.leads)
    link = Link(switch, node)
    await _log_in(ami)
    reading = asyncio.create_task(link.read_forever())
    await link.ready.wait()
    announce_ready(settings, f"gateway-{name}")
    await leadership.win()
    keeping = asyncio.create_task(leadership.keep())
    log.info("leads %s, term %s", settings.node, leadership.term)
    await Recovery(switch, node, attempts, records).take_over()
    activities = SwitchActivities(node)
    # A lazy client may complete activities, but a worker needs one that has reached the server.
    worker = activity_worker(await connected(settings), f"switch-{settings.node}", [activities.order, activities.pace])
    sweeping = asyncio.create_task(link.sweep_forever())
    configuring = asyncio.create_task(keep_switch_configured(settings, database, asterisk, found))
    serving = asyncio.create_task(worker.run())
    try:
        await asyncio.wait(
            {keeping, reading, sweeping, serving, configuring}, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in (keeping, reading, sweeping, configuring):
            task.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(worker.shutdown(), 1.0)


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
