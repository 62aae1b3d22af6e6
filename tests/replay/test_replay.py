"""Recorded stories go through today's workflows again: a decision that differs would stop calls that stand."""

from pathlib import Path

import pytest

from tests.replay.corpus import RECORDED, recorded, replay


@pytest.mark.fault("T1")
@pytest.mark.parametrize("file", list(recorded()), ids=lambda file: file.stem)
async def test_recorded_history_replays(file: Path) -> None:
    await replay(file)


def test_corpus_has_a_history_of_each_workflow_and_of_each_way_a_call_can_go() -> None:
    names = {file.stem for file in recorded(RECORDED)}
    wanted = {
        "call-inbound",
        "call-dialled",
        "case-inbound",
        "case-dialled",
        "case-whole-language",
        "agent",
        "campaign",
    }
    assert wanted <= names
