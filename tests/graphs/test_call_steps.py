"""How events move a call through its tree."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from graph_documents import sound, tree

from domain.outcomes import Outcome
from graphs.ivr import (
    MOST_VISITS,
    NEW_CALL,
    Answer,
    Begun,
    BlockDone,
    Cursor,
    DialDone,
    DialOut,
    EnterQueue,
    Event,
    HangUp,
    HungUp,
    Ivr,
    PromptText,
    QueueLeft,
    Reason,
    RunBlock,
    Step,
    TalkEnded,
    Waits,
    advance,
    compile_ivr,
    cursor_from_json,
    cursor_to_json,
    prompt_hash,
)

NOW = datetime(2026, 10, 26, 9, tzinfo=UTC)  # Monday, ten o'clock in Warsaw
HELLO = prompt_hash("x", "pl")
SAY = {"block": "announcement", "say": "x", "next": "end"}
MENU: dict[str, Any] = {
    "block": "menu",
    "say": "x",
    "keys": {"1": "queue", "#": "end"},
    "no_input": "end",
    "wrong": "sorry",
    "retries": 1,
}
QUEUE = {"block": "queue", "max_wait": "5min", "timeout": "end", "no_agents": "first"}
DIAL = {"block": "dial", "number": "+48221234567", "failed": "end", "busy": "first"}


class Call:
    """A call that goes through events in one tree."""

    def __init__(self, **blocks: dict[str, Any]) -> None:
        canonical = sound(tree(**blocks)).canonical
        assert canonical is not None
        self.ivr: Ivr = compile_ivr(canonical)
        self.cursor: Cursor = NEW_CALL

    def then(self, event: Event) -> Step:
        step = advance(self.ivr, self.cursor, event)
        self.cursor = step.cursor
        return step

    def begin(self) -> Step:
        return self.then(Begun(NOW))

    def heard(self, keys: str = "", ok: bool = True) -> Step:
        return self.then(BlockDone(NOW, self.cursor.number, ok, keys))


def test_first_sound_answers_and_the_next_does_not() -> None:
    call = Call(first=SAY | {"next": "second"}, second=SAY)
    assert call.begin().effects == (RunBlock(1, "first", (HELLO,), 0, timedelta(), answer=True),)
    assert call.heard().effects == (RunBlock(2, "second", (HELLO,), 0, timedelta(), answer=False),)
    assert call.heard(ok=False).effects == (HangUp(3, "normal"),)
    assert call.cursor.finished


def test_written_answer_is_the_same_as_the_implied_one() -> None:
    call = Call(first={"block": "answer", "next": "second"}, second=SAY)
    assert call.begin().effects == (RunBlock(1, "second", (HELLO,), 0, timedelta(), answer=True),)


def test_queue_without_a_sound_before_is_answered_by_a_command() -> None:
    call = Call(first=QUEUE | {"no_agents": "end"})
    step = call.begin()
    assert step.effects == (Answer(1), EnterQueue("first", None, timedelta(minutes=5)))
    assert step.wake_at == NOW + timedelta(minutes=5)
    assert call.then(QueueLeft(NOW, Reason.TIMEOUT)).effects == (HangUp(2, "normal"),)


def test_jump_leads_back() -> None:
    call = Call(
        first=MENU | {"wrong": "end"},
        queue=QUEUE | {"timeout": "back"},
        back={"block": "jump", "to": "first"},
    )
    call.begin()
    call.heard("1")
    assert call.then(QueueLeft(NOW, Reason.TIMEOUT)).cursor.node == "first"


def test_key_leads_on_its_way() -> None:
    call = Call(first=MENU, queue=QUEUE, sorry=SAY)
    assert call.begin().effects == (RunBlock(1, "first", (HELLO,), 1, timedelta(seconds=5), answer=True),)
    assert call.heard("1").effects == (EnterQueue("queue", None, timedelta(minutes=5)),)
    assert call.then(QueueLeft(NOW, Reason.NO_AGENTS)).cursor.node == "first"


@pytest.mark.parametrize(
    ("results", "node"),
    [(["", ""], "end"), (["9", ""], "end"), (["", "9"], "sorry"), (["9", "#"], "end"), (["", "1"], "queue")],
)
def test_menu_is_repeated_and_then_left(results: list[str], node: str) -> None:
    call = Call(first=MENU, queue=QUEUE, sorry=SAY)
    call.begin()
    for keys in results:
        assert call.cursor.node == "first"
        call.heard(keys)
    assert call.cursor.node == node
    assert call.cursor.tries == 0 or node == "first"


def test_menu_that_could_not_be_played_is_one_without_a_key() -> None:
    call = Call(first=MENU | {"retries": 0}, queue=QUEUE, sorry=SAY)
    call.begin()
    assert call.heard("1", ok=False).effects == (HangUp(2, "normal"),)


def test_dial_rings_its_number_which_stands_in_no_effect() -> None:
    call = Call(first=SAY | {"next": "out"}, out=DIAL)
    call.begin()
    assert call.heard().effects == (DialOut(2, "out", timedelta(seconds=30)),)
    assert call.ivr.dial_number("out") == "+48221234567"
    with pytest.raises(KeyError):
        call.ivr.dial_number("first")
    answered = call.then(DialDone(NOW, 2, Outcome.ANSWERED))
    assert (answered.effects, answered.cursor.waits) == ((), Waits.TALK)
    assert call.then(TalkEnded(NOW)).effects == (HangUp(3, "normal"),)


@pytest.mark.parametrize(("outcome", "node"), [(Outcome.BUSY, "first"), (Outcome.NO_ANSWER, "end")])
def test_dial_that_failed_goes_its_way(outcome: Outcome, node: str) -> None:
    call = Call(first=SAY | {"next": "out"}, out=DIAL)
    call.begin()
    call.heard()
    assert call.then(DialDone(NOW, 2, outcome)).cursor.node == node


def test_dial_as_first_block_answers_first() -> None:
    call = Call(first=DIAL | {"busy": "end"})
    assert call.begin().effects == (Answer(1), DialOut(2, "first", timedelta(seconds=30)))


def test_end_of_the_talk_with_an_agent_ends_the_call() -> None:
    call = Call(first=QUEUE | {"no_agents": "end"})
    call.begin()
    assert call.then(TalkEnded(NOW)).effects == (HangUp(2, "normal"),)


def test_late_and_repeated_events_change_nothing() -> None:
    call = Call(first=MENU, queue=QUEUE, sorry=SAY)
    assert call.then(TalkEnded(NOW)).cursor is NEW_CALL
    asked = call.begin().cursor
    for event in (
        Begun(NOW),
        BlockDone(NOW, 0, ok=True, keys="1"),
        QueueLeft(NOW, Reason.TIMEOUT),
        DialDone(NOW, 1, Outcome.BUSY),
        TalkEnded(NOW),
    ):
        assert call.then(event).cursor is asked
    call.heard("1")
    queued = call.cursor
    assert call.then(BlockDone(NOW, queued.number, ok=True, keys="1")).cursor is queued


def test_hang_up_of_the_caller_ends_all() -> None:
    call = Call(first=SAY)
    call.begin()
    ended = call.then(HungUp(NOW))
    assert (ended.effects, ended.cursor.finished) == ((), True)
    assert call.then(BlockDone(NOW, 1)).effects == ()


def test_call_that_goes_round_for_ever_is_ended() -> None:
    call = Call(first=MENU | {"keys": {"1": "first", "2": "end"}, "wrong": "first", "retries": 1})
    call.begin()
    steps = [call.heard("1" if number % 3 else "9") for number in range(MOST_VISITS)]
    assert steps[-1].effects == (HangUp(MOST_VISITS + 1, "loop_limit"),)
    assert (steps[-1].cursor.finished, steps[-2].cursor.finished) == (True, False)


def test_repetitions_count_for_the_limit_too() -> None:
    call = Call(first=MENU | {"keys": {"1": "first", "2": "end"}, "wrong": "end", "retries": 1})
    call.begin()
    last = [call.heard("9" if number % 2 == 0 else "1") for number in range(MOST_VISITS)][-1]
    assert last.effects == (HangUp(MOST_VISITS + 1, "loop_limit"),)


OPENINGS = [{"days": "mon-fri", "hours": "08:00-16:00"}, {"days": "sun", "hours": "20:00-24:00"}]
EXEMPTIONS = [
    {"date": "2026-10-27", "available": False},
    {"date": "2026-10-28", "hours": "10:00-12:00", "available": False},
    {"date": "2026-10-29", "hours": "10:00-12:00", "available": True},
]


@pytest.mark.parametrize(
    ("wall", "open_"),
    [
        ("26T07:00", True),
        ("26T06:59", False),
        ("26T15:00", False),
        ("27T09:00", False),
        ("28T08:59", True),
        ("28T09:00", False),
        ("28T11:00", True),
        ("29T08:00", False),
        ("29T09:00", True),
        ("25T22:59", True),
        ("25T23:00", False),
    ],
)
def test_hours_and_their_exceptions_hold_in_the_zone_of_the_document(wall: str, open_: bool) -> None:
    hours = {
        "block": "availability",
        "open": OPENINGS,
        "except": EXEMPTIONS,
        "within": "in",
        "outside": "end",
    }
    call = Call(**{"first": hours, "in": QUEUE | {"no_agents": "end"}})
    now = datetime.fromisoformat(f"2026-10-{wall}").replace(tzinfo=UTC)
    assert call.then(Begun(now)).cursor.node == ("in" if open_ else "end")


def test_texts_are_listed_once_with_their_voice() -> None:
    played = {"block": "announcement", "play": "gong", "next": "end"}
    call = Call(
        first=SAY | {"next": "b"}, b=SAY | {"next": "c"}, c=SAY | {"voice": "en", "next": "d"}, d=played
    )
    assert call.ivr.prompts == (PromptText(HELLO, "x", "pl"), PromptText(prompt_hash("x", "en"), "x", "en"))
    call.begin()
    call.heard()
    call.heard()
    [gong] = call.heard().effects
    assert isinstance(gong, RunBlock)
    assert gong.prompts == ("play:gong",)


def test_cursor_survives_being_written() -> None:
    call = Call(first=MENU, queue=QUEUE, sorry=SAY)
    call.begin()
    call.heard("9")
    assert cursor_from_json(cursor_to_json(call.cursor)) == call.cursor
    assert cursor_from_json({}) is NEW_CALL
