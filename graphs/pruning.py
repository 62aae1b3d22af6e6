"""Knows how a document is read without the parts of it that cannot be read."""

from collections.abc import Collection, Iterable
from typing import Any, Final, TypeVar, cast

from pydantic import ValidationError

from graphs.fields import Part
from graphs.findings import Loc
from graphs.shape import unreadable

D = TypeVar("D", bound=Part)

_ROUNDS: Final = 5
_GONE: Final = object()


class Pruned:
    """The data of a document, from which more is taken away until the rest fits its model."""

    __slots__ = ("_data", "_groups", "_kept", "_whole_nodes")

    def __init__(self, data: dict[str, Any], groups: Collection[str], *, whole_nodes: bool) -> None:
        self._data: dict[Any, Any] = _copied(data)
        self._groups, self._whole_nodes = groups, whole_nodes
        self._kept: dict[Loc, list[int]] = {}

    def read(self, model: type[D], head: str) -> D | None:
        """The rest, None where nothing sensible is left; the name of the document (`head`) may be any."""
        for _ in range(_ROUNDS):
            self._kept = {}
            rest = self._rest(self._data, ())
            try:
                return model.model_validate(rest)
            except ValidationError as error:
                self._cut(unreadable(error, rest), head)
        return None

    def written(self, loc: Loc) -> Loc:
        """The place in the whole document of a place in the rest."""
        steps: list[str | int] = []
        for step in loc:
            kept = self._kept.get(tuple(steps))
            steps.append(kept[step] if kept is not None and isinstance(step, int) else step)
        return tuple(steps)

    def _cut(self, spots: Iterable[Loc], head: str) -> None:
        for spot in [self.written(spot) for spot in spots]:
            loc = spot[:2] if self._whole_nodes and spot[:1] and spot[0] in self._groups else spot
            if loc == (head,) or not loc:
                self._data[head] = "x"
                continue
            here: Any = self._data
            for step in loc[:-1]:
                here = here[step] if here is not _GONE else _GONE
            if here is not _GONE:
                here[loc[-1]] = _GONE

    def _rest(self, value: Any, loc: Loc) -> Any:
        if isinstance(value, dict):
            items = cast("dict[str, Any]", value).items()
            return {key: self._rest(inner, (*loc, key)) for key, inner in items if inner is not _GONE}
        if not isinstance(value, list):
            return value
        left = [(index, inner) for index, inner in enumerate(cast("list[Any]", value)) if inner is not _GONE]
        self._kept[loc] = [index for index, _ in left]
        return [self._rest(inner, (*loc, index)) for index, inner in left]


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in cast("dict[str, Any]", value).items()}
    return [_copied(inner) for inner in cast("list[Any]", value)] if isinstance(value, list) else value
