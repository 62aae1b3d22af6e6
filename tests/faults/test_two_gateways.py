"""Two gateways on one switch: the one that slept does nothing, wherever it fell asleep."""

import os
import signal
import time

import pytest

from tests.faults.cells import Stage
from tests.faults.killing import crash_at
from tests.faults.moments import Story
from tests.faults.oracle import rings
from tests.installation import Installation, until

pytestmark = [pytest.mark.system, pytest.mark.matrix, pytest.mark.timeout(240)]
ASLEEP = 10.0


async def other_leads(house: Installation, sleeper: str) -> float:
    """Until the other gateway has taken over; the moment."""
    await until(lambda: house.leader() != sleeper, 20, "the other gateway leads")
    return time.time()


async def sleep_out(house: Installation, stopped_at: float) -> None:
    """Until the sleeper has slept for ten seconds."""
    await until(lambda: time.time() > stopped_at + ASLEEP, ASLEEP + 1)


@pytest.mark.fault("F18", "F19")
@pytest.mark.parametrize("point", ["gateway.before-term", "gateway.after-term"])
async def test_gateway_that_slept_around_the_term_check_of_an_originate_rings_nobody(
    stage: Stage, point: str
) -> None:
    """Before the check it is refused, after it the repeated Originate meets its ChannelId, which lives."""
    story = await stage.bring_to("waiting in the queue")
    async with crash_at(stage.house, point, "stop") as crash:
        try:
            await story.floor.work()
            stopped_at = await crash.happened()
            await other_leads(stage.house, crash.name)
            await story.phone.rings(20)
            story.phone.answer()
            await until(lambda: story.floor.call("bridged_at"), 10, "they talk")
            await sleep_out(stage.house, stopped_at)
        finally:
            os.kill(crash.pid, signal.SIGCONT)
    await until(lambda: stage.house.pid(crash.name) != crash.pid, 15, "the sleeper has ended")
    await finish(stage, story)


@pytest.mark.fault("F18")
async def test_gateway_that_slept_ten_seconds_during_a_talk_changes_nothing(stage: Stage) -> None:
    story = await stage.bring_to("talking")
    sleeper, config = stage.house.leader(), stage.house.state / "asterisk" / "etc" / "pjsip.conf"
    written = config.stat().st_ino
    pid = stage.house.kill(sleeper, signal.SIGSTOP)
    try:
        stopped_at = await other_leads(stage.house, sleeper) - 3
        await sleep_out(stage.house, stopped_at)
    finally:
        os.kill(pid, signal.SIGCONT)
    await until(lambda: stage.house.pid(sleeper) != pid, 15, "the sleeper has ended")
    assert config.stat().st_ino == written
    await finish(stage, story)


async def test_caller_whom_the_dialplan_asked_to_hold_is_taken_by_gateways_that_start_later(
    stage: Stage,
) -> None:
    story = await stage.open("prompt playing")
    story.phone = await story.floor.agent_phone(stage.folder)
    pids = {name: stage.house.kill(name, signal.SIGSTOP) for name in ("gateway-a", "gateway-b")}
    story.customer = await story.floor.caller(stage.folder)
    # Asterisk itself answers after ten seconds, with "please hold".
    await story.customer.is_up(20)
    story.answered_at = time.time()
    for name in pids:
        stage.house.kill(name)
    await until(lambda: all(stage.house.pid(name) != pid for name, pid in pids.items()), 10, "both are new")
    await story.to_key()
    await story.menu_is_over()
    await story.to_queue()
    await story.to_ringing()
    await story.to_talk()
    await finish(stage, story)


async def finish(stage: Stage, story: Story) -> None:
    await story.to_wrap_up()
    await story.to_mail()
    await story.to_end()
    await stage.judge(story, "inbound")
    assert rings(stage.folder / "wire.pcap", story.phone.port) == 1
