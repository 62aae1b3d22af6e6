"""The share of a split: stable for a key, within bounds, growing only by what is added."""

from hypothesis import given
from hypothesis import strategies as some

from routing.split import takes_second

KEYS = [f"case-{number}" for number in range(2_000)]


@given(some.text(max_size=40), some.integers(0, 100), some.integers(0, 100))
def test_larger_share_keeps_every_key_of_a_smaller_one(key: str, one: int, other: int):
    small, large = sorted((one, other))
    assert takes_second(key, small) <= takes_second(key, large)


@given(some.text(max_size=40))
def test_nothing_gets_a_share_of_none_and_everything_the_whole(key: str):
    assert (takes_second(key, 0), takes_second(key, 100)) == (False, True)


def test_share_is_what_was_asked_for_within_three_standard_deviations():
    for percent in (1, 5, 20, 50, 80, 99):
        share = percent / 100
        bound = 3 * (len(KEYS) * share * (1 - share)) ** 0.5
        assert abs(sum(takes_second(key, percent) for key in KEYS) - len(KEYS) * share) <= bound


def test_key_gets_the_same_version_in_every_process_and_release():
    assert [n for n in range(30) if takes_second(f"case-{n}", 20)] == [0, 7, 8, 10, 22, 24, 27]
