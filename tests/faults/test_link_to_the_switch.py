"""The link to Asterisk is cut right before or right after an Originate: never two rings."""

import json
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.ami_proxy import AmiProxy
from tests.faults.cells import Stage
from tests.faults.conftest import open_house
from tests.faults.mailbox import Mailbox
from tests.faults.oracle import rings
from tests.installation import Installation, until
from tests.phones import free_port

pytestmark = [
    pytest.mark.xdist_group("link"),
    pytest.mark.system,
    pytest.mark.matrix,
    pytest.mark.timeout(240),
    pytest.mark.fault("F16"),
]


@pytest.fixture(scope="module")
def house(mailbox: Mailbox) -> Iterator[Installation]:
    """Its gateways find Asterisk behind a proxy: they read the port anew when they are started again."""
    with open_house(mailbox) as house:
        file = house.state / "ports.json"
        ports = json.loads(file.read_text())
        ports["ami behind"], ports["ami"] = ports["ami"], free_port(socket.SOCK_STREAM)
        file.write_text(json.dumps(ports))
        for name in ("gateway-a", "gateway-b"):
            house.kill(name)
        yield house


@pytest.fixture
async def proxy(house: Installation) -> AsyncIterator[AmiProxy]:
    proxy = AmiProxy(house.port("ami behind"), house.port("ami"))
    await proxy.start()
    await until(lambda: proxy.logins >= 2, 30, "both gateways are connected")
    yield proxy
    await proxy.stop()


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_agents_phone_rings_once(stage: Stage, proxy: AmiProxy, cut: str) -> None:
    story = await stage.bring_to("waiting in the queue")
    proxy.cut = cut
    await story.floor.work()
    await until(lambda: proxy.cuts, 10, "the link is cut")
    await story.phone.rings(25)
    await story.to_talk()
    await story.to_wrap_up()
    await story.to_mail()
    await story.to_end()
    await stage.judge(story, "inbound")
    assert rings(stage.folder / "wire.pcap", story.phone.port) == 1


async def test_dialled_customer_rings_once_when_the_link_is_cut_after_the_order(
    stage: Stage, proxy: AmiProxy
) -> None:
    proxy.cut = "after"
    story = await stage.bring_to("number being dialled")
    await story.to_answer()
    await story.to_talk_or_message()
    await story.to_end_of_talk()
    await story.to_refusal()
    await stage.judge(story, "outbound")


async def test_dialled_customer_who_came_and_went_while_the_link_was_away_is_settled_when_it_is_back(
    stage: Stage, proxy: AmiProxy
) -> None:
    proxy.cut = "acknowledged"
    story = await stage.bring_to("number being dialled")
    await until(lambda: proxy.cuts, 10, "the link is cut")
    story.customer.answer()
    # Nobody takes them over: the dialplan says its sentence and hangs up.
    assert await story.customer.finished(30) == 0
    assert story.floor.case("status") == "nowy"
    proxy.away = False
    await until(lambda: story.floor.case("workflow") == "finished", 20, "the attempt is settled")
    assert story.floor.case("status") == "nieobsluzony"
    assert story.floor.seat() == "free"


async def test_agent_who_came_and_went_while_the_link_was_away_is_not_waited_for(
    stage: Stage, proxy: AmiProxy
) -> None:
    story = await stage.bring_to("waiting in the queue")
    proxy.cut = "acknowledged"
    await story.floor.work()
    await story.phone.rings(25)
    await until(lambda: proxy.cuts, 10, "the link is cut")
    story.phone.answer()
    await story.phone.is_up()
    story.phone.hang_up()
    assert await story.phone.finished(10) == 0
    proxy.away = False
    order = "SELECT 1 FROM switch_command WHERE call_id = ? AND kind = 'connect' AND state = 'sent'"
    await until(lambda: stage.house.sql(order, story.floor.call("id")), 20, "the order has ended")
    story.customer.hang_up()
    await stage.seat_rests(story, within=10.0)


async def test_customer_is_not_dialled_again_when_the_link_was_cut_before_the_order(
    stage: Stage, proxy: AmiProxy, tmp_path: Path
) -> None:
    story = await stage.open("number being dialled")
    story.phone = await story.floor.agent_phone(tmp_path)
    customer = await story.floor.dialled_customer(tmp_path)
    proxy.cut = "before"
    await story.floor.work()
    await until(lambda: story.floor.case("workflow") == "finished", 30, "the attempt is settled")
    assert story.floor.case("status") == "bez-sieci"
    assert rings(tmp_path / "wire.pcap", customer.port) == 0
    assert story.floor.seat() == "free"
