"""The sample of the fault matrix that every run plays: one story each, judged only by what stands outside."""

import pytest

from tests.faults.cells import Stage
from tests.faults.floor import AGENT_TONE, MENU, MENU_SECONDS, PROMPT, PROMPT_SECONDS
from tests.faults.killing import crash_at, kill, kill_all
from tests.faults.moments import Story
from tests.faults.oracle import rings
from tests.installation import until

pytestmark = [pytest.mark.system, pytest.mark.feature("NEW-01"), pytest.mark.timeout(240)]


async def test_caller_hears_the_prompt_once_and_to_its_end_while_the_leading_gateway_is_killed(
    stage: Stage,
) -> None:
    story = await stage.play("prompt playing", "gateway")
    heard = stage.capture.heard_at(story.customer.media_port)
    assert heard.seconds_of(PROMPT) == pytest.approx(PROMPT_SECONDS, abs=0.5)
    assert heard.seconds_of(MENU) == pytest.approx(MENU_SECONDS, abs=0.5)


@pytest.mark.fault("F01")
async def test_caller_in_the_queue_hears_music_and_is_connected_when_the_worker_is_back(stage: Stage) -> None:
    await stage.play("waiting in the queue", "worker")


@pytest.mark.fault("F02")
async def test_agents_phone_rings_once_when_the_gateway_dies_right_after_it_ordered_the_ring(
    stage: Stage,
) -> None:
    async def after_originate(story: Story) -> float:
        async with crash_at(stage.house, "gateway.written", "kill") as crash:
            await story.floor.work()
            return await crash.happened()

    story = await stage.play("waiting in the queue", after_originate)
    assert rings(stage.folder / "wire.pcap", story.phone.port) == 1


@pytest.mark.fault("F05")
async def test_dialled_customer_who_answers_while_all_of_ours_is_dead_hears_the_information_once(
    stage: Stage,
) -> None:
    async def everything(story: Story) -> float:
        return await kill_all(stage.house, "gateway-a", "gateway-b", "worker", "api")

    story = await stage.play("number being dialled", everything)
    assert rings(stage.folder / "wire.pcap", story.customer.port) == 1


async def test_talk_goes_on_and_ends_well_while_temporal_is_killed(stage: Stage) -> None:
    await stage.play("talking", "temporal")


@pytest.mark.matrix
@pytest.mark.fault("F03")
@pytest.mark.parametrize("moment", ["prompt playing", "key awaited"])
async def test_prompt_and_keys_survive_the_worker(stage: Stage, moment: str) -> None:
    story = await stage.play(moment, "worker")
    heard = stage.capture.heard_at(story.customer.media_port)
    assert heard.seconds_of(PROMPT) < PROMPT_SECONDS + 0.5


@pytest.mark.matrix
@pytest.mark.fault("F04")
async def test_conversation_is_untouched_when_worker_gateways_and_api_are_killed(stage: Stage) -> None:
    async def everything(story: Story) -> float:
        restarted = await kill_all(stage.house, "gateway-a", "gateway-b", "worker", "api")
        await stage.pass_time(3)
        return restarted

    story = await stage.play("talking", everything)
    heard = stage.capture.heard_at(story.customer.media_port).seconds_of(AGENT_TONE)
    talked, cause, by = stage.house.sql(
        "SELECT (julianday(ended_at) - julianday(bridged_at)) * 86400, end_cause, ended_by FROM call "
        "WHERE case_id = ?",
        story.floor.case_id,
    )[0]
    assert talked == pytest.approx(heard, abs=0.5)
    assert (cause, by) == ("16", "customer")


@pytest.mark.matrix
async def test_agent_who_leaves_the_talk_while_all_of_ours_is_dead_wraps_up_and_the_caller_is_not_kept(
    stage: Stage,
) -> None:
    story = await stage.bring_to("talking")
    pids = {name: stage.house.kill(name) for name in ("gateway-a", "gateway-b", "worker")}
    story.phone.hang_up()
    await until(lambda: all(stage.house.pid(name) != pid for name, pid in pids.items()), 10, "all are back")
    assert await story.customer.finished(20) == 0
    await stage.seat_rests(story, within=10.0)
    assert story.floor.seat() == "wrap_up"
    await until(lambda: story.floor.call("ended_by") == "system", 10, "the end of the call is in SQL")
    await story.to_mail()
    await story.to_end()
    orders = story.floor.orders
    await until(
        lambda: {state for *_, state in orders()} == {"sent"}, 10, "every order is told to its workflow"
    )


@pytest.mark.matrix
@pytest.mark.fault("F07")
async def test_request_repeated_with_its_key_after_the_api_was_killed_counts_once(stage: Stage) -> None:
    async def while_it_is_answered(story: Story) -> float:
        async with stage.frozen("worker"):
            unanswered = stage.in_background(story.floor.save("obiecal", f"{story.floor.name}-1"))
            await stage.draft_of(story)
            restarted = await kill(stage.house, "api")
        await unanswered
        return restarted

    await stage.play("wrap-up", while_it_is_answered)


@pytest.mark.matrix
@pytest.mark.fault("F28")
async def test_agent_is_ready_again_when_the_caller_hangs_up_at_the_very_answer(stage: Stage) -> None:
    story = await stage.bring_to("phone ringing")
    story.phone.answer()
    story.customer.hang_up()
    await stage.seat_rests(story, within=2.0)
    assert await story.customer.finished(5) == 0
    assert await story.phone.finished(5) == 0
