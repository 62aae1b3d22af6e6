"""Knows what can still be said of a graph, some parts of which cannot be read."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, cast

from pydantic import ValidationError

from graphs.catalogue import Language
from graphs.fields import Part
from graphs.findings import NODE_GROUPS, Finding, Loc
from graphs.known import Known

GROUPS: Final = (*NODE_GROUPS, "fields")
# Right whatever the fields left out may have said.
_WITHOUT_FIELDS: Final = frozenset(
    {
        *(
            "target_unknown",
            "initial_twice",
            "agent_time_for_system",
            "agent_time_on_edge",
            "terminal_has_exit",
        ),
        *(
            "template_unknown",
            "campaign_unknown",
            "service_unknown",
            "prompt_unknown",
            "agent_unknown",
            "process_unknown",
            "ivr_unknown",
        ),
        *("expression_syntax", "expression_type", "expression_unknown_name", "regex_unsupported"),
        *("number_twice", "member_twice"),
        *("text_braces", "text_name_unknown"),
    }
)
# Would be found where nothing is wrong, because of the nodes left out.
_NEEDS_ALL: Final = frozenset(
    {
        "node_unreachable",
        "menu_without_exit",
        "wait_without_limit",
        "private_without_owner",
        "initial_missing",
        "required_unreachable",
        *("result_unknown", "result_value_unknown", "result_never_set", "result_value_never_set"),
        *("loop_of_questions", "text_name_unknown"),
    }
)


def remaining(
    language: Language[Any], data: dict[str, Any], broken: Iterable[Loc], known: Known
) -> Iterator[Finding]:
    """What is wrong with the rest: once without the broken fields, and once without their whole nodes."""
    spots = list(broken)
    names = {name for group in GROUPS for name in _nodes(data, group)}
    for depth in (3, 2):
        found = _found(language, _without(data, spots, depth), known)
        for finding in found:
            sure = finding.code in _WITHOUT_FIELDS if depth == 3 else finding.code not in _NEEDS_ALL
            there = finding.code == "target_unknown" and finding.data["name"] in names
            if sure and not there:
                yield finding


def _nodes(data: dict[str, Any], group: str) -> dict[str, Any]:
    nodes = data.get(group)
    return cast("dict[str, Any]", nodes) if isinstance(nodes, dict) else {}


def _without(data: dict[str, Any], spots: Iterable[Loc], depth: int) -> dict[str, Any]:
    """The data without what stands at the spots: a field of the document, and of a node its field or itself."""
    rest = dict(data)
    for group in GROUPS:
        if nodes := _nodes(data, group):
            rest[group] = {name: _copied(node) for name, node in nodes.items()}
    for loc in spots:
        cut = loc[:depth] if loc[:1] and loc[0] in GROUPS else loc[:1]
        here: Any = rest
        for part in cut[:-1]:
            here = cast("dict[Any, Any]", here).get(part) if isinstance(here, dict) else None
        if isinstance(here, dict) and cut:
            cast("dict[Any, Any]", here).pop(cut[-1], None)
    return rest


def _copied(node: Any) -> Any:
    return dict(cast("dict[str, Any]", node)) if isinstance(node, dict) else node


def _found(language: Language[Any], data: dict[str, Any], known: Known) -> list[Finding]:
    try:
        document: Part = language.model.model_validate(data)
    except ValidationError:
        return []
    return [*language.verify(document), *language.named(document, known)]
