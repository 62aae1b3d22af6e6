"""Whatever a sound process says and whatever happens, a case keeps the promises of the interpreter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from graph_documents import process, sound
from hypothesis import given, settings
from hypothesis import strategies as st
from random_processes import MOST, NOW, happening, sound_process

from domain.qualifiers import Lifecycle
from graphs.conditions import Answers
from graphs.process import (
    NEW_CASE,
    Created,
    Cursor,
    EffectDone,
    Event,
    Process,
    Rules,
    Saved,
    Step,
    Woken,
    advance,
    compile_process,
    cursor_from_json,
    cursor_to_json,
)
from graphs.process.replay import Told, replay

GAPS = (timedelta(0), timedelta(seconds=1), timedelta(minutes=10), timedelta(hours=2), timedelta(days=3))
Happened = tuple[Event, Answers]


@dataclass
class Life:
    """A case as it went: what happened with what it was answered, and the step of each."""

    process: Process
    happened: list[Happened] = field(default_factory=list[Happened])
    steps: list[Step] = field(default_factory=list[Step])

    @property
    def rules(self) -> Rules:
        owners = {status: f"id-{name}" for status, name in self.process.owner_names.items()}
        return Rules("Europe/Warsaw", timedelta(hours=1), owners)

    @property
    def cursor(self) -> Cursor:
        return self.steps[-1].cursor if self.steps else NEW_CASE

    @property
    def keys(self) -> list[str]:
        return [effect.key for step in self.steps for effect in step.effects]

    def live(self, event: Event, facts: Answers) -> None:
        self.happened.append((event, facts))
        self.steps.append(advance(self.process, self.cursor, event, self.rules, facts))

    def again(self, *, written: bool) -> list[Step]:
        """The steps of the same events once more; `written` puts the cursor through JSON before each."""
        steps: list[Step] = []
        cursor = NEW_CASE
        for event, facts in self.happened:
            before = cursor_from_json(cursor_to_json(cursor)) if written else cursor
            steps.append(advance(self.process, before, event, self.rules, facts))
            cursor = steps[-1].cursor
        return steps

    def moves(self) -> Iterator[tuple[Cursor, Step]]:
        """Each step with the cursor before it."""
        return ((before.cursor, after) for before, after in pairwise(self.steps))


def lived(number: int, happened: list[tuple[timedelta, int]]) -> Life:
    life, now = Life(sound_process(number)), NOW
    life.live(Created(now, number % 2 == 0), Answers({}))
    for gap, choices in happened:
        now += gap
        life.live(*happening(life.process, life.keys, now, choices))
    return life


lives = st.builds(
    lived,
    st.integers(0, MOST - 1),
    st.lists(st.tuples(st.sampled_from(GAPS), st.integers(0, 10**9)), max_size=25),
)
"""A random sound process, and up to 25 things that happen to a case of it."""


@settings(max_examples=200, deadline=None)
@given(lives)
def test_replayed_case_has_the_same_cursors_effects_and_rows_also_after_restarts(life: Life) -> None:
    assert life.again(written=False) == life.steps
    assert life.again(written=True) == life.steps
    for step in life.steps:
        assert cursor_from_json(cursor_to_json(step.cursor)) == step.cursor
        assert step.wake_at == step.cursor.wake_at
    for before, step in life.moves():
        assert before.number <= step.cursor.number <= before.number + 1
        assert step.cursor.number > before.number or step == Step(
            before, (), (), before.wake_at, step.refusal
        )


def kept(life: Life) -> Iterator[Told]:
    """What the database keeps of a life: no save that was refused, no wake that moved nothing."""
    kinds = {effect.key: effect.kind for step in life.steps for effect in step.effects}
    for (event, _), step in zip(life.happened, life.steps, strict=True):
        if step.rows or not isinstance(event, Saved | Woken):
            kind = kinds.get(event.key, "") if isinstance(event, EffectDone) else ""
            yield Told(event.now, "x", event, step.rows, kind, step=step.cursor.number if step.rows else 0)


@settings(max_examples=200, deadline=None)
@given(lives)
def test_what_is_kept_of_a_case_replays_to_the_same_rows_whatever_its_conditions_were(life: Life) -> None:
    told = tuple(kept(life))
    again = replay(life.process, told, life.rules)
    assert again.divergence is None
    assert [played.rows for played in again.played] == [one.rows for one in told]


@settings(max_examples=200, deadline=None)
@given(lives)
def test_closed_case_never_moves_and_orders_only_what_was_kept(life: Life) -> None:
    for before, step in life.moves():
        if before.closed:
            assert (step.cursor.status, step.cursor.due, step.rows) == (before.status, None, ())
            assert {effect.key for effect in step.effects} <= {
                waiting.key for waiting in before.standing.pending if waiting.keep
            }
            assert step.cursor.standing.credited == before.standing.credited


@settings(max_examples=200, deadline=None)
@given(lives)
def test_success_is_credited_once_until_it_is_revoked_and_every_key_is_used_once(life: Life) -> None:
    for before, step in life.moves():
        had, has = before.standing.credited, step.cursor.standing.credited
        assert has == had or None in (had, has)
    assert len(life.keys) == len(set(life.keys))


@settings(max_examples=200, deadline=None)
@given(lives)
def test_counters_are_bounded_and_nobody_stays_where_the_limit_is_passed(life: Life) -> None:
    for before, step in life.moves():
        counters, node = step.cursor.standing.counters, life.process.nodes[step.cursor.status]
        entered = [row.status for row in step.rows]
        for status, number in counters.items():
            assert life.process.nodes[status].limit
            assert number - before.standing.counters.get(status, 0) <= entered.count(status) <= 1
        if node.limit and node.name in entered:
            assert counters[node.name] <= node.limit


@settings(max_examples=200, deadline=None)
@given(lives)
def test_case_that_is_not_closed_is_due_or_wakes_or_awaits_an_effect(life: Life) -> None:
    """A status that keeps the qualifier goes on with the wait of the one before, which nothing of its own ends."""
    ordered: set[str] = set()
    for (event, _), step in zip(life.happened, life.steps, strict=True):
        ordered |= {effect.key for effect in step.effects}
        if isinstance(event, EffectDone):
            ordered.discard(event.key)
        cursor = step.cursor
        if cursor.closed or cursor.due is not None or cursor.wake_at is not None:
            continue
        assert cursor.standing.lifecycle is Lifecycle.WAIT
        assert cursor.standing.wait is not None
        number, status = cursor.standing.wait
        assert any(key.startswith(f"{number}/{status}/") for key in ordered), cursor


@settings(max_examples=200, deadline=None)
@given(lives, st.integers(1, 400))
def test_woken_case_comes_to_rest(life: Life, days: int) -> None:
    """After every time that was waited for, nothing waits any more that is over."""
    now = life.happened[-1][0].now + timedelta(days=days)
    cursor, woken = life.cursor, 0
    while cursor.wake_at is not None and cursor.wake_at <= now:
        at: datetime = max(cursor.wake_at, life.happened[-1][0].now)
        woken += 1
        if woken > 200:  # a loop through time-outs, each of which waits: sound, and endless by design
            break
        before = cursor
        cursor = advance(life.process, cursor, Woken(at), life.rules).cursor
        assert cursor is not before


def test_wait_whose_term_leads_back_through_a_counter_has_a_limit_again() -> None:
    counted = {
        "counter": {"limit": 1, "then": "wait"},
        "qualifier": "callback-public-relative",
        "after": "1h",
    }
    wait = {"qualifier": "waiting", "on_time": [{"after": "3d", "then": "again"}]}
    text = process(start={"initial": True, "on_mail": "again"}, again=counted, wait=wait)
    canonical = sound(text).canonical
    assert canonical is not None
    graph, rules = compile_process(canonical), Rules("Europe/Warsaw", timedelta(hours=1))
    cursor = advance(graph, NEW_CASE, Created(NOW), rules).cursor
    for status in ("again", "wait"):
        cursor = advance(graph, cursor, Saved(NOW, status, "jan"), rules).cursor
    step = advance(graph, cursor, Woken(NOW + timedelta(days=3, hours=1)), rules)
    assert [row.edge for row in step.rows] == ["on_time.0", "counter"]
    assert (step.cursor.status, step.wake_at) == ("wait", NOW + timedelta(days=6, hours=1))
