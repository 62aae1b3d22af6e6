"""Knows how the complaints of pydantic about a document become findings at the right place."""

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from graphs.fields import Part
from graphs.findings import Finding, Loc, nearest

_SIMPLE = {
    "model_type": "mapping_expected",
    "dict_type": "mapping_expected",
    "model_attributes_type": "mapping_expected",
    "list_type": "list_expected",
    "tuple_type": "list_expected",
}


def findings_of(error: ValidationError, model: type[Part], data: Mapping[str, Any]) -> list[Finding]:
    """All that does not fit the model; what was already reported as empty (None) is left out."""
    return [
        _finding(details, model, data)
        for details in error.errors(include_url=False)
        if details["input"] is not None and not _is_echo(details)
    ]


def spots(error: ValidationError, data: Mapping[str, Any]) -> list[Loc]:
    """The places in the document of all that does not fit."""
    return [
        _in_document(details["loc"], data, details["type"] == "missing")[0]
        for details in error.errors(include_url=False)
    ]


def unreadable(error: ValidationError, data: Mapping[str, Any]) -> list[Loc]:
    """What has to go so that the rest fits: where something is missing, all that lacks it."""
    return [
        _in_document(details["loc"][:-1] if details["type"] == "missing" else details["loc"], data, False)[0]
        for details in error.errors(include_url=False)
    ]


def _is_echo(details: ErrorDetails) -> bool:
    """A list that seems too short only because an item of it is wrong, which is said of the item."""
    return details["type"] == "too_short" and len(details["input"]) > 0


def _finding(details: ErrorDetails, model: type[Part], data: Mapping[str, Any]) -> Finding:
    kind, context = details["type"], details.get("ctx", {})
    loc, on_key = _in_document(details["loc"], data, kind == "missing")
    match kind:
        case "refused":
            return Finding(context["code"], loc, context["data"], on_key=on_key)
        case "missing":
            return Finding("field_missing", loc, {"name": details["loc"][-1]})
        case "extra_forbidden":
            known = _fields_at(details["loc"][:-1], model)
            return Finding("unknown_field", loc, nearest(str(details["loc"][-1]), known), on_key=True)
        case "union_tag_not_found":
            field = _unquoted(context["discriminator"])
            return Finding("field_missing", (*loc, field), {"name": field})
        case "union_tag_invalid":
            known = [_unquoted(tag) for tag in context["expected_tags"].split(", ")]
            field = _unquoted(context["discriminator"])
            return Finding("unknown_block", (*loc, field), nearest(str(context["tag"]), known))
        case _:
            return _plain(kind, context, loc)


def _plain(kind: str, context: Mapping[str, Any], loc: Loc) -> Finding:
    if kind == "too_short":
        return Finding("too_few", loc)
    if kind == "too_long":
        return Finding("too_many", loc, {"most": context["max_length"]})
    return Finding(_SIMPLE.get(kind, "text_expected"), loc)


def _unquoted(tag: str) -> str:
    return tag.strip("'")


def _in_document(loc: Loc, data: Any, absent: bool) -> tuple[Loc, bool]:
    """pydantic's place without the tags of unions, which no document has; and whether it is a key."""
    on_key = bool(loc) and loc[-1] == "[key]"
    kept: list[str | int] = []
    here = data
    for index, part in enumerate(loc[:-1] if on_key else loc):
        if isinstance(here, dict) and part in here:
            here = cast("dict[str | int, Any]", here)[part]
        elif isinstance(here, list) and isinstance(part, int):
            here = cast("list[Any]", here)[part]
        elif not absent or index + 1 < len(loc):
            continue
        kept.append(part)
    return tuple(kept), on_key


def _fields_at(loc: Loc, model: type[BaseModel]) -> list[str]:
    """The names of the fields that the model has at a place."""
    here: Any = model
    for part in loc:
        here = _step(here, part)
    names = [field.alias or name for name, field in here.model_fields.items()]
    return sorted(names)


def _step(here: Any, part: str | int) -> Any:
    """The type below a type: a field of a model, an item of a mapping or list, a member of a union by tag."""
    if isinstance(here, type) and issubclass(here, BaseModel):
        by_name = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
        return _bare(by_name[str(part)])
    if get_origin(here) in (Union, UnionType):
        return next(kind for kind in get_args(here) if _tagged(kind, part))
    return _bare(get_args(here)[-1 if get_origin(here) is dict else 0])


def _tagged(kind: Any, tag: str | int) -> bool:
    return tag in get_args(kind.model_fields["block"].annotation)


def _bare(annotation: Any) -> Any:
    """The type without its annotations and without None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType) and type(None) in get_args(annotation):
        return _bare(get_args(annotation)[0])
    return annotation
