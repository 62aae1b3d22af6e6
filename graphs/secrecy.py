"""Knows where a document holds a password or a key itself instead of the name of a secret (H44)."""

from collections.abc import Iterator
from typing import Any, Final, cast

from domain.secrets import looks_secret
from graphs.findings import Finding, Loc

# Below these the keys are names that the author invented: a choice `password` is no password.
_NAMING: Final = frozenset(
    {
        *("statuses", "blocks", "questions", "ends", "stories", "results", "fields"),
        *("choices", "next", "sets", "keys", "on_event", "record", "types", "entries"),
    }
)


def pasted(value: Any, loc: Loc = (), key: str = "") -> Iterator[Finding]:
    """A finding for each text that is a secret; what it says is not repeated."""
    if isinstance(value, str):
        if looks_secret(key, value):
            yield Finding("secret_in_definition", loc)
    elif isinstance(value, dict):
        for name, inner in cast("dict[str, Any]", value).items():
            telling = "" if loc and loc[-1] in _NAMING else name
            yield from pasted(inner, (*loc, name), telling)
    elif isinstance(value, list):
        for index, inner in enumerate(cast("list[Any]", value)):
            yield from pasted(inner, (*loc, index), key)
