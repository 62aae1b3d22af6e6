"""Ways and loops of graphs."""

from graphs.routes import Reach, loops


def test_shortest_way_is_found() -> None:
    ways = {"a": ["b", "c"], "b": ["d"], "c": ["b"], "d": []}
    found = Reach(ways, ["a"])
    assert found.way("d") == ("a", "b", "d")
    assert "e" not in found


def test_each_group_of_nodes_shows_one_loop() -> None:
    ways = {"a": ["b"], "b": ["c", "a"], "c": ["c", "end"], "x": ["a", "gone"], "y": ["x", "x"]}
    assert loops(ways) == [("a", "b", "a"), ("c", "c")]


def test_long_way_without_loop_is_quick_and_empty() -> None:
    assert loops({str(number): [str(number + 1)] for number in range(2_000)}) == []
