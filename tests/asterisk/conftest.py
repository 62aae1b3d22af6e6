"""Knows the real Asterisks of a test run: one at full timers, one with dead-man timers set to a tenth."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from telephony.asterisk import Installation
from tests.asterisk.exchange import Exchange, Watcher, found_installation, watched
from tests.rtp import write_tone


@pytest.fixture(scope="session")
def installation() -> Installation:
    found = found_installation()
    missing = [tool for tool in ("sipp", "tcpdump", "espeak-ng", "sox") if not shutil.which(tool)]
    if found is None or missing:
        reason = f"these tests need a real Asterisk >= 20 and {missing or 'root'}: run ./centralka doctor"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def exchange(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    running = Exchange(installation, tmp_path_factory.mktemp("exchange"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def hasty_exchange(
    installation: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    running = Exchange(installation, tmp_path_factory.mktemp("hasty"), timer_scale=0.1)
    running.start()
    yield running
    running.stop()


@pytest.fixture
async def watcher(exchange: Exchange) -> AsyncIterator[Watcher]:
    async with watched(exchange) as one:
        yield one


@pytest.fixture(scope="session")
def tone_440(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tone(tmp_path_factory.mktemp("tones") / "440.al", 440)


@pytest.fixture(scope="session")
def tone_620(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tone(tmp_path_factory.mktemp("tones") / "620.al", 620)
