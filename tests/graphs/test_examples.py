"""The examples are sound, and do what their stories say."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.outcomes import Outcome
from domain.qualifiers import Lifecycle
from graphs import canonical_text, check, graph_hash, ivr, json_schema, process
from graphs.campaign import compile_campaign
from graphs.catalogue import LANGUAGES
from graphs.process import Rules

EXAMPLES = Path(__file__).parents[2] / "examples"
PARTS = ("templates.yaml", "services.yaml", "cast.yaml")
FILES = sorted(file for file in EXAMPLES.rglob("*.yaml") if file.name not in PARTS)
NOTED = {"fcc-102.yaml": ["silent_hang_up"]}
"""FCC's own tree cuts off without a word who calls out of hours; a notice says so."""
NOW = datetime(2026, 10, 24, 10, tzinfo=UTC)
RULES = Rules("Europe/Warsaw", timedelta(hours=1))


def canonical(name: str) -> dict[str, object]:
    found = check((EXAMPLES / name).read_text(encoding="utf-8")).canonical
    assert found is not None
    return found


PROCESS = process.compile_process(canonical("processes/windykacja/process.yaml"))
MENU = ivr.compile_ivr(canonical("graphs/fcc-103.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_example_has_no_problem_and_is_the_same_document_in_canonical_form(file: Path) -> None:
    checked = check(file.read_text(encoding="utf-8"))
    assert [found.code for found in checked.problems] == NOTED.get(file.name, [])
    assert checked.canonical is not None
    again = check(canonical_text(checked.canonical), checked.kind)
    assert (again.canonical, again.hash) == (checked.canonical, checked.hash)
    assert graph_hash(checked.canonical) == checked.hash


@pytest.mark.parametrize("kind", LANGUAGES)
def test_kind_has_a_schema_for_editors(kind: str) -> None:
    schema = json_schema(kind)
    assert schema["additionalProperties"] is False
    assert kind in schema["required"]


@pytest.mark.parametrize("name", ["windykacja", "sprzedaz", "serwis"])
def test_campaign_of_an_example_has_all_that_its_messages_show(name: str) -> None:
    folder = EXAMPLES / "processes" / name
    texts = [
        file.read_text(encoding="utf-8") for file in folder.glob("*.yaml") if file.name != "campaign.yaml"
    ]
    shown = {field for text in texts for field in re.findall(r"\brecord\.([a-z_]+)", text)}
    campaign = compile_campaign(canonical(f"processes/{name}/campaign.yaml"))
    assert shown <= set(campaign.fields)


@pytest.mark.feature("FCC-102")
def test_caller_in_hours_hears_the_greeting_and_queues_and_outside_is_hung_up() -> None:
    tree = ivr.compile_ivr(canonical("graphs/fcc-102.yaml"))
    monday = datetime(2026, 10, 26, 9, tzinfo=UTC)
    step = ivr.advance(tree, ivr.NEW_CALL, ivr.Begun(monday))
    assert step.cursor.node == "powitanie"
    step = ivr.advance(tree, step.cursor, ivr.BlockDone(monday, 1))
    assert step.effects == (ivr.EnterQueue("kolejka", None, timedelta(minutes=10)),)
    late = ivr.advance(tree, ivr.NEW_CALL, ivr.Begun(monday.replace(hour=23)))
    assert late.effects == (ivr.HangUp(1, "normal"),)


moments = st.timedeltas(timedelta(), timedelta(days=400)).map(lambda later: NOW + later)
keys = st.sampled_from(["2/obietnica/0", "3/obietnica/1", "2/rata-wplacona/0", "3/ugoda/0"])
case_events = st.one_of(
    st.builds(process.DialerOutcome, moments, st.sampled_from(Outcome), st.just("leg")),
    st.builds(process.Saved, moments, st.sampled_from([*PROCESS.nodes]), st.sampled_from(["a", "b"])),
    st.builds(process.Contacted, moments, st.sampled_from(["mail", "sms", "call"])),
    st.builds(process.EffectDone, moments, keys, st.booleans()),
    st.builds(process.Woken, moments),
)
call_events = st.one_of(
    st.builds(
        ivr.BlockDone, moments, st.integers(1, 6), st.booleans(), st.sampled_from(["", "1", "2", "3", "*"])
    ),
    st.builds(ivr.QueueLeft, moments, st.sampled_from(ivr.Reason)),
    st.builds(ivr.DialDone, moments, st.integers(1, 6), st.sampled_from(Outcome)),
    st.builds(ivr.TalkEnded, moments),
)


def played_case(events: list[process.Event], written: bool) -> list[process.Step]:
    """The steps of a case; `written` puts the cursor through JSON after each, as a restart does."""
    steps = [process.advance(PROCESS, process.NEW_CASE, process.Created(NOW), RULES)]
    for event in events:
        cursor = steps[-1].cursor
        if written:
            cursor = process.cursor_from_json(process.cursor_to_json(cursor))
        steps.append(process.advance(PROCESS, cursor, event, RULES))
    return steps


@given(st.lists(case_events, max_size=30))
def test_replayed_case_has_the_same_steps_and_keeps_its_promises(events: list[process.Event]) -> None:
    steps = played_case(events, written=False)
    assert played_case(events, written=True) == steps
    for before, after in pairwise(steps):
        waits = after.cursor.standing.lifecycle is Lifecycle.WAIT
        assert (after.cursor.due is None) == (after.cursor.closed or waits)
        assert before.cursor.number <= after.cursor.number <= before.cursor.number + 1
    sent = [effect.key for step in steps for effect in step.effects]
    assert len(sent) == len(set(sent))


@given(st.lists(st.tuples(st.sampled_from(Outcome), moments), min_size=1, max_size=30))
def test_nobody_is_dialled_again_at_once(outcomes: list[tuple[Outcome, datetime]]) -> None:
    for (_, now), step in zip(
        outcomes,
        played_case([process.DialerOutcome(now, what, "leg") for what, now in outcomes], False)[1:],
        strict=True,
    ):
        assert step.cursor.due is None or step.cursor.due.at >= now + timedelta(minutes=15)


def played_call(events: list[ivr.Event], written: bool) -> list[ivr.Step]:
    steps = [ivr.advance(MENU, ivr.NEW_CALL, ivr.Begun(NOW + timedelta(days=2)))]
    for event in events:
        cursor = steps[-1].cursor
        if written:
            cursor = ivr.cursor_from_json(ivr.cursor_to_json(cursor))
        steps.append(ivr.advance(MENU, cursor, event))
    return steps


@given(st.lists(call_events, max_size=30))
def test_replayed_call_has_the_same_steps_and_numbers_that_only_grow(events: list[ivr.Event]) -> None:
    steps = played_call(events, written=False)
    assert played_call(events, written=True) == steps
    numbers = [
        effect.number for step in steps for effect in step.effects if not isinstance(effect, ivr.EnterQueue)
    ]
    assert numbers == sorted(set(numbers))
