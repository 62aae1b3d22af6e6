"""Knows a real Temporal for the tests of workflows."""

import asyncio
import socket
import subprocess
from collections.abc import Iterator

import pytest
from phones import free_port
from temporalio.client import Client

from app.codec import data_converter
from app.provision.temporal import find_temporal
from app.settings import Settings
from app.supervisor.installation import TEMPORAL_TUNING


@pytest.fixture(scope="session")
def temporal_address() -> Iterator[str]:
    """A development server of its own, in memory, tuned as in production."""
    place = find_temporal(Settings())
    if place is None or place.executable is None:
        pytest.skip("no Temporal here: run ./centralka setup")
    port = free_port(socket.SOCK_STREAM)
    command = [str(place.executable), "server", "start-dev", "--headless", "--ip", "127.0.0.1"]
    command += ["--port", str(port), "--log-level", "error"]
    command += [part for value in TEMPORAL_TUNING for part in ("--dynamic-config-value", value)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield f"127.0.0.1:{port}"
    server.terminate()
    server.wait(10)


@pytest.fixture
async def temporal(temporal_address: str) -> Client:
    """A client with our converter and codec."""
    converter = data_converter(b"k" * 32)
    async with asyncio.timeout(20):
        while True:
            try:
                return await Client.connect(temporal_address, data_converter=converter)
            except RuntimeError:
                await asyncio.sleep(0.1)
