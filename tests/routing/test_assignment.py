"""Knows how waiting calls and free seats find each other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import AgentId, EntryId, SeatId
from routing.assignment import assign
from routing.desk import Desk, FreeSeat, Mode, Place, Waiting, WaitLevel
from routing.pacing import DialMode, pace
from routing.priority import base_priority, priority

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def waiting(name: str, queue: str = "q", waited: float = 10, **more: object) -> Waiting:
    return replace(Waiting(EntryId(name), queue, ago(waited)), **more)


def seat(name: str, idle: float = 60, *places: Place) -> FreeSeat:
    return FreeSeat(SeatId(name), AgentId(f"agent-{name}"), ago(idle), places or (Place("q"),))


def pairs(entries: list[Waiting], seats: list[FreeSeat]) -> list[tuple[str, str]]:
    return [(offer.entry_id, offer.seat_id) for offer in assign(Desk(tuple(entries), tuple(seats)), NOW)]


def test_a_call_goes_to_the_seat_that_has_been_idle_longest():
    assert pairs([waiting("call")], [seat("a", 5), seat("b", 50), seat("c", 20)]) == [("call", "b")]


def test_an_offer_names_the_agent_of_the_seat():
    (offer,) = assign(Desk((waiting("call"),), (seat("a"),)), NOW)
    assert offer.agent_id == "agent-a"


def test_the_older_of_two_equal_calls_is_served_first():
    assert pairs([waiting("young", waited=5), waiting("old", waited=9)], [seat("a")]) == [("old", "a")]


def test_calls_and_seats_of_the_same_age_go_by_id():
    entries, seats = [waiting("y"), waiting("x")], [seat("b"), seat("a")]
    assert pairs(entries, seats) == [("x", "a"), ("y", "b")]


def test_a_call_with_a_higher_base_priority_overtakes_an_older_one():
    entries = [waiting("old", waited=99), waiting("vip", waited=1, base_priority=5)]
    assert pairs(entries, [seat("a")]) == [("vip", "a")]


def test_the_ivr_lifts_and_lowers_a_call():
    entries = [
        waiting("old", waited=99, delta=-1),
        waiting("new", waited=1),
        waiting("lifted", waited=2, delta=100),
    ]
    assert pairs(entries, [seat("a"), seat("b")]) == [("lifted", "a"), ("new", "b")]


def test_a_seat_takes_calls_of_its_own_queues_only():
    seats = [seat("a", 9, Place("sales")), seat("b", 5, Place("help"), Place("sales"))]
    entries = [
        waiting("1", "help", 30),
        waiting("2", "sales", 20),
        waiting("3", "empty", 10),
        waiting("4", "help", 5),
    ]
    assert pairs(entries, seats) == [("1", "b"), ("2", "a")]


def test_a_seat_taken_by_one_queue_is_passed_over_by_the_other():
    both = (Place("sales"), Place("help"))
    seats = [seat("a", 90, *both), seat("b", 50, *both), seat("c", 10, *both)]
    entries = [
        waiting("1", "sales", 30),
        waiting("2", "help", 20),
        waiting("3", "sales", 10),
        waiting("4", "help", 1),
    ]
    assert pairs(entries, seats) == [("1", "a"), ("2", "b"), ("3", "c")]


def test_a_lower_tier_is_asked_before_a_longer_idle_seat():
    seats = [seat("second", 90, Place("q", tier=2)), seat("first", 1, Place("q", tier=1))]
    assert pairs([waiting("call")], seats) == [("call", "first")]


@pytest.mark.parametrize(
    ("mode", "taken"), [("inbound", 1), ("blending", 1), ("outbound", 0), ("disabled", 0)]
)
def test_an_agent_takes_waiting_calls_as_the_mode_allows(mode: str, taken: int):
    assert len(pairs([waiting("call")], [seat("a", 9, Place("q", mode=Mode(mode)))])) == taken


def test_an_agent_who_missed_an_offer_rests_until_the_fail_break_ends():
    assert pairs([waiting("call")], [seat("a", 9, Place("q", fail_break_until=ago(-1)))]) == []
    assert pairs([waiting("call")], [seat("a", 9, Place("q", fail_break_until=NOW))]) == [("call", "a")]


LEVELS = (WaitLevel(timedelta(seconds=120), 100), WaitLevel(timedelta(seconds=60), 10))


@pytest.mark.parametrize(
    ("waited", "expected"), [(0, 3), (59, 3), (60, 39), (119, 39), (120, 399), (900, 399)]
)
def test_the_priority_grows_at_each_level_of_the_wait(waited: float, expected: int):
    assert priority(waiting("call", waited=waited, base_priority=4, delta=-1, levels=LEVELS), NOW) == expected


@pytest.mark.parametrize(("settings", "expected"), [((), 1), ((2, 3, 4), 9), ((0, 0, 0), 1), ((1, -5), 1)])
def test_the_base_priority_sums_its_settings_and_is_at_least_one(settings: tuple[int, ...], expected: int):
    assert base_priority(*settings) == expected


QUEUES = st.sampled_from(["p", "q", "r"])
ENTRIES = st.lists(st.tuples(QUEUES, st.integers(0, 9), st.integers(-2, 2)), max_size=12)
SEATS = st.lists(st.tuples(st.sets(QUEUES, min_size=1), st.integers(0, 9)), max_size=8)


@given(ENTRIES, SEATS, st.randoms(use_true_random=False))
def test_nothing_is_offered_twice_and_nobody_who_could_talk_stays_idle(entries, seats, shuffled):
    calls = [waiting(f"e{i:02}", queue, age, delta=delta) for i, (queue, age, delta) in enumerate(entries)]
    free = [
        seat(f"s{i:02}", idle, *(Place(q) for q in sorted(queues))) for i, (queues, idle) in enumerate(seats)
    ]
    offers = pairs(calls, free)
    served, used = {call for call, _ in offers}, {place for _, place in offers}
    assert len(served) == len(used) == len(offers)
    left = {call.queue_id for call in calls if call.entry_id not in served}
    assert not any(place.queue_id in left for one in free if one.seat_id not in used for place in one.places)
    shuffled.shuffle(calls)
    shuffled.shuffle(free)
    assert pairs(calls, free) == offers


def test_fifty_agents_and_four_hundred_calls_are_matched_within_milliseconds():
    queues = [f"q{i}" for i in range(10)]
    entries = [waiting(f"e{i:03}", queues[i % 10], i * 7 % 400, levels=LEVELS) for i in range(400)]
    seats = [seat(f"s{i:02}", i * 13 % 50, *(Place(queue) for queue in queues)) for i in range(50)]
    began = perf_counter()
    assert len(pairs(entries, seats)) == 50
    assert perf_counter() - began < 0.1


@pytest.mark.parametrize(("free", "due", "begun"), [(3, 5, 3), (5, 3, 3), (0, 5, 0), (5, 0, 0), (-1, 5, 0)])
def test_progressive_pacing_dials_one_number_for_each_free_seat(free: int, due: int, begun: int):
    assert pace(DialMode.PROGRESSIVE, free, due, in_flight=7) == begun
