"""Trees that enter other trees: what is found at the upload, and how a call walks through the whole."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from graph_documents import codes, errors, sound, tree

from graphs import Known, check
from graphs.changes import changes
from graphs.ivr import (
    NEW_CALL,
    Begun,
    BlockDone,
    HangUp,
    RunBlock,
    advance,
    compile_ivr,
    cursor_from_json,
    cursor_to_json,
    prompt_hash,
)
from graphs.known import Tree

NOW = datetime(2026, 10, 26, 9, tzinfo=UTC)  # Monday, ten o'clock in Warsaw
SAY = {"block": "announcement", "say": "x", "next": "end"}
MENU: dict[str, Any] = {"block": "menu", "say": "?", "keys": {"1": "yes", "2": "no"}, "no_input": "no"}
BACK = {"block": "return"}
REFUSED = {"block": "return", "exit": "refused"}
ENTER: dict[str, Any] = {"block": "subtree", "tree": "consent", "next": "end", "exits": {"refused": "end"}}
CONSENT = {"ask": MENU, "yes": BACK, "no": REFUSED}


def named(name: str, blocks: dict[str, Any], **fields: Any) -> str:
    """A tree of exactly these blocks."""
    return json.dumps({"ivr": name, **fields, "blocks": blocks})


def published(known: Known, text: str) -> Known:
    """What is known once the text is published."""
    found = sound(text, known)
    name, tree = found.name or "", Tree(found.hash or "", found.canonical or {})
    trees = {**known.trees, name: tree}
    return Known(ivrs=set(trees), trees=trees)


NOTHING = Known(ivrs=set())
KNOWN = published(NOTHING, named("consent", CONSENT))


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (ENTER | {"tree": "consnt"}, ("ivr_unknown", "first", "tree")),
        (ENTER | {"exits": {"refused": "end", "lost": "end"}}, ("exit_unknown", "first", "exits.lost")),
        (ENTER | {"exits": {}}, ("exit_open", "first", None)),
        ({"block": "subtree", "tree": "consent", "exits": ENTER["exits"]}, ("exit_open", "first", None)),
        (ENTER | {"next": "gone"}, ("target_unknown", "first", "next")),
        (ENTER | {"exits": {"refused": "gone"}}, ("target_unknown", "first", "exits.refused")),
        (ENTER | {"tree": "i"}, ("trees_in_circle", "first", "tree")),
        (ENTER | {"retries": 2}, ("unknown_field", "first", "retries")),
    ],
)
def test_problem_of_entering_is_found_at_its_place(broken: dict[str, Any], expected: tuple[str, ...]):
    assert errors(tree(first=broken), KNOWN) == [expected]
    sound(tree(first=ENTER), KNOWN)


def test_problem_names_the_nearest_tree_and_the_exits_in_both_languages():
    text = """ivr: i
blocks:
  first:
    block: subtree
    tree: consnt
    next: end
  second: {block: subtree, tree: consent, next: end, exits: {refusd: end, refused: end}}
  end: {block: hang_up}
"""
    text = text.replace("next: end\n", "next: second\n", 1)
    unknown, exit_ = check(text, known=KNOWN).problems
    assert (unknown.line, unknown.column) == (5, 11)
    assert "Did you mean `consent`?" in unknown.message
    assert (exit_.line, exit_.node, exit_.field) == (7, "second", "exits.refusd")
    assert "Did you mean `refused`? Its exits: next, refused." in exit_.message
    assert "Czy chodziło o `refused`?" in exit_.message_pl


def test_tree_that_comes_back_to_itself_is_refused_with_the_shortest_way():
    known = published(NOTHING, named("a", {"end": BACK}))
    known = published(
        known, named("c", {"in": {"block": "subtree", "tree": "a", "next": "end"}, "end": BACK})
    )
    known = published(
        known, named("b", {"in": {"block": "subtree", "tree": "c", "next": "end"}, "end": BACK})
    )
    both = {
        "long": {"block": "subtree", "tree": "b", "next": "short"},
        "short": {"block": "subtree", "tree": "c", "next": "end"},
        "end": BACK,
    }
    [problem] = check(named("a", both), known=known).problems
    assert (problem.code, problem.node, problem.path) == ("trees_in_circle", "long", ("a", "b", "c", "a"))
    assert "a → b → c → a" in problem.message_pl
    del both["long"]
    [problem] = check(named("a", both), known=known).problems
    assert problem.path == ("a", "c", "a")


def test_ninth_tree_inside_another_is_too_deep():
    known = published(NOTHING, named("t8", {"end": BACK}))
    for level in range(7, 0, -1):
        inner = {"in": {"block": "subtree", "tree": f"t{level + 1}", "next": "end"}, "end": BACK}
        known = published(known, named(f"t{level}", inner))
    [problem] = check(named("t0", inner | {"in": inner["in"] | {"tree": "t1"}}), known=known).problems
    assert (problem.code, len(problem.path)) == ("trees_too_deep", 9)


def test_blocks_of_the_whole_are_counted():
    many = {f"b{number}": SAY | {"next": f"b{number + 1}"} for number in range(997)} | {"b997": BACK}
    known = published(NOTHING, named("many", many))
    enter = {"block": "subtree", "tree": "many"}
    twice = {"first": enter | {"next": "second"}, "second": enter | {"next": "third"}}
    sound(tree(**twice, third={"block": "jump", "to": "end"}), known)
    more = {"third": SAY | {"next": "fourth"}, "fourth": SAY}
    [problem] = check(tree(**twice, **more), known=known).problems
    assert problem.code == "whole_too_many"
    assert "2001" in problem.message


def test_texts_of_the_whole_are_limited_too():
    long = {f"b{number}": SAY | {"say": "x" * 2_000, "next": f"b{number + 1}"} for number in range(150)}
    known = published(NOTHING, named("long", long | {"b150": BACK}))
    enter = {"block": "subtree", "tree": "long"}
    many = {f"e{number}": enter | {"next": f"e{number + 1}"} for number in range(4)}
    assert codes(named("i", many | {"e4": BACK}), known) == ["whole_too_large"]
    sound(named("i", many | {"e3": BACK}), known)


def test_menu_that_only_the_whole_cannot_leave_is_refused_with_the_way_through_it():
    text = tree(first=ENTER | {"next": "first", "exits": {"refused": "first"}}, end=SAY | {"next": "first"})
    found = {problem.code: problem for problem in check(text, known=KNOWN).problems}
    assert set(found) == {"menu_without_exit", "menu_loop_without_input", "node_unreachable"}
    trap, loop = found["menu_without_exit"], found["menu_loop_without_input"]
    assert (trap.node, trap.path) == ("first", ("first/ask",))
    assert loop.path == ("first", "first/ask", "first/no", "first")


def test_queue_that_no_hours_of_the_whole_lead_to_is_refused_unless_zones_differ():
    hours = {"block": "availability", "within": "queue", "outside": "closed"}
    rest = {"queue": {"block": "queue", "timeout": "back"}, "back": BACK, "closed": SAY | {"next": "back"}}
    weekend = hours | {"open": [{"days": "sat-sun", "hours": "08:00-16:00"}]}
    known = published(NOTHING, named("weekend", {"hours": weekend, **rest}))
    known = published(known, named("far", {"hours": weekend, **rest}, zone="Asia/Tokyo"))
    work = hours | {"open": [{"days": "mon-fri", "hours": "08:00-16:00"}], "within": "in"}
    enter = {"block": "subtree", "tree": "weekend", "next": "end"}
    closed = SAY | {"next": "end"}
    [problem] = check(tree(**{"first": work, "in": enter, "closed": closed}), known=known).problems
    assert (problem.code, problem.node) == ("queue_never_open", "in")
    assert problem.path == ("first", "in", "in/hours", "in/queue")
    sound(tree(**{"first": work, "in": enter | {"tree": "far"}, "closed": closed}), known)


def test_notice_about_a_sub_tree_alone_is_not_told_again():
    mute = {"block": "availability", "open": [{"days": "mon", "hours": "08:00-16:00"}]}
    blocks = {"hours": mute | {"within": "back", "outside": "end"}, "back": BACK, "end": {"block": "hang_up"}}
    known = published(NOTHING, named("mute", blocks))
    assert [problem.code for problem in check(named("mute", blocks), known=known).problems] == [
        "silent_hang_up"
    ]
    assert check(tree(first={"block": "subtree", "tree": "mute", "next": "end"}), known=known).problems == ()


def test_call_goes_through_a_tree_in_its_voice_and_hours_and_comes_back_by_its_exits():
    known = published(NOTHING, named("consent", CONSENT, language="en"))
    text = tree(
        first=ENTER | {"next": "again", "exits": {"refused": "sorry"}},
        again=ENTER,
        sorry=SAY | {"say": "sorry"},
    )
    ivr = compile_ivr(sound(text, known).canonical or {})
    asked = advance(ivr, NEW_CALL, Begun(NOW))
    [order] = asked.effects
    assert isinstance(order, RunBlock)
    assert (order.node, order.prompts) == ("first/ask", (prompt_hash("?", "en"),))
    again = advance(ivr, cursor_from_json(cursor_to_json(asked.cursor)), BlockDone(NOW, 1, True, "1"))
    assert again.cursor.node == "again/ask"
    assert advance(ivr, again.cursor, BlockDone(NOW, 2, True, "1")).effects == (HangUp(3, "normal"),)
    refused = advance(ivr, asked.cursor, BlockDone(NOW, 1, True, "2"))
    assert refused.cursor.node == "sorry"
    assert {prompt.voice for prompt in ivr.prompts} == {"en", "pl"}


def test_tree_keeps_the_version_that_it_was_published_with():
    text = tree(first=ENTER)
    before = sound(text, KNOWN)
    later = published(KNOWN, named("consent", {**CONSENT, "ask": MENU | {"say": "Well?"}}))
    after = sound(text, later)
    assert before.hash != after.hash
    assert before.canonical is not None
    [prompt] = compile_ivr(before.canonical).prompts
    assert prompt.text == "?"
    [change] = changes("ivr", before.canonical, after.canonical or {})
    assert (change.node, change.field) == ("first", "pinned")


def test_return_from_a_tree_that_nobody_entered_ends_the_call():
    ivr = compile_ivr(sound(named("consent", CONSENT)).canonical or {})
    asked = advance(ivr, NEW_CALL, Begun(NOW))
    assert advance(ivr, asked.cursor, BlockDone(NOW, 1, True, "1")).effects == (HangUp(2, "normal"),)


def test_tree_whose_sub_tree_nobody_has_told_is_sound_but_cannot_run():
    canonical = sound(tree(first=ENTER)).canonical or {}
    with pytest.raises(ValueError, match="consent"):
        compile_ivr(canonical)
