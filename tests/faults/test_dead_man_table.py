"""Every process of ours is dead for good: nobody is kept in silence, nobody for ever (timers at a tenth)."""

from collections.abc import AsyncIterator, Iterator

import pytest

from telephony.config.sounds import MUSIC_NOTES
from tests.faults.cells import Stage
from tests.faults.conftest import open_house
from tests.faults.floor import AGENT_TONE, MENU, PROMPT
from tests.faults.killing import all_is_well, kill_for_good
from tests.faults.mailbox import Mailbox
from tests.faults.telling import TellablePhone
from tests.installation import Installation
from tests.rtp import Stream

pytestmark = [
    pytest.mark.xdist_group("dead"),
    pytest.mark.system,
    pytest.mark.matrix,
    pytest.mark.timeout(240),
]
OURS = (PROMPT, MENU, AGENT_TONE, *MUSIC_NOTES)
GAP_MS = 300.0


@pytest.fixture(scope="module")
def hasty(mailbox: Mailbox) -> Iterator[Installation]:
    with open_house(mailbox, CENTRALKA_TIMER_SCALE="0.1") as house:
        yield house


@pytest.fixture
async def house(hasty: Installation) -> AsyncIterator[Installation]:
    """Everything is started again after each test; `up` adopts the Asterisk that lived on."""
    yield hasty
    if not hasty.is_up:
        hasty.start()
    await all_is_well(hasty)


def speech(heard: Stream) -> float:
    """Seconds of sound that is neither music nor a tone of the tests: the dialplan's own sentences."""
    return heard.seconds_of_sound() - heard.seconds_of(*OURS)


async def sent_home(stage: Stage, phone: TellablePhone, patience: float) -> Stream:
    """The person is told something and the exchange hangs up; all that was heard, without a hole."""
    assert await phone.finished(patience) == 0
    heard = stage.capture.heard_at(phone.media_port)
    assert heard.largest_gap_ms() <= GAP_MS
    return heard


async def test_new_caller_is_asked_to_hold_waits_with_music_and_is_sent_home(stage: Stage) -> None:
    story = await stage.open("prompt playing")
    kill_for_good(stage.house)
    caller = await story.floor.caller(stage.folder)
    heard = await sent_home(stage, caller, 60)
    assert speech(heard) > 4
    assert 3 < heard.seconds_of(*MUSIC_NOTES) < 12


@pytest.mark.parametrize("moment", ["prompt playing", "waiting in the queue"])
async def test_caller_in_a_block_or_a_queue_goes_on_to_the_last_resort(stage: Stage, moment: str) -> None:
    story = await stage.bring_to(moment)
    kill_for_good(stage.house)
    heard = await sent_home(stage, story.customer, 60)
    assert speech(heard) > 4
    assert 5 < heard.seconds_of(*MUSIC_NOTES) < 16


@pytest.mark.fault("F05")
async def test_dialled_customer_who_answers_hears_the_information(stage: Stage) -> None:
    story = await stage.bring_to("number being dialled")
    kill_for_good(stage.house)
    story.customer.answer()
    heard = await sent_home(stage, story.customer, 60)
    assert speech(heard) > 3
    first = heard.audio[0].at
    assert speech(Stream(0, 0, [one for one in heard.packets if one.at < first + 2])) > 0.5


async def test_talk_is_not_cut_and_who_stays_behind_is_sent_home(stage: Stage) -> None:
    story = await stage.bring_to("talking")
    kill_for_good(stage.house)
    # Longer than every timer of a caller who waits.
    await stage.pass_time(15)
    assert story.customer.process.returncode is None
    assert story.phone.process.returncode is None
    story.phone.hang_up()
    heard = await sent_home(stage, story.customer, 60)
    assert heard.seconds_of(AGENT_TONE) > 14
    assert speech(heard) > 4


@pytest.mark.fault("T2")
async def test_caller_whose_workflow_is_stuck_is_not_kept_by_a_living_gateway(stage: Stage) -> None:
    story = await stage.bring_to("prompt playing")
    async with stage.frozen("worker"):
        heard = await sent_home(stage, story.customer, 90)
    assert speech(heard) > 4
    assert heard.seconds_of(*MUSIC_NOTES) > 5
