"""Knows all campaigns beside each other: their processes, and the ways on which records go from one to another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.record_fields import FieldType
from graphs.campaign.records import SYSTEM_FIELDS
from graphs.process.actions import Copy, Move
from graphs.process.document import ProcessDocument


@dataclass(frozen=True, slots=True)
class Joined:
    """A campaign as far as records come to it and leave it."""

    name: str
    process: str
    refuses: frozenset[str]
    progressive: bool
    zone: str
    fields: Mapping[str, FieldType] = field(default_factory=dict[str, FieldType])


@dataclass(frozen=True, slots=True)
class Passage:
    """An action that passes a record on, in the status of a campaign."""

    campaign: str
    status: str
    index: int
    target: str
    copies: bool

    @property
    def place(self) -> tuple[str | int, ...]:
        return ("actions", self.index, "copy" if self.copies else "move", "campaign")


@dataclass(frozen=True, slots=True)
class Network:
    """The campaigns, and the newest version of each process, by name."""

    campaigns: Mapping[str, Joined]
    processes: Mapping[str, ProcessDocument]

    def with_process(self, document: ProcessDocument) -> "Network":
        return replace(self, processes={**self.processes, document.process: document})

    def with_campaign(self, campaign: Joined) -> "Network":
        return replace(self, campaigns={**self.campaigns, campaign.name: campaign})

    def process_of(self, campaign: str) -> ProcessDocument | None:
        joined = self.campaigns.get(campaign)
        return self.processes.get(joined.process) if joined is not None else None

    def running(self, process: str) -> list[str]:
        """The campaigns of this process."""
        return [name for name, campaign in self.campaigns.items() if campaign.process == process]

    def passages(self, campaign: str) -> Iterator[Passage]:
        """Everything that passes records of this campaign on, whether it is taken there or not."""
        document = self.process_of(campaign)
        for name, status in (document.statuses if document is not None else {}).items():
            for index, action in enumerate(status.actions):
                order = action.order
                if isinstance(order, Move | Copy):
                    yield Passage(campaign, name, index, order.campaign, isinstance(order, Copy))

    def takes(self, passage: Passage) -> bool:
        """Whether the record arrives."""
        target = self.campaigns.get(passage.target)
        arrives = target is not None and passage.campaign not in target.refuses
        return arrives and self.process_of(passage.target) is not None


def joined(canonical: Mapping[str, Any]) -> Joined:
    """The campaign of a canonical document, which `check` has found to be sound."""
    return Joined(
        name=canonical["campaign"],
        process=canonical["process"],
        refuses=frozenset(canonical.get("records", {}).get("refuse_from", ())),
        progressive=canonical.get("dial", {}).get("mode") == "progressive",
        zone=canonical.get("zone", "Europe/Warsaw"),
        fields={
            name: FieldType(each.get("type", FieldType.TEXT))
            for name, each in canonical.get("fields", {}).items()
            if name not in SYSTEM_FIELDS
        },
    )
