"""A case that uses the whole language replays; its history is left in build/histories, for the corpus."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from temporalio.client import Client as Temporal
from temporalio.contrib.pydantic import pydantic_data_converter

from tests.casework.house import NoTelephonesHouse, opened_house
from tests.casework.office import CaseOffice
from tests.installation import Client
from tests.replay.corpus import keep, replay

pytestmark = [pytest.mark.matrix, pytest.mark.fault("T1"), pytest.mark.timeout(120)]
STATUSES = {
    "nowy": {
        "initial": True,
        "qualifier": "unused",
        "on_sms": [{"when": "record.kwota > 100 && attempts.total == 0", "then": "wazny"}, {"then": "stay"}],
    },
    "wazny": {
        "qualifier": "waiting",
        "sla": {"limit": "2s", "warning": "1s"},
        "actions": [
            {"notify": {"to": "supervisors", "text": "Ważny klient"}},
            {"send_mail": {"template": "nieznany"}, "delay": {"for": "3s"}, "on_failure": "odrzucony"},
        ],
        "on_time": [{"after": "30d", "then": "koniec"}],
    },
    "odrzucony": {
        "for": "system",
        "qualifier": "callback-public-relative",
        "after": "1d",
        "counter": {"limit": 3, "then": "koniec"},
        "on_event": {"zaplacone": "koniec"},
    },
    "koniec": {"for": "system", "qualifier": "terminal"},
}


@pytest.fixture(scope="module")
def house() -> Iterator[NoTelephonesHouse]:
    """Its payloads are readable, so that histories need no key."""
    with opened_house(CENTRALKA_TEMPORAL_CODEC="false") as house:
        yield house


@pytest.fixture
async def office(house: NoTelephonesHouse, tmp_path: Path) -> AsyncIterator[CaseOffice]:
    admin = await Client(house).sign_in(*house.password())
    office = CaseOffice(house, admin, tmp_path, "901")
    yield office
    await office.close()


async def test_case_with_guards_terms_an_sla_and_actions_replays(
    house: NoTelephonesHouse, office: CaseOffice
) -> None:
    await office.template("nieznany", "Dzień dobry", "Do usłyszenia")
    await office.set_up(STATUSES)
    case = await office.add(kwota=250)
    await office.admin.call("POST", f"/cases/{case}/events", json={"event": "sms"}, expect=202)
    await office.becomes_status(case, "odrzucony")
    await office.admin.call("POST", f"/cases/{case}/events", json={"event": "zaplacone"}, expect=202)
    await office.becomes_status(case, "koniec")
    assert await office.edges(case) == [
        "created", "on_sms#1", "sla.warning", "sla", "actions.1.on_failure", "on_event.zaplacone",
    ]  # fmt: skip
    temporal = await Temporal.connect(
        f"127.0.0.1:{house.port('temporal')}", data_converter=pydantic_data_converter
    )
    history = await temporal.get_workflow_handle(f"case-{case}").fetch_history()
    graphs = {
        key: json.dumps(json.loads(body)) for key, body in house.sql("SELECT hash, body FROM graph_document")
    }
    await replay(keep("case-whole-language", history, graphs))
