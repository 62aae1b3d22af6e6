"""Knows which names exist outside a document, as far as the caller tells."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from graphs.across.network import Network
from graphs.findings import Finding, Loc, nearest

Names = Collection[str]


class Tree(NamedTuple):
    """A sound IVR by its hash and its canonical document."""

    hash: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """Names of what documents may refer to; None: not told, so not checked.

    Given as mappings of name to hash, templates and recordings are also pinned in the canonical document;
    scripts as mappings of name to fields and their values, so that statuses are mapped on nothing else.
    inbound call statuses as a mapping of name to whether it is retired.
    `trees` are those of the IVRs that others enter: they are looked into, and pinned.
    `now` is the present moment in UTC, `network` all campaigns beside each other.
    """

    templates: Names | Mapping[str, str] | None = None
    sms_templates: Names | Mapping[str, str] | None = None
    prompts: Names | Mapping[str, str] | None = None
    campaigns: Names | None = None
    services: Names | None = None
    processes: Names | None = None
    ivrs: Names | None = None
    trees: Mapping[str, Tree] = field(default_factory=dict[str, Tree])
    scripts: Names | Mapping[str, Mapping[str, Names]] | None = None
    agents: Names | None = None
    numbers: Names | None = None
    inbound_call_statuses: Mapping[str, bool] | None = None
    now: datetime | None = None
    network: Network | None = None


def missing(names: Names | None, name: str | None, code: str, loc: Loc) -> Iterator[Finding]:
    """A finding when the name is not among the known ones."""
    if names is not None and name is not None and name not in names:
        yield Finding(code, loc, nearest(name, names))


def pin(names: Names | None, name: str | None) -> str | None:
    """The hash of what the name means now, where it is told."""
    if not isinstance(names, Mapping) or name is None:
        return None
    return cast("Mapping[str, str]", names).get(name)
