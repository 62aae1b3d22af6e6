"""Knows a small contact center in SQL, with a clock that tests move."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from db import tables as t
from db.agents import Agents
from db.cases import Cases
from db.dialer import Dialer
from db.ledger import Ledger
from db.opening import NewCase, open_case
from db.outbox import OutboxSource
from db.queues import Queues
from db.session import Database
from db.switch import Switchboard
from domain.calls import Command, CommandKind, CommandResult, NewCall, Offer, OpenCommand, Ringing
from domain.facts import OutboxFact
from domain.ids import AgentId, CallId, CampaignId, CaseId
from domain.outcomes import OfferOutcome
from graphs import check
from graphs.process import Process, compile_process, cursor_from_json

R = TypeVar("R", bound=SQLModel)
NUMBER = "+48221234567"
NODE = "node1"
PROCESS = {
    "process": "windykacja",
    "statuses": {
        "nowy": {
            "initial": True,
            "qualifier": "none",
            "on_dialer": {"busy": "za-15-min", "no_answer": "za-2-h"},
        },
        "za-15-min": {"for": "system", "qualifier": "callback-public-relative", "after": "15min"},
        "za-2-h": {"for": "system", "qualifier": "callback-public-relative", "after": "2h"},
        "obiecal": {
            "qualifier": "callback-private-relative",
            "after": "5d",
            "actions": [{"send_mail": {"template": "potwierdzenie"}}],
        },
        "na-koniec": {"qualifier": "end-of-queue"},
        "odmowa": {"qualifier": "terminal"},
    },
}
CAMPAIGN: dict[str, Any] = {
    "campaign": "windykacja",
    "process": "windykacja",
    "ivr": "linia",
    "numbers": [NUMBER],
    "caller_id": NUMBER,
    "dial": {"mode": "progressive"},
}


def canonical(document: dict[str, Any]) -> dict[str, Any]:
    found = check(json.dumps(document))
    assert found.canonical is not None, found.problems
    return found.canonical


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Office:
    """What stands in the database, and the repositories that work on it."""

    database: Database
    clock: Clock
    campaign: CampaignId = field(init=False)
    queue: str = field(init=False)
    arrivals: int = 0
    agents: list[AgentId] = field(default_factory=list[AgentId])

    def __post_init__(self) -> None:
        self.queues, self.presence = Queues(self.database), Agents(self.database)
        self.switch, self.dialer = Switchboard(self.database), Dialer(self.database)
        self.cases, self.ledger = Cases(self.database), Ledger(self.database)
        self.outbox = OutboxSource(self.database)

    async def open(self, **campaign: Any) -> None:
        document = canonical({**CAMPAIGN, **campaign})
        now, self.campaign = self.clock(), CampaignId(self.database.new_id())
        self.queue = self.database.new_id()
        async with self.database.unit() as session:
            await session.put(
                t.GraphDocument(hash="p1", kind="process", body=canonical(PROCESS), created_at=now),
                t.GraphDocument(hash="i1", kind="ivr", body={}, created_at=now),
                t.Campaign(
                    id=self.campaign,
                    name="windykacja",
                    title="Windykacja",
                    text="",
                    document=document,
                    process_hash="p1",
                    ivr_hash="i1",
                    on=True,
                    updated_at=now,
                ),
                t.Queue(id=self.queue, name="windykacja", campaign_id=self.campaign),
                t.Number(e164=NUMBER, campaign_id=self.campaign),
                t.Trunk(name="operator", host="127.0.0.1", created_at=now),
                t.Template(
                    hash="t1", name="potwierdzenie", number=1, subject="Dzień dobry", body="…", created_at=now
                ),
            )

    @property
    def process(self) -> Process:
        return compile_process(canonical(PROCESS))

    def document(self, windows: list[dict[str, Any]]) -> dict[str, Any]:
        """The campaign's document with these calling windows."""
        return canonical({**CAMPAIGN, "dial": {"mode": "progressive", "windows": windows}})

    async def hire(self, *, online: bool = True, mode: str = "blending", registered: bool = True) -> AgentId:
        """A new agent of the queue with a phone, by default waiting for calls."""
        agent, number = AgentId(self.database.new_id()), len(self.agents) + 1
        now = self.clock()
        async with self.database.unit() as session:
            await session.put(
                t.User(
                    id=agent,
                    email=f"agent{number}@example.com",
                    name=f"Agent {number}",
                    password_hash="x",
                    roles=["agent"],
                    created_at=now,
                ),
                t.Phone(
                    id=session.new_id(),
                    name=f"phone{number}",
                    secret="x",
                    agent_id=agent,
                    registered=registered,
                    created_at=now,
                ),
                t.Membership(id=session.new_id(), queue_id=self.queue, agent_id=agent, mode=mode),
            )
        self.agents.append(agent)
        if online:
            await self.presence.set_presence(agent, "online", None)
        return agent

    def ringing(self, caller: str = "+48600100200", **more: Any) -> Ringing:
        self.arrivals += 1
        parts = {
            "node": NODE,
            "epoch": "e1",
            "uniqueid": f"{self.arrivals}.1",
            "caller": caller,
            "caller_name": "Łukasz",
            "called": NUMBER,
            "at": self.clock(),
        }
        return Ringing(**{**parts, **more})

    async def call(self, caller: str = "+48600100200") -> NewCall:
        """A customer calls the campaign's number."""
        call = await self.switch.arrive(self.ringing(caller))
        assert call is not None
        return call

    async def calls(self, count: int) -> list[CallId]:
        """Many callers at once, who have not done anything yet."""
        calls = [CallId(self.database.new_id()) for _ in range(count)]
        async with self.database.unit() as session:
            for call in calls:
                session.add(
                    t.Call(
                        id=call,
                        direction="inbound",
                        node=NODE,
                        campaign_id=self.campaign,
                        uniqueid=call,
                        started_at=self.clock(),
                    )
                )
        return calls

    async def wait_in_queue(self, caller: str = "+48600100200") -> tuple[CallId, Offer | None]:
        call = await self.call(caller)
        return call.call_id, await self.queues.enter(call.call_id, None, None)

    async def order(self, call: CallId, kind: CommandKind, number: int = 1, **args: Any) -> OpenCommand:
        command = Command(call_id=call, number=number, node=NODE, kind=kind, **args)
        return await self.switch.open_command(
            OpenCommand(command, f"call-{call}", "r1", f"a{number}", self.clock())
        )

    async def connect(
        self, call: CallId, offer: Offer, outcome: OfferOutcome = OfferOutcome.ANSWERED, number: int = 1
    ) -> None:
        """The agent's phone rings, and the agent does this."""
        await self.ring(call, offer, number)
        await self.command_answered(call, outcome, number)

    async def command_answered(self, call: CallId, outcome: OfferOutcome, number: int = 1) -> None:
        """What became of the ringing."""
        if outcome is OfferOutcome.ANSWERED:
            await self.switch.command_talks(call, number)
        else:
            await self.switch.command_done(call, number, CommandResult("ok", offer=outcome))

    async def agent_leaves(self, call: CallId, number: int = 1) -> CommandResult:
        """The end of the talk; what counts of it."""
        return await self.switch.command_done(call, number, CommandResult("ok", offer=OfferOutcome.ANSWERED))

    async def ring(self, call: CallId, offer: Offer, number: int = 1) -> None:
        """The agent's phone rings."""
        await self.order(
            call,
            CommandKind.CONNECT,
            number,
            leg_id=offer.leg_id,
            agent_id=offer.agent_id,
            seat_id=offer.seat_id,
            entry_id=offer.entry_id,
            ring_ms=offer.ring_ms,
        )
        await self.switch.agent_leg(call, offer.leg_id, offer.agent_id)

    async def talk(self, caller: str = "+48600100200") -> tuple[CallId, Offer]:
        """A customer calls, waits, and talks to an agent."""
        call, offer = await self.wait_in_queue(caller)
        assert offer is not None
        await self.connect(call, offer)
        return call, offer

    async def hang_up(self, call: CallId, by: str = "customer") -> None:
        await self.switch.call_ended(call, self.clock(), "16", by)

    async def new_case(self, phone: str = "+48600100200", **fields: Any) -> CaseId:
        """A record of the campaign that is due now."""
        async with self.database.unit() as session:
            contact = t.Contact(id=session.new_id(), name="Jan", created_at=session.now)
            await session.put(contact)
            for kind, value in (("phone", phone), ("mail", fields.pop("mail", None))):
                if value:
                    point = t.ContactPoint(
                        id=session.new_id(), contact_id=contact.id, kind=kind, value=value, raw=value
                    )
                    await session.put(point)
            campaign = await session.get_one(t.Campaign, self.campaign)
            case = await open_case(session, campaign, NewCase(contact.id, fields))
            return CaseId(case.id)

    async def set(self, row: type[R], key: str, **values: Any) -> None:
        async with self.database.unit() as session:
            found = await session.get_one(row, key)
            for name, value in values.items():
                setattr(found, name, value)

    async def get(self, row: type[R], key: str) -> R:
        async with self.database.read() as session:
            return await session.get_one(row, key)

    async def all(self, row: type[R], **values: Any) -> list[R]:
        async with self.database.read() as session:
            query = select(row).filter_by(**values)
            return list((await session.exec(query)).all())

    async def seat(self, agent: AgentId) -> t.Seat:
        return (await self.all(t.Seat, agent_id=agent))[0]

    async def cursor(self, case: CaseId) -> Any:
        return cursor_from_json((await self.get(t.Case, case)).cursor)

    def told(self, workflow: str) -> list[str]:
        """Names of the facts delivered to a workflow, in their order."""
        return [fact.name for fact in self.facts() if fact.workflow_id == workflow]

    def facts(self) -> list[OutboxFact]:
        return getattr(self.database, "delivered")  # noqa: B009
