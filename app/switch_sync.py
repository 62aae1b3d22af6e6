"""Knows how new and changed phones reach Asterisk: configuration written anew, then one reload."""

import asyncio
import logging
from dataclasses import replace

from app.exchange import config_address
from app.settings import Settings
from app.wiring import endpoints
from db.session import Database
from domain.errors import CentralkaError
from telephony.ami import Ami
from telephony.asterisk import Installation, reload_sounds_owner
from telephony.config.generator import write_config
from telephony.config.settings import AsteriskSettings, Endpoint

log = logging.getLogger("centralka.switch")

PAUSE = 1.0


async def keep_switch_configured(
    settings: Settings, database: Database, asterisk: AsteriskSettings, found: Installation
) -> None:
    """Each second compare the phones in SQL with those written; only the leader of a node runs this."""
    written: tuple[Endpoint, ...] | None = None
    while True:
        try:
            wanted = await endpoints(database)
            if wanted != written:
                await _write(settings, replace(asterisk, endpoints=wanted), found)
                written = wanted
        except CentralkaError as error:
            log.warning("configuration of the switch not written: %s", error.code)
        await asyncio.sleep(PAUSE)


async def _write(settings: Settings, asterisk: AsteriskSettings, found: Installation) -> None:
    await asyncio.to_thread(write_config, asterisk)
    await asyncio.to_thread(reload_sounds_owner, found, asterisk)
    ami = Ami(config_address(settings))
    await ami.connect()
    try:
        reply = await ami.action("Reload", {"Module": "res_pjsip.so"})
        log.info("%d phones written, reload: %s", len(asterisk.endpoints), reply.state)
    finally:
        await ami.close()
