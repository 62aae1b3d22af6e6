"""Knows what is said about cases between their workflow, the API and the database; ids and names of statuses only."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.ids import AgentId, CampaignId, CaseId, GraphHash


@dataclass(frozen=True, slots=True)
class PlannedEffect:
    """An effect that a step wants; `key` is its business key. What it says stands in the case's process, at the
    action of this index in this status."""

    key: str
    kind: str
    status: str
    action: int


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """Where a case stands, as its workflow needs it. `redial_after_s`, `zone` and `owners` (agent's id by status
    that names one) and `latest`, `within` (no callback is
    later; ISO 8601) are its campaign's rules, of which `rules` is the version; `effects` are not settled yet."""

    case_id: CaseId
    campaign_id: CampaignId
    process_hash: GraphHash
    zone: str
    redial_after_s: float
    cursor: dict[str, Any]
    latest: datetime | None = None
    within: str | None = None
    owners: dict[str, str] = field(default_factory=dict[str, str])
    effects: tuple[PlannedEffect, ...] = ()
    rules: int = 0


@dataclass(frozen=True, slots=True)
class HistoryRow:
    status: str
    from_status: str | None
    owner: AgentId | None
    ordered_by: str
    edge: str


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step of a case, written in one transaction; `number` makes a repeated write a no-op (the stored one wins).

    `told` names the event behind it where neither a disposition nor an attempt does: each event is written once.
    `rules` is the version of the campaign's rules that it was made under; 0 is any.
    """

    case_id: CaseId
    number: int
    cursor: dict[str, Any]
    at: datetime
    rows: tuple[HistoryRow, ...] = ()
    effects: tuple[PlannedEffect, ...] = ()
    disposition_id: str | None = None
    attempt_id: str | None = None
    success_by: AgentId | None = None
    told: str | None = None
    rules: int = 0


@dataclass(frozen=True, slots=True)
class StoredStep:
    """What the database holds of a step: the cursor that counts, and what is still to be sent.

    `repeated`: it was there already. If it is of another event, that one is not `applied`: apply it to the cursor.
    Nor is one that was made under old rules: those of version `rules` are to be read first.
    """

    number: int
    cursor: dict[str, Any]
    effects: tuple[PlannedEffect, ...] = ()
    repeated: bool = False
    applied: bool = True
    rules: int = 0


@dataclass(frozen=True, slots=True)
class CaseFact:
    """Something that happened to a case; `key` makes it count once.

    `kind`: outcome, mail, sms, chat, call, waiting (`data`: by), event (`data`: name), script (`data`: script,
    field, value; names of graphs only), effect (`data`: effect, its key within the case), late.
    """

    kind: str
    key: str
    at: datetime
    outcome: str | None = None
    attempt_id: str | None = None
    ok: bool = True
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetRecall:
    """The time of the next contact, set or moved by somebody."""

    at: datetime
    by: AgentId


@dataclass(frozen=True, slots=True)
class SaveDisposition:
    """An agent's save: the note and the fields stay in SQL under `disposition_id`. `callback_at` is ISO 8601.

    `occasion` is what the save follows (an outcome), where that is known; `owner` is the agent who was chosen;
    `rules` the version of the campaign's rules under which it was checked.
    """

    disposition_id: str
    status: str
    by: AgentId
    callback_at: str | None = None
    call_ended_at: datetime | None = None
    occasion: str | None = None
    owner: AgentId | None = None
    rules: int = 0


@dataclass(frozen=True, slots=True)
class AssignOwner:
    """A supervisor gives the case to an agent."""

    owner: AgentId
    by: AgentId
