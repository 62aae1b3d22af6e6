"""Knows where a block leads as it is written, sound or not."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from graphs.findings import Loc
from graphs.ivr.blocks import AnyBlock

_KINDS: Final[dict[str, type[AnyBlock]]] = {
    get_args(kind.model_fields["block"].annotation)[0]: kind for kind in get_args(AnyBlock)
}


def written(block: Mapping[str, Any]) -> Iterator[tuple[Loc, str]]:
    """The exits of a block, each with its target."""
    kind = _KINDS.get(str(block.get("block")))
    if kind is None:
        return
    given = {name: _plain(field, block.get(field.alias or name)) for name, field in kind.model_fields.items()}
    for exit_, target in kind.model_construct(**given).exits().items():
        if isinstance(cast("Any", target), str):
            yield tuple(exit_.split(".")), target


def _plain(field: FieldInfo, value: Any) -> Any:
    """Texts and mappings of texts, which exits are made of; anything else leads nowhere."""
    if get_origin(field.annotation) is dict:
        return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    return value if isinstance(value, str) else None
