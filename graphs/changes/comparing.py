"""Knows how two canonical documents of one kind are compared by what they mean."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphs.catalogue import LANGUAGES
from graphs.changes.change import Change, ChangeCode
from graphs.changes.nodes import Pair, changed_fields, node_changes
from graphs.changes.renames import renames
from graphs.changes.shapes import Shape, flat, shape
from graphs.ivr.document import IvrDocument

_GROUPS: Final = ("statuses", "blocks", "questions", "ends")
Document = Mapping[str, Any]


def changes(kind: str, before: Document, after: Document) -> tuple[Change, ...]:
    """Everything that differs, in the order of the newer document; nothing where they mean the same.

    The order of keys, comments and blanks mean nothing. A node that is gone and a new one of the same content
    are one node with another name, if no other could be meant.
    """
    old, new = _settled(kind, before), _settled(kind, after)
    names: dict[str, str] = {}
    found: list[Change] = []
    for group in _GROUPS:
        if group in old or group in new:
            mine, theirs = _shapes(kind, group, old), _shapes(kind, group, new)
            names |= renames(mine, theirs)
            found += _of_nodes(group, mine, theirs, names)
    return (*_of_document(old, new, names), *found)


def _settled(kind: str, canonical: Document) -> Document:
    """The document as it is understood today: an older version may lack what is written by default now."""
    document = LANGUAGES[kind].model.model_validate(canonical)
    return document.model_dump(mode="json", by_alias=True, exclude_none=True)


def _shapes(kind: str, group: str, document: Document) -> dict[str, Shape]:
    nodes: Mapping[str, Any] = document.get(group, {})
    if kind != "ivr":
        return {name: shape(group, node) for name, node in nodes.items()}
    blocks = IvrDocument.model_validate(document).blocks
    return {name: shape(group, _brief(node), blocks[name].exits()) for name, node in nodes.items()}


def _brief(block: Document) -> Document:
    """Of a tree that is entered its version only: what is in that differs in a document of its own."""
    return {**block, "pinned": block["pinned"]["hash"]} if "pinned" in block else block


def _of_nodes(
    group: str, old: Mapping[str, Shape], new: Mapping[str, Shape], names: Mapping[str, str]
) -> Iterator[Change]:
    called = {after: before for before, after in names.items()}
    for name, node in new.items():
        was = called.get(name, name)
        if was not in old:
            yield Change(ChangeCode.NODE_ADDED, group, name, None, None, name, (group, name))
            continue
        if was != name:
            yield Change(ChangeCode.NODE_RENAMED, group, name, None, was, name, (group, name))
        yield from node_changes(Pair(group, name, old[was].renamed(names), node))
    for name in old:
        if name not in new and name not in names:
            yield Change(ChangeCode.NODE_REMOVED, group, name, None, name, None, (group,))


def _of_document(old: Document, new: Document, names: Mapping[str, str]) -> Iterator[Change]:
    first, begins = _beginning(old), _beginning(new)
    if begins is not None and names.get(str(first), first) != begins:
        yield Change(
            ChangeCode.BEGINNING_MOVED, None, begins, None, first, begins, _of_beginning(new, begins)
        )
    yield from changed_fields(_rest(old), _rest(new), (None, None, ()))


def _rest(document: Document) -> dict[str, Any]:
    return flat({name: value for name, value in document.items() if name not in (*_GROUPS, "start")})


def _beginning(document: Document) -> str | None:
    statuses: Mapping[str, Any] = document.get("statuses", {})
    return document.get("start") or next((n for n, status in statuses.items() if status["initial"]), None)


def _of_beginning(document: Document, begins: str) -> tuple[str, ...]:
    return ("start",) if "start" in document else ("statuses", begins, "initial")
