"""Knows how new and changed phones and trunks reach Asterisk: configuration written anew, then one reload."""

import asyncio
import logging
from dataclasses import replace

from app.exchange import config_address
from app.settings import Settings
from app.wiring import endpoints, trunks
from db.session import Database
from domain.errors import CentralkaError, Unavailable
from telephony.ami import Ami
from telephony.asterisk import Installation, reload_sounds_owner
from telephony.config.generator import config_was_read, write_config
from telephony.config.settings import AsteriskSettings

log = logging.getLogger("centralka.switch")

PAUSE = 1.0


async def keep_switch_configured(
    settings: Settings, database: Database, asterisk: AsteriskSettings, found: Installation
) -> None:
    """Each second compare phones and trunks in SQL with those written; only the leader of a node runs this."""
    written: AsteriskSettings | None = None
    while True:
        try:
            wanted = await configured(database, asterisk)
            if wanted != written:
                await _write(settings, wanted, found)
                written = wanted
        except CentralkaError as error:
            log.warning("configuration of the switch not written: %s", error.code)
        await asyncio.sleep(PAUSE)


async def configured(database: Database, asterisk: AsteriskSettings) -> AsteriskSettings:
    """The settings with the phones and trunks that SQL knows."""
    own = await trunks(database)
    return replace(asterisk, endpoints=await endpoints(database), trunks=own or asterisk.trunks)


async def _write(settings: Settings, asterisk: AsteriskSettings, found: Installation) -> None:
    """Write what differs; who takes over and finds all as it should be leaves Asterisk alone."""
    if not await asyncio.to_thread(write_config, asterisk):
        return
    await asyncio.to_thread(reload_sounds_owner, found, asterisk)
    ami = Ami(config_address(settings))
    await ami.connect()
    try:
        reply = await ami.action("Reload", {"Module": "res_pjsip.so"})
    finally:
        await ami.close()
    log.info("%d phones written, reload: %s", len(asterisk.endpoints), reply.state)
    if not reply.ok:
        raise Unavailable(part="Asterisk's reload")
    config_was_read(asterisk)
