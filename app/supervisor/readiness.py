"""Knows how a child says that it is ready, and how a listener shows it."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from app.settings import Settings


def announce_ready(settings: Settings, name: str) -> None:
    """Called by a child of ours when it does its work; `name` is the child's name under `centralka up`."""
    file = _file(settings.state / "run", name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(os.getpid()), encoding="ascii")


def announced(run: Path, name: str) -> Callable[[int], Awaitable[bool]]:
    """Ready when the process with that pid has said so itself."""

    async def ready(pid: int) -> bool:
        try:
            return _file(run, name).read_text(encoding="ascii") == str(pid)
        except FileNotFoundError:
            return False

    return ready


def listening(port: int) -> Callable[[int], Awaitable[bool]]:
    """Ready when something takes connections on the port of loopback."""

    async def ready(_: int) -> bool:
        with suppress(OSError):
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return True
        return False

    return ready


def _file(run: Path, name: str) -> Path:
    return run / f"{name}.ready"
