"""Knows what can still be said of a document, some parts of which cannot be read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, cast

from graphs.catalogue import Language
from graphs.fields import STAY
from graphs.findings import NODE_GROUPS, Finding, Loc, nearest
from graphs.known import Known
from graphs.pruning import Pruned

GROUPS: Final = (*NODE_GROUPS, "fields")
# Right whatever the parts left out may have said.
_SURE: Final = frozenset(
    {
        *("target_unknown", "initial_twice", "agent_time_for_system", "agent_time_on_edge"),
        *("terminal_has_exit", "terminal_has_term", "field_for_agents", "counter_to_itself"),
        *("latest_before_callback", "warning_before_sla", "at_past", "at_far"),
        *(
            "template_unknown",
            "campaign_unknown",
            "campaign_absent",
            "service_unknown",
            "prompt_unknown",
            "agent_unknown",
        ),
        *("process_unknown", "ivr_unknown"),
        *("exit_unknown", "trees_in_circle", "trees_too_deep"),
        *("script_unknown", "script_field_unknown", "script_value_unknown"),
        *("expression_syntax", "expression_type", "expression_unknown_name", "regex_unsupported"),
        *("number_twice", "member_twice"),
        *("inbound_call_status_unknown", "inbound_call_status_retired", "inbound_call_status_twice"),
        *("text_braces", "text_name_unknown"),
    }
)
# Would be found where nothing is wrong, because of the nodes left out.
_NEEDS_ALL: Final = frozenset(
    {
        *("node_unreachable", "never_ends", "dead_end", "initial_missing", "revoke_without_success"),
        *("wait_without_limit", "private_without_owner"),
        *("menu_without_exit", "queue_never_open"),
        *("result_unknown", "result_value_unknown", "result_never_set", "result_value_never_set"),
        *("loop_of_questions", "required_unreachable", "text_name_unknown"),
    }
)


def remaining(
    language: Language[Any], data: dict[str, Any], broken: Iterable[Loc], known: Known
) -> Iterator[Finding]:
    """What is wrong with the rest: once without the broken parts, and once without their whole nodes."""
    spots = list(broken)
    names = {name for group in GROUPS for name in _nodes(data, group)}
    yield from _dangling(language, data, spots)
    for whole in (False, True):
        for finding in _found(language, Pruned(data, GROUPS, whole_nodes=whole), known):
            sure = finding.code not in _NEEDS_ALL if whole else finding.code in _SURE
            there = finding.code == "target_unknown" and finding.data["name"] in names
            retold = finding.code == "target_unknown" and finding.loc[0] == language.group
            if sure and not there and not retold:
                yield finding


def _dangling(language: Language[Any], data: dict[str, Any], spots: list[Loc]) -> Iterator[Finding]:
    """Exits that lead nowhere, read as they are written: a wrong field must not hide those beside it."""
    nodes = _nodes(data, language.group)
    for name, node in nodes.items():
        if not isinstance(node, dict):
            continue
        for place, target in language.written(cast("dict[str, Any]", node)):
            loc = (language.group, name, *place)
            if target != STAY and target not in nodes and loc not in spots:
                yield Finding("target_unknown", loc, nearest(target, nodes))


def _nodes(data: dict[str, Any], group: str) -> dict[str, Any]:
    nodes: Any = data.get(group)
    return cast("dict[str, Any]", nodes) if isinstance(nodes, dict) else {}


def _found(language: Language[Any], pruned: Pruned, known: Known) -> Iterator[Finding]:
    document = pruned.read(language.model, language.kind)
    if document is None:
        return
    for finding in (*language.verify(document), *language.named(document, known)):
        yield replace(finding, loc=pruned.written(finding.loc))
