"""Knows how tests get a PostgreSQL: Debian's programs, on loopback, as a user without rights, not durable."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

HOST = "127.0.0.1"
PATIENCE = 30.0
SETTINGS = (
    f"listen_addresses={HOST}",
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=200",
    "autovacuum=off",
)


@pytest.fixture(scope="session")
def postgres_url() -> Generator[str]:
    """The address of an empty server; it ends with the tests."""
    with server() as url:
        yield url


@contextmanager
def server() -> Generator[str]:
    """An empty server at this address, `postgresql+asyncpg://…/postgres`."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="centralka-postgres-"))
    as_other = _without_rights(folder)
    data = folder / "data"
    options = [
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(
        [*as_other, str(programs / "initdb"), *options], check=True, capture_output=True, cwd=folder
    )
    port = _free_port()
    settings = [part for setting in SETTINGS for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [*as_other, str(programs / "postgres"), "-D", str(data), "-p", str(port), *settings],
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    try:
        _wait(programs, running, port, folder / "log")
        yield f"postgresql+asyncpg://postgres@{HOST}:{port}/postgres"
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.fail("PostgreSQL is missing: apt-get install postgresql")
    return found[-1].parent


def _without_rights(folder: Path) -> list[str]:
    """PostgreSQL refuses root; it dies with us in any case."""
    die = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() != 0:
        return die
    user = pwd.getpwnam("nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return [*die, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait(programs: Path, server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    ready = [str(programs / "pg_isready"), "-q", "-h", HOST, "-p", str(port)]
    while subprocess.run(ready, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.05)
