"""The whole fault matrix: each moment of the story, each of our processes killed at it."""

import pytest

from tests.faults.cells import Stage
from tests.faults.killing import PROCESSES
from tests.faults.moments import MOMENTS

pytestmark = [pytest.mark.matrix, pytest.mark.system, pytest.mark.timeout(240)]


@pytest.mark.parametrize("process", PROCESSES)
@pytest.mark.parametrize("moment", MOMENTS)
async def test_story_ends_the_same_way_after_a_kill(stage: Stage, moment: str, process: str) -> None:
    await stage.play(moment, process)
