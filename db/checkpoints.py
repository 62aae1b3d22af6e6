"""Knows when the log of a SQLite file is brought into the file: after so many commits, in a thread."""

import asyncio
import logging
import sqlite3

log = logging.getLogger("centralka.db")

COMMITS = 250


class Checkpoints:
    """Of one file, by one process; others may bring their commits and ours in too."""

    def __init__(self, file: str) -> None:
        self._file, self._commits = file, 0
        self._running: asyncio.Future[None] | None = None

    def committed(self) -> None:
        """Count a commit; when there were enough, and none is running, a checkpoint begins."""
        self._commits += 1
        if self._commits < COMMITS or (self._running is not None and not self._running.done()):
            return
        self._commits = 0
        self._running = asyncio.get_running_loop().run_in_executor(None, self._bring_in)

    async def close(self) -> None:
        """Until the checkpoint that runs has ended."""
        if self._running is not None:
            await self._running

    def _bring_in(self) -> None:
        try:
            connection = sqlite3.connect(self._file, isolation_level=None)
            try:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            finally:
                connection.close()
        except sqlite3.Error as error:
            log.warning("the log of the database stays as it is: %s", error)
