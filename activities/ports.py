"""Knows what the activities and the gateway need from the database, the mail server and Temporal; adapters satisfy it structurally."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from domain.calls import Command, CommandResult, Dial, LiveCall, NewCall, Offer, OpenCommand, Ringing
from domain.cases import CaseFact, LoadedCase, StepRecord, StoredStep
from domain.ids import AgentId, CallId, CampaignId, CaseId, EntryId, GraphHash, LegId


class GraphStore(Protocol):
    async def body(self, graph_hash: GraphHash) -> dict[str, Any]: ...


class Queues(Protocol):
    """The arbiter: who gets which waiting call."""

    async def enter(self, call_id: CallId, queue: str, max_wait_s: float | None) -> Offer | None:
        """Put the call in the queue (once: repeated, it is the same entry) and match; the offer if it won one."""
        ...

    async def offer_failed(self, offer: Offer, outcome: str) -> Offer | None:
        """Free or punish the seat (fail break), give the entry back its place, match again; the next offer of this call."""
        ...

    async def leave(self, call_id: CallId, why: str) -> None: ...

    async def match(self) -> int:
        """Offer waiting calls to free seats; each winner's workflow is signalled `offered`. How many were offered."""
        ...


class Agents(Protocol):
    async def set_presence(self, agent_id: AgentId, presence: str, break_type: str | None) -> datetime | None:
        """Ask for online, break or offline; an agent without a phone is refused. The next deadline of the agent."""
        ...

    async def settle(self, agent_id: AgentId) -> datetime | None:
        """Apply what is due (wrap-up's end, fail break's end, a presence asked for during a call); the next deadline."""
        ...

    async def end_wrap_up(self, agent_id: AgentId) -> datetime | None: ...

    async def extend_wrap_up(self, agent_id: AgentId) -> datetime | None: ...


class Cases(Protocol):
    async def load(self, case_id: CaseId) -> LoadedCase: ...

    async def commit_step(self, step: StepRecord) -> StoredStep: ...

    async def record_late(self, case_id: CaseId, fact: CaseFact) -> None: ...

    async def finish(self, case_id: CaseId) -> None: ...


class Campaigns(Protocol):
    async def is_on(self, campaign_id: CampaignId) -> bool: ...


class Dialer(Protocol):
    """Attempts of campaigns: claimed for free seats, dialled by the leader, settled once."""

    async def claim(self, campaign_id: CampaignId, node: str) -> Sequence[Dial]: ...

    async def begin(self, attempt_id: LegId) -> Dial | None:
        """planned → attempting with the claim's predicate repeated; None: it was released, do not dial."""
        ...

    async def answered(self, attempt_id: LegId, uniqueid: str, epoch: str) -> NewCall: ...

    async def settle(self, attempt_id: LegId, outcome: str, cause: str) -> None: ...

    async def open_attempts(self, node: str) -> Sequence[Dial]: ...

    async def next_due(self, campaign_id: CampaignId) -> datetime | None: ...


class Switchboard(Protocol):
    """What the gateway keeps in SQL: calls, legs, commands, leadership."""

    async def arrive(self, ringing: Ringing) -> NewCall | None:
        """Find or make call, contact and case in one transaction and start its workflow; None: the number is not ours."""
        ...

    async def open_command(self, command: OpenCommand) -> OpenCommand:
        """Store the order; if it is stored already, the stored one comes back with the new activity."""
        ...

    async def open_commands(self, node: str) -> Sequence[OpenCommand]: ...

    async def command_done(self, call_id: CallId, number: int, result: CommandResult) -> None:
        """Save the result with what it means (a connected offer: seat busy, entry taken, call talking) at once."""
        ...

    async def command_sent(self, call_id: CallId, number: int) -> None: ...

    async def agent_leg(self, call_id: CallId, leg_id: LegId, agent_id: AgentId) -> str:
        """Register the leg before it is originated; the name of the agent's phone."""
        ...

    async def dial_leg(self, call_id: CallId, leg_id: LegId) -> None: ...

    async def talk_ended(self, call_id: CallId, at: datetime) -> None:
        """The agent left, the customer stays: wrap-up begins and the call's workflow is told."""
        ...

    async def call_ended(self, call_id: CallId, at: datetime, cause: str, by: str) -> None:
        """The customer's channel is gone: legs, seat, entry, attempt are closed in one transaction; workflows are told."""
        ...

    async def live_calls(self, node: str) -> Sequence[LiveCall]: ...


class Leaderships(Protocol):
    async def lead(self, node: str, holder: str, seconds: float) -> int | None:
        """Take or renew leadership for `seconds`; the term, or None while somebody else leads."""
        ...

    async def ready(self, node: str, holder: str, term: int, epoch: str) -> None: ...


class Mailer(Protocol):
    async def send(self, effect_key: str) -> bool:
        """Send the planned mail under its ledger key; False when it was refused or its outcome stays unknown."""
        ...


class Outgoing(Protocol):
    """Delivery of facts to workflows."""

    async def sweep(self, older_than_s: float) -> int: ...


class Workflows(Protocol):
    """What adapters may ask of Temporal."""

    async def complete(self, command: OpenCommand, result: CommandResult) -> None: ...

    async def nudge_entry(self, entry_id: EntryId) -> None: ...
