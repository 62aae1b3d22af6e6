"""Knows what is said about calls between workflows, the switch and the database; ids only, never numbers or texts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.ids import AgentId, CallId, CampaignId, CaseId, EntryId, GraphHash, LegId, SeatId
from domain.outcomes import OfferOutcome


class CommandKind(StrEnum):
    """What a workflow may order from the switch."""

    ANSWER = "answer"
    READ = "read"
    CONNECT = "connect"
    DIAL = "dial"
    HANG_UP = "hang_up"


class CallState(StrEnum):
    IVR = "ivr"
    QUEUED = "queued"
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


class EndedBy(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Command:
    """One order to the switch. `number` only grows within a call: the dialplan refuses a lower one.

    read: `prompts` (hashes, played in order), `max_keys`, `timeout_ms` after the prompts, `answer` first.
    connect: `leg_id` (of the agent's channel to be), `agent_id`, `seat_id`, `entry_id` or none, `ring_ms`, `zip_tone`.
    dial: `leg_id`, `graph` and `block` (where the number is written), `ring_ms`. hang_up: `cause`.
    """

    call_id: CallId
    number: int
    node: str
    kind: CommandKind
    prompts: tuple[str, ...] = ()
    max_keys: int = 0
    timeout_ms: int = 0
    answer: bool = False
    leg_id: LegId | None = None
    agent_id: AgentId | None = None
    seat_id: SeatId | None = None
    entry_id: EntryId | None = None
    ring_ms: int = 0
    zip_tone: bool = False
    graph: GraphHash | None = None
    block: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class CommandResult:
    """How an order ended. read: `ok`, `timeout`, `hung_up` with `keys`. connect: `offer`. dial: `outcome`.

    connect and dial end with the talk: `ok`, the other side left and the customer is there; `hung_up`, the customer
    left."""

    status: str
    keys: str = ""
    offer: OfferOutcome | None = None
    outcome: str | None = None

    @property
    def customer_left(self) -> bool:
        return self.status == "hung_up" or self.offer is OfferOutcome.CALLER_LEFT


@dataclass(frozen=True, slots=True)
class OpenCommand:
    """A stored order with the activity that waits for its result; `result` is set once the switch has said it.

    `talking`: the other side has answered, and SQL knows it."""

    command: Command
    workflow_id: str
    run_id: str
    activity_id: str
    created_at: datetime
    result: CommandResult | None = None
    talking: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A waiting call given to an agent's seat; the agent's phone rings as leg `leg_id` for `ring_ms`."""

    entry_id: EntryId | None
    seat_id: SeatId
    agent_id: AgentId
    leg_id: LegId
    ring_ms: int
    zip_tone: bool = False


@dataclass(frozen=True, slots=True)
class AgentLeg:
    """How an agent is reached: the name of the phone; `recorded`: the talk is."""

    phone: str
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class NewCall:
    """What starts a call workflow: `ivr_hash` for inbound calls and messages, `offer` for a dialled customer who
    answered.

    `cursor`, `number` and `event` carry a long walk through its tree into the workflow's next run.
    """

    call_id: CallId
    node: str
    direction: str
    campaign_id: CampaignId | None
    case_id: CaseId | None
    ivr_hash: GraphHash | None = None
    offer: Offer | None = None
    cursor: dict[str, Any] | None = None
    number: int = 0
    event: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Ringing:
    """A channel that came in from outside. Texts stay between the switch and the database."""

    node: str
    epoch: str
    uniqueid: str
    caller: str
    caller_name: str
    called: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LiveCall:
    """An open call as the database knows it, for comparison with the switch after a restart.

    `waits`: it is in a queue, and the time that it may wait there is not over."""

    call_id: CallId
    uniqueid: str
    epoch: str
    state: CallState
    direction: str
    attempt_id: str | None
    legs: tuple["LiveLeg", ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class LiveLeg:
    leg_id: LegId
    uniqueid: str
    role: str
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class Dial:
    """A claimed attempt, ready to be originated: `number` goes to the switch only, never into a history.

    Either an agent waits for it, or it walks the tree `ivr_hash`, which says a message. `machine_detection`: nobody is
    to meet an answering machine or a fax."""

    attempt_id: LegId
    campaign_id: CampaignId
    case_id: CaseId
    number: str
    trunk: str
    caller_id: str
    ring: float
    state: str = "planned"
    agent_id: AgentId | None = None
    ivr_hash: GraphHash | None = None
    machine_detection: bool = False
