"""Knows the house without telephones that the tests of cases share, and the company of each test."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.provision.temporal import find_temporal
from app.settings import Settings
from tests.casework.house import NoTelephonesHouse, opened_house
from tests.casework.office import CaseOffice
from tests.installation import Client

_tags = itertools.count(501)


@pytest.fixture(scope="session")
def temporal() -> None:
    """Without Temporal there is no house."""
    place = find_temporal(Settings())
    if place is None or place.executable is None:
        reason = "no Temporal here: run ./centralka setup"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="session")
def house(temporal: None) -> Iterator[NoTelephonesHouse]:
    with opened_house() as house:
        yield house


@pytest.fixture
async def admin(house: NoTelephonesHouse) -> AsyncIterator[Client]:
    client = await Client(house).sign_in(*house.password())
    yield client
    await client.close()


@pytest.fixture
async def office(house: NoTelephonesHouse, admin: Client, tmp_path: Path) -> AsyncIterator[CaseOffice]:
    """People and one campaign of their own for each test."""
    office = CaseOffice(house, admin, tmp_path, str(next(_tags)))
    yield office
    await office.close()
