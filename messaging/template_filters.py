"""Knows the filters and tests of templates: few, and none that makes a text larger than allowed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from jinja2.runtime import Undefined

from messaging.template_limits import bounded, each, room, weighed


class NotATextError(TypeError):
    """A group of values stands where a text belongs."""


def text(value: Any) -> str:
    """The text of a text or number; an undefined name raises, and so does a group of values."""
    if isinstance(value, (str, int, float, Undefined)):
        return str(value)
    raise NotATextError


def _upper(value: Any) -> str:
    return bounded(text(value).upper())


def _lower(value: Any) -> str:
    return bounded(text(value).lower())


def _title(value: Any) -> str:
    return bounded(text(value).title())


def _capitalize(value: Any) -> str:
    return bounded(text(value).capitalize())


def _trim(value: Any) -> str:
    return bounded(text(value).strip())


def _string(value: Any) -> str:
    return bounded(text(value))


def _replace(value: Any, old: Any, new: Any) -> str:
    whole, before, after = text(value), text(old), text(new)
    room(len(whole) + whole.count(before) * max(0, len(after) - len(before)))
    return bounded(whole.replace(before, after))


def _join(values: Iterable[Any], separator: Any = "") -> str:
    parts: list[str] = []
    length = 0
    between = text(separator)
    for value in each(values, 1):
        parts.append(bounded(text(value)))
        length += len(parts[-1]) + len(between)
        room(length)
    return bounded(between.join(parts))


def _truncate(value: Any, length: int = 255, end: str = "…") -> str:
    whole = text(value)
    return bounded(whole if len(whole) <= length else whole[: max(0, length - len(end))] + end)


def _default(value: Any, instead: Any = "", when_empty: bool = False) -> Any:
    return instead if isinstance(value, Undefined) or (when_empty and not value) else value


def _first(values: Iterable[Any]) -> Any:
    for value in values:
        return value
    raise ValueError("there is no first of nothing")


def _length(values: Any) -> int:
    return len(values)


def _abs(value: float) -> float:
    return abs(value)


def _round(value: Any, digits: int = 0) -> float:
    return round(float(text(value)), max(-15, min(15, digits)))


def _int(value: Any, instead: int = 0) -> int:
    try:
        return int(float(text(value)[:20]))
    except (ValueError, OverflowError):
        return instead


def _items(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        raise TypeError("only a group of values has items")
    return list(cast("Mapping[str, Any]", value).items())


FILTERS: dict[str, Callable[..., Any]] = {
    "abs": _abs,
    "capitalize": _capitalize,
    "default": _default,
    "first": _first,
    "int": _int,
    "items": _items,
    "join": _join,
    "length": _length,
    "lower": _lower,
    "replace": _replace,
    "round": _round,
    "string": _string,
    "title": _title,
    "trim": _trim,
    "truncate": _truncate,
    "upper": _upper,
}


def _defined(value: Any) -> bool:
    return not isinstance(value, Undefined)


def _undefined(value: Any) -> bool:
    return isinstance(value, Undefined)


def _even(value: int) -> bool:
    return value % 2 == 0


def _odd(value: int) -> bool:
    return value % 2 == 1


def _in(value: Any, values: Any) -> bool:
    return weighed(value) in weighed(values)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


TESTS: dict[str, Callable[..., bool]] = {
    "defined": _defined,
    "undefined": _undefined,
    "even": _even,
    "odd": _odd,
    "in": _in,
    "number": _is_number,
    "string": _is_text,
}
