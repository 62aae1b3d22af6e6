"""Knows what the gateway needs from the database and from Temporal; adapters satisfy it structurally."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.calls import AgentLeg, CommandResult, Dial, LiveCall, NewCall, OpenCommand, Ringing
from domain.ids import AgentId, CallId, CampaignId, GraphHash, LegId
from domain.recordings import EndedTalk, Sound


class Dialer(Protocol):
    """Attempts of campaigns: claimed for free seats or messages, dialled by the leader, settled once."""

    async def claim(self, campaign_id: CampaignId, node: str) -> Sequence[Dial]: ...

    async def begin(self, attempt_id: LegId) -> Dial | None:
        """planned → attempting with the claim's predicate repeated; None: it was released, do not dial."""
        ...

    async def answered(self, attempt_id: LegId, uniqueid: str, epoch: str) -> NewCall: ...

    async def settle(self, attempt_id: LegId, outcome: str, cause: str) -> None: ...

    async def withdrawn(self, node: str) -> Sequence[LegId]:
        """Attempts being dialled for which no agent waits any more."""
        ...

    async def open_attempts(self, node: str) -> Sequence[Dial]: ...

    async def is_on(self, campaign_id: CampaignId) -> bool: ...

    async def release_stale(self, now: datetime) -> int:
        """Give up what was planned more than ten seconds ago and never dialled."""
        ...


class Switchboard(Protocol):
    """What the gateway keeps in SQL: calls, legs, commands, leadership."""

    async def arrive(self, ringing: Ringing) -> NewCall | None:
        """Find or make call, contact and case, start the call's workflow; None: the number is not ours."""
        ...

    async def open_command(self, command: OpenCommand) -> OpenCommand:
        """Store the order; if it is stored already, the stored one comes back with the new activity."""
        ...

    async def open_commands(self, node: str) -> Sequence[OpenCommand]: ...

    async def command_talks(self, call_id: CallId, number: int) -> bool:
        """The other side answered: seat busy, entry taken, call talking. False: the order or the call is over."""
        ...

    async def command_done(self, call_id: CallId, number: int, result: CommandResult) -> CommandResult:
        """Save the result with what it means (the end of a talk: wrap-up) at once; the one that counts comes back."""
        ...

    async def command_sent(self, call_id: CallId, number: int) -> None: ...

    async def agent_leg(self, call_id: CallId, leg_id: LegId, agent_id: AgentId) -> AgentLeg:
        """Register the leg before it is originated, and its recording; the name of the agent's phone."""
        ...

    async def dial_leg(self, call_id: CallId, leg_id: LegId) -> str:
        """Register the leg before it is originated; the name of the trunk to the world."""
        ...

    async def call_ended(self, call_id: CallId, at: datetime, cause: str, by: str) -> None:
        """The customer's channel is gone: legs, seat, entry, attempt are closed; workflows are told."""
        ...

    async def live_calls(self, node: str) -> Sequence[LiveCall]: ...


class Registrations(Protocol):
    """Which phones the switch can ring."""

    async def exactly(self, names: Sequence[str]) -> None:
        """These phones are registered now, and no others."""
        ...

    async def changed(self, name: str, registered: bool) -> None: ...


class Recordings(Protocol):
    """The catalogue of recorded talks."""

    async def ended(self, node: str) -> Sequence[EndedTalk]:
        """Those of ended legs that are not settled."""
        ...

    async def kept(self, recording_id: str, sound: Sound) -> None:
        """The file is complete and in its place."""
        ...

    async def missing(self, recording_id: str) -> None:
        """There was a talk, and there is no file."""
        ...

    async def forget(self, recording_id: str) -> None:
        """There was no talk."""
        ...


class Library(Protocol):
    """Texts and numbers that orders name by hash only."""

    async def prompt(self, prompt_hash: str) -> tuple[str, str]:
        """The text and the voice of a prompt."""
        ...

    async def prompts(self, graph: GraphHash) -> Sequence[str]:
        """The hashes of the texts that a tree speaks."""
        ...

    async def dial_number(self, graph: GraphHash, block: str) -> str:
        """The number (E.164) that a dial block of an IVR rings."""
        ...


class Leaderships(Protocol):
    async def lead(self, node: str, holder: str, seconds: float) -> int | None:
        """Take or renew leadership for `seconds`; the term, or None while somebody else leads."""
        ...

    async def ready(self, node: str, holder: str, term: int, epoch: str) -> None: ...


class Completions(Protocol):
    """The way back to the workflow that gave an order."""

    async def complete(self, command: OpenCommand, result: CommandResult) -> bool:
        """Complete the activity; True when Temporal has it (or knows it no more), False to try again later."""
        ...

    async def give_back(self, workflow_id: str, known: Sequence[str]) -> int:
        """Fail the started activities of a workflow that a dead gateway held (all but `known` ids), so that
        Temporal repeats them at once. How many there were."""
        ...
