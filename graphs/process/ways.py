"""Knows how the ways out of a status are written: one target, `stay`, or branches with guards."""

from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from graphs.fields import STAY, Part, Target, text_up_to
from graphs.reading import MOST_BYTES

Guard = Annotated[str, text_up_to(MOST_BYTES)]
"""As long as a document may be: a condition that is too long is told with its place, like any other flaw."""


class Branch(Part):
    """A way that is taken while its guard holds; without a guard, always."""

    when: Guard | None = None
    then: Target


def _branches(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return cast("Any", value)
    return [value if isinstance(value, dict | Branch) else {"then": value}]


def _spelling(way: tuple[Branch, ...]) -> Any:
    if len(way) == 1 and way[0].when is None:
        return way[0].then
    return [branch.model_dump(mode="json", exclude_none=True) for branch in way]


_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "description": f"the name of a status, or `{STAY}`"},
        {
            "type": "array",
            "minItems": 1,
            "maxItems": 20,
            "items": {
                "type": "object",
                "properties": {"when": {"type": "string"}, "then": {"type": "string"}},
                "required": ["then"],
                "additionalProperties": False,
            },
        },
    ]
}

Way = Annotated[
    tuple[Branch, ...],
    Field(min_length=1, max_length=20),
    BeforeValidator(_branches),
    PlainSerializer(_spelling),
    WithJsonSchema(_SCHEMA),
]
"""The first branch whose guard holds is taken; where none holds, the case stays."""

STAYS: tuple[Branch, ...] = (Branch(then=STAY),)
