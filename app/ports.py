"""Knows which ports an installation listens on: chosen once, then remembered in its state folder."""

import errno
import json
import random
import socket
from collections.abc import Collection, Mapping
from pathlib import Path

FREE = 0
"""A preferred port that means: any free one."""

_FIRST, _LAST = 20_000, 31_999
"""Below Linux's range for outgoing connections, which could take a port while its owner restarts."""


def remembered_port(state: Path, name: str) -> int | None:
    """The port that was chosen for a listener, None before the first `up`."""
    return _remembered(state).get(name)


def choose_ports(state: Path, preferred: Mapping[str, int], kept: Collection[str] = ()) -> dict[str, int]:
    """Choose and write down a port for each name: remembered or preferred where that is free, else another.

    `kept` names the listeners of this installation that already run: they hold their ports themselves."""
    remembered = _remembered(state)
    chosen: dict[str, int] = {}
    for name, port in preferred.items():
        first = remembered.get(name, port)
        chosen[name] = first if name in kept and first else _free_port(first, set(chosen.values()))
    file = state / "ports.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(remembered | chosen, indent=1) + "\n", encoding="utf-8")
    fresh.replace(file)
    return chosen


def is_free(port: int) -> bool:
    """Whether both TCP and UDP can be bound on loopback."""
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind is socket.SOCK_STREAM:
                # A port whose last connections linger is free for a server.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as problem:
                if problem.errno in (errno.EADDRINUSE, errno.EACCES):
                    return False
                raise
    return True


def _free_port(preferred: int, taken: set[int]) -> int:
    port = preferred
    while port == FREE or port in taken or not is_free(port):
        port = random.randint(_FIRST, _LAST)  # noqa: S311
    return port


def _remembered(state: Path) -> dict[str, int]:
    file = state / "ports.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
