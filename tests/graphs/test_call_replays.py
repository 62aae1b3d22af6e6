"""The way of a past call, from the orders that the switch was given: on its own tree and on another one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from graph_documents import sound, tree

from domain.calls import CommandKind, CommandResult
from domain.outcomes import OfferOutcome, Outcome
from graphs.ivr import (
    Answer,
    Begun,
    BlockDone,
    DialDone,
    Event,
    HangUp,
    HungUp,
    Ivr,
    QueueLeft,
    Reason,
    TalkEnded,
    compile_ivr,
    prompt_hash,
)
from graphs.ivr.document import IvrDocument
from graphs.ivr.replay import Astray, CallReplay, Ordered, retrace, retrace_on
from graphs.ivr.telling import astray_words, effect_words, event_words
from graphs.ivr.whole import Whole, whole

NOW = datetime(2026, 10, 26, 9, tzinfo=UTC)
BLOCKS: dict[str, Any] = {
    "first": {"block": "menu", "say": "?", "keys": {"1": "queue", "2": "out"}, "no_input": "bye"},
    "queue": {"block": "queue", "max_wait": "1min", "timeout": "bye"},
    "out": {"block": "dial", "number": "+48221234567", "failed": "bye", "busy": "queue"},
    "bye": {"block": "announcement", "say": "x", "next": "end"},
}


def laid(**blocks: Any) -> tuple[Ivr, Whole]:
    canonical = sound(tree(**{**BLOCKS, **blocks})).canonical
    assert canonical is not None
    return compile_ivr(canonical), whole(IvrDocument.model_validate(canonical))


def order(kind: CommandKind, after: int, status: str = "ok", text: str = "", **result: Any) -> Ordered:
    """An order of the fifth second before `after`, which ended then; `said` is what was played."""
    at = NOW + timedelta(seconds=after)
    prompts = (prompt_hash(text, "pl"),) if text else ()
    return Ordered(kind, at - timedelta(seconds=5), prompts, CommandResult(status, **result), at)


READ, CONNECT, DIAL, ANSWER, HANG_UP = (
    *(CommandKind.READ, CommandKind.CONNECT, CommandKind.DIAL),
    *(CommandKind.ANSWER, CommandKind.HANG_UP),
)
PRESSED_1 = order(READ, 10, text="?", keys="1")
PRESSED_2 = order(READ, 10, text="?", keys="2")
BYE = order(READ, 90, text="x")
ENDED = order(HANG_UP, 95)


def nodes(replayed: CallReplay) -> list[str]:
    return [step.node for step in replayed.steps]


@pytest.mark.parametrize(
    ("orders", "way", "last"),
    [
        (
            (PRESSED_1, order(CONNECT, 40, offer=OfferOutcome.ANSWERED), ENDED),
            ["first", "queue", "queue"],
            TalkEnded,
        ),
        (
            (PRESSED_1, order(CONNECT, 40, "hung_up", offer=OfferOutcome.ANSWERED)),
            ["first", "queue"],
            BlockDone,
        ),
        (
            (PRESSED_1, order(CONNECT, 40, "failed", offer=OfferOutcome.EXPIRED), BYE, ENDED),
            ["first", "queue", "bye", "end"],
            BlockDone,
        ),
        ((PRESSED_1, order(HANG_UP, 30)), ["first", "queue"], BlockDone),
        ((PRESSED_1,), ["first", "queue"], BlockDone),
        ((PRESSED_2, order(DIAL, 40), ENDED), ["first", "out", "out"], TalkEnded),
        ((PRESSED_2, order(DIAL, 40, "hung_up")), ["first", "out"], BlockDone),
        ((PRESSED_2, order(DIAL, 40, "failed", outcome="busy")), ["first", "out", "queue"], DialDone),
        ((PRESSED_2, order(DIAL, 85, "failed"), BYE, ENDED), ["first", "out", "bye", "end"], BlockDone),
        ((order(READ, 10, "hung_up", text="?"),), ["first"], Begun),
        ((order(HANG_UP, 10),), ["first"], Begun),
        ((), ["first"], Begun),
    ],
)
def test_call_is_walked_by_what_its_orders_ended_with(
    orders: tuple[Ordered, ...], way: list[str], last: type[Event]
):
    replayed = retrace(*laid(), NOW, orders)
    assert (nodes(replayed), replayed.astray) == (way, None)
    assert isinstance(replayed.steps[-1].event, last)


def test_call_that_is_answered_for_a_queue_is_walked_too():
    queue = {"block": "queue", "max_wait": "1min", "timeout": "end"}
    ivr = tree(first=queue)
    canonical = sound(ivr).canonical or {}
    pair = compile_ivr(canonical), whole(IvrDocument.model_validate(canonical))
    connected = order(CONNECT, 40, offer=OfferOutcome.ANSWERED)
    replayed = retrace(*pair, NOW, (order(ANSWER, 6), connected, order(HANG_UP, 60)))
    assert nodes(replayed) == ["first", "first"]
    assert replayed.steps[-1].effects


def test_order_that_fits_no_block_ends_the_replay_and_says_so():
    replayed = retrace(*laid(), NOW, (order(READ, 10, text="other", keys="1"),))
    assert replayed.astray == Astray("first")
    assert "does not fit `first`" in astray_words(replayed.astray).en


def test_same_keys_on_another_tree_show_where_it_leads_elsewhere():
    replayed = retrace(*laid(), NOW, (PRESSED_2, order(DIAL, 85, "failed", outcome="busy"), BYE))
    assert nodes(replayed) == ["first", "out", "queue"]
    assert retrace_on(*laid(), replayed) == replayed
    other = retrace_on(*laid(out={**BLOCKS["out"], "busy": "bye"}), replayed)
    assert other.astray == Astray("bye", "queue")
    assert other.steps[-1].way[0].exit == "busy"
    assert "teraz do `bye`; wtedy trafiła do `queue`" in astray_words(other.astray).pl


@pytest.mark.parametrize(
    ("event", "en"),
    [
        (Begun(NOW), "the call began"),
        (BlockDone(NOW, 1, keys="1"), "the caller pressed 1"),
        (BlockDone(NOW, 1), "it was played, and no key came"),
        (BlockDone(NOW, 1, ok=False), "it could not be played"),
        (QueueLeft(NOW, Reason.TIMEOUT), "the wait in the queue was over"),
        (DialDone(NOW, 1, Outcome.BUSY), "the dialled number: busy"),
        (TalkEnded(NOW), "the talk ended"),
        (HungUp(NOW), "the caller hung up"),
    ],
)
def test_every_event_of_a_call_has_its_words(event: Event, en: str):
    assert event_words(event).en == en


def test_answer_of_its_own_and_an_end_by_too_many_blocks_have_their_words():
    ivr, _ = laid()
    assert effect_words(ivr, Answer(1)).pl == "Rozmowa zostaje odebrana."
    assert "too many blocks" in effect_words(ivr, HangUp(1, "loop_limit")).en
