"""The sample of the fault matrix that every run plays: one story each, judged only by what stands outside."""

from pathlib import Path

from temporalio.client import Client as Temporal

from tests.faults import oracle
from tests.faults.floor import PROMPT, PROMPT_SECONDS, Opener
from tests.faults.oracle import Oracle
from tests.installation import Installation, until
from tests.rtp import Capture


async def test_caller_hears_the_prompt_to_its_end_while_the_leading_gateway_is_killed(
    house: Installation, opener: Opener, temporal: Temporal, capture: Capture, tmp_path: Path
) -> None:
    floor = await opener.open()
    phone = await floor.agent_phone(tmp_path)
    await floor.work()
    caller = await floor.caller(tmp_path)
    await caller.is_up()
    house.kill(house.leader())
    await until(lambda: len(floor.orders()) >= 2, 20, "the menu begins")
    caller.press()
    await phone.rings()
    phone.answer()
    await until(lambda: floor.call("bridged_at"), 10, "they talk")
    caller.hang_up()
    assert (await caller.finished(5), await phone.finished(5)) == (0, 0)
    await floor.save("odmowa", "one")
    assert await Oracle(floor, temporal).verdict() == []
    assert oracle.gap_ms(capture, caller.media_port) <= oracle.GAP_TOLERATED
    assert (
        PROMPT_SECONDS - 0.5 < capture.heard_at(caller.media_port).seconds_of(PROMPT) < PROMPT_SECONDS + 0.5
    )
    assert oracle.rings(tmp_path / "wire.pcap", phone.port) == 1
