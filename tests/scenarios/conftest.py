"""Knows the installation that all scenarios of one process of the test run share, and the company of each test."""

import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from temporalio.client import Client as Temporal

from tests.asterisk.exchange import found_installation
from tests.installation import Client, Installation
from tests.rtp import Capture
from tests.scenarios.company import Company

_tags = itertools.count(101)


def refuse_without_parts() -> None:
    missing = [tool for tool in ("sipp", "tcpdump", "espeak-ng", "sox") if not shutil.which(tool)]
    if missing or found_installation() is None:
        reason = f"scenarios need a whole installation, and {missing or 'Asterisk'}: run ./centralka doctor"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="session")
def house() -> Iterator[Installation]:
    refuse_without_parts()
    folder = Path(tempfile.mkdtemp(prefix="centralka-scenarios-"))
    house = Installation(folder / "state")
    try:
        house.start(patience=180)
        yield house
    finally:
        house.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def admin(house: Installation) -> AsyncIterator[Client]:
    client = await Client(house).sign_in(*house.password())
    yield client
    await client.close()


@pytest.fixture
async def company(house: Installation, admin: Client, tmp_path: Path) -> AsyncIterator[Company]:
    company = Company(house, admin, tmp_path, str(next(_tags)))
    yield company
    await company.close()


@pytest.fixture
def capture(tmp_path: Path) -> Iterator[Capture]:
    with Capture(tmp_path / "wire.pcap") as running:
        yield running


@pytest.fixture
async def temporal(house: Installation) -> Temporal:
    return await Temporal.connect(f"127.0.0.1:{house.port('temporal')}")
