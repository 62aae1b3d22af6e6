"""Knows the installation in which faults are injected: one for each process of the test run."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from temporalio.client import Client as Temporal

from tests.asterisk.exchange import found_installation
from tests.faults.cells import Stage
from tests.faults.floor import Opener
from tests.faults.killing import all_is_well, end_what_is_left
from tests.faults.mailbox import Mailbox
from tests.installation import Client, Installation
from tests.rtp import Capture


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@contextmanager
def open_house(mailbox: Mailbox, **environment: str) -> Iterator[Installation]:
    """A whole Centralka in a folder of its own, whose mails come to the mailbox."""
    missing = [tool for tool in ("sipp", "tcpdump", "espeak-ng", "sox") if not shutil.which(tool)]
    if missing or found_installation() is None:
        reason = f"faults need a whole installation, and {missing or 'Asterisk'}: run ./centralka doctor"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="centralka-faults-"))
    crashes = folder / "crashes"
    crashes.mkdir()
    mail = {"HOST": "127.0.0.1", "PORT": str(mailbox.port), "TLS": "none"}
    settings = {f"CENTRALKA_MAIL_{name}": value for name, value in mail.items()}
    house = Installation(folder / "state", **settings, **environment, CENTRALKA_CRASH_POINTS=str(crashes))
    try:
        house.start()
        yield house
    finally:
        house.stop()
        end_what_is_left(house)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def house(mailbox: Mailbox) -> Iterator[Installation]:
    with open_house(mailbox) as house:
        yield house


@pytest.fixture
async def temporal(house: Installation) -> Temporal:
    return await Temporal.connect(f"127.0.0.1:{house.port('temporal')}")


@pytest.fixture
async def opener(house: Installation) -> AsyncIterator[Opener]:
    await all_is_well(house)
    designer = await Client(house).sign_in(*house.password())
    opener = Opener(house, designer)
    yield opener
    await opener.close()


@pytest.fixture
def capture(tmp_path: Path) -> Iterator[Capture]:
    with Capture(tmp_path / "wire.pcap") as running:
        yield running


@pytest.fixture
def stage(
    house: Installation,
    opener: Opener,
    temporal: Temporal,
    mailbox: Mailbox,
    capture: Capture,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Stage:
    return Stage(house, opener, temporal, mailbox, capture, tmp_path, request)
