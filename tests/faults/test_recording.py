"""Fresh stories replay too; their histories are left in build/histories, from where the corpus is renewed."""

from collections.abc import Iterator

import pytest

from tests.faults.cells import Stage
from tests.faults.conftest import open_house
from tests.faults.mailbox import Mailbox
from tests.faults.moments import Story
from tests.installation import Installation
from tests.replay.corpus import keep, replay

pytestmark = [
    pytest.mark.xdist_group("recording"),
    pytest.mark.system,
    pytest.mark.matrix,
    pytest.mark.timeout(240),
    pytest.mark.fault("T1"),
]


@pytest.fixture(scope="module")
def house(mailbox: Mailbox) -> Iterator[Installation]:
    """Its payloads are readable, so that histories need no key."""
    with open_house(mailbox, CENTRALKA_TEMPORAL_CODEC="false") as house:
        yield house


async def test_inbound_story_replays(stage: Stage) -> None:
    story = await stage.bring_to("end")
    await record(stage, story, "inbound")


async def test_dialled_story_replays(stage: Stage) -> None:
    story = await stage.bring_to("number being dialled")
    await story.to_answer()
    await story.to_talk_or_message()
    await story.to_end_of_talk()
    await story.to_refusal()
    await record(stage, story, "dialled")


async def record(stage: Stage, story: Story, name: str) -> None:
    floor = story.floor
    ids = {
        f"call-{name}": f"call-{floor.call('id')}",
        f"case-{name}": f"case-{floor.case_id}",
        "agent": f"agent-{floor.agent_id}",
        "campaign": f"campaign-{floor.campaign_id}",
    }
    graphs = dict(stage.house.sql("SELECT hash, body FROM graph_document"))
    for file, workflow_id in ids.items():
        history = await stage.temporal.get_workflow_handle(workflow_id).fetch_history()
        await replay(keep(file, history, graphs))
