"""Knows what the API asks of the parts that it must not know: durable work, templates, readiness."""

from collections.abc import Sequence
from typing import Literal, Protocol

from domain.cases import AssignOwner, SaveDisposition, SetRecall
from domain.errors import Problem
from domain.ids import AgentId, CallId, CampaignId, CaseId
from domain.services import OutsideService, Trial

Presence = Literal["online", "break", "offline"]


class Work(Protocol):
    """What runs durably. Each of these returns when it is done; `Unavailable` after 2 s of silence."""

    async def set_presence(self, agent_id: AgentId, presence: Presence, break_type: str | None) -> None: ...

    async def end_wrap_up(self, agent_id: AgentId) -> None: ...

    async def extend_wrap_up(self, agent_id: AgentId) -> None: ...

    async def save_disposition(self, case_id: CaseId, save: SaveDisposition, key: str) -> None:
        """Apply the stored draft `save.disposition_id`, once for this key, also across runs."""
        ...

    async def recall(self, case_id: CaseId, order: SetRecall) -> None:
        """Set or move the time of the next contact."""
        ...

    async def assign(self, case_id: CaseId, order: AssignOwner) -> None:
        """Give the case to another agent."""
        ...

    async def start_campaign(self, campaign_id: CampaignId) -> None: ...

    async def stop_campaign(self, campaign_id: CampaignId) -> None: ...

    async def hang_up(self, call_id: CallId) -> None: ...


class Templates(Protocol):
    """The checker of templates; only problems of severity error refuse one."""

    def check_template(self, subject: str, body: str) -> Sequence[Problem]: ...

    def check_sms(self, body: str) -> Sequence[Problem]: ...


class Outside(Protocol):
    """Services outside: their options, their trial, and how secrets are kept."""

    def check(self, service: OutsideService) -> Sequence[Problem]:
        """Everything wrong with a service."""
        ...

    def secret_missing(self, name: str) -> Problem: ...

    def sealed(self, name: str, value: str) -> bytes:
        """The secret as it is stored."""
        ...

    async def tried(self, service: OutsideService, key: str, to: str) -> Trial:
        """What the service says to a test; Invalid when it cannot be used as it is."""
        ...

    async def label(self, service: OutsideService, reference: str) -> bytes:
        """What is stuck on the parcel that the courier calls so; NotFound if it has none."""
        ...


class Part(Protocol):
    """A part of the system that readiness depends on."""

    async def ping(self) -> None:
        """`Unavailable` when it does not answer."""
        ...
