"""A call on a real Temporal: blocks in order, the queue, the agent, the end."""

import asyncio
from collections import deque
from collections.abc import Callable

import pytest
from fakes.house import FakeQueues, FakeSwitch
from temporalio.client import Client
from workflow_office import Office, unique, working

from domain.calls import CallId, Command, CommandKind, CommandResult, NewCall, Offer
from domain.ids import AgentId, EntryId, GraphHash, LegId, SeatId
from domain.outcomes import OfferOutcome
from graphs import check
from workflows import graph_store

TREE = """
ivr: linia
title: Linia
blocks:
  powitanie: {block: announcement, say: "Dzień dobry.", next: menu}
  menu:
    block: menu
    say: "Jeden, konsultant. Dwa, numer zewnętrzny."
    keys: {"1": kolejka, "2": miasto}
    no_input: koniec
    wrong: koniec
  kolejka: {block: queue, max_wait: 1s, timeout: koniec}
  miasto: {block: dial, number: "+48225550100", failed: koniec}
  koniec: {block: hang_up}
"""


def offer(leg: str) -> Offer:
    return Offer(EntryId("e"), SeatId("s"), AgentId("a"), LegId(leg), ring_ms=1000)


@pytest.fixture
def tree() -> GraphHash:
    checked = check(TREE, "ivr")
    assert checked.canonical is not None, checked.problems
    assert checked.hash is not None
    graph_store.read_graphs_with(lambda _: checked.canonical or {})
    return checked.hash


def answers(**by_kind: CommandResult | None) -> Callable[[Command], CommandResult | None]:
    """What the switch says to each kind of order; a menu hears the key 1."""

    def answer(command: Command) -> CommandResult | None:
        if command.kind is CommandKind.READ and "read" not in by_kind:
            return CommandResult("ok", "1" if command.max_keys else "")
        return by_kind.get(command.kind.value, CommandResult("ok"))

    return answer


async def call(office: Office, tree: GraphHash) -> tuple[CallId, asyncio.Task[None]]:
    call_id = CallId(unique("c").removeprefix("c-"))
    new = NewCall(call_id, "n1", "inbound", None, None, ivr_hash=tree)
    handle = await office.start("CallWorkflow", [new], f"call-{call_id}")
    return call_id, asyncio.create_task(handle.result())


async def until(check: Callable[[], bool], patience: float = 10.0) -> None:
    async with asyncio.timeout(patience):
        while not check():
            await asyncio.sleep(0.02)


async def test_caller_presses_a_key_waits_and_is_connected_until_hanging_up(
    temporal: Client, tree: GraphHash
) -> None:
    queues = FakeQueues(deque([offer("leg")]))
    talked = CommandResult("hung_up", offer=OfferOutcome.ANSWERED)
    switch = FakeSwitch(temporal, answers(connect=talked))
    async with working(temporal, queues, switch) as office:
        _, ended = await call(office, tree)
        await ended
    assert [order.kind for order in switch.orders] == [
        CommandKind.READ,
        CommandKind.READ,
        CommandKind.CONNECT,
    ]
    assert [order.number for order in switch.orders] == [1, 2, 3]
    assert switch.orders[0].answer
    assert not switch.orders[1].answer


async def test_agent_who_does_not_answer_is_followed_by_the_next(temporal: Client, tree: GraphHash) -> None:
    queues = FakeQueues(deque([offer("first"), offer("second")]))
    results = deque([OfferOutcome.EXPIRED, OfferOutcome.ANSWERED])
    switch = FakeSwitch(
        temporal,
        lambda order: (
            CommandResult("ok", offer=results.popleft())
            if order.kind is CommandKind.CONNECT
            else answers()(order)
        ),
    )
    async with working(temporal, queues, switch) as office:
        _, ended = await call(office, tree)
        await ended
    assert queues.failed == ["expired"]
    assert switch.orders[-1].kind is CommandKind.HANG_UP


async def test_caller_leaves_the_queue_when_nobody_is_free_in_time(temporal: Client, tree: GraphHash) -> None:
    queues = FakeQueues()
    switch = FakeSwitch(temporal, answers())
    async with working(temporal, queues, switch) as office:
        _, ended = await call(office, tree)
        await ended
    assert queues.left == ["timeout"]
    assert switch.orders[-1].kind is CommandKind.HANG_UP


async def test_caller_who_hangs_up_in_a_prompt_ends_the_call_with_it(
    temporal: Client, tree: GraphHash
) -> None:
    queues = FakeQueues()
    switch = FakeSwitch(temporal, answers(read=CommandResult("hung_up")))
    async with working(temporal, queues, switch) as office:
        _, ended = await call(office, tree)
        await ended
    assert len(switch.orders) == 1
    assert queues.entered == []


async def test_offer_told_twice_rings_once(temporal: Client, tree: GraphHash) -> None:
    queues = FakeQueues()
    answered = CommandResult("ok", offer=OfferOutcome.ANSWERED)
    switch = FakeSwitch(temporal, answers(connect=answered))
    async with working(temporal, queues, switch) as office:
        call_id, ended = await call(office, tree)
        await until(lambda: bool(queues.entered))
        handle = temporal.get_workflow_handle(f"call-{call_id}")
        await handle.signal("offered", offer("leg"))
        await handle.signal("offered", offer("leg"))
        await ended
    assert [order.kind for order in switch.orders].count(CommandKind.CONNECT) == 1


async def test_dialled_customer_is_connected_without_a_tree(temporal: Client) -> None:
    switch = FakeSwitch(temporal, answers(connect=CommandResult("hung_up", offer=OfferOutcome.ANSWERED)))
    async with working(temporal, FakeQueues(), switch) as office:
        await served(office, offer("leg"))
    assert [order.kind for order in switch.orders] == [CommandKind.CONNECT]


async def test_dialled_customer_whom_the_agent_leaves_is_hung_up_on(temporal: Client) -> None:
    switch = FakeSwitch(temporal, answers(connect=CommandResult("ok", offer=OfferOutcome.ANSWERED)))
    async with working(temporal, FakeQueues(), switch) as office:
        await served(office, offer("leg"))
    assert [order.kind for order in switch.orders] == [CommandKind.CONNECT, CommandKind.HANG_UP]


async def served(office: Office, to: Offer) -> None:
    call_id = CallId(unique("c").removeprefix("c-"))
    new = NewCall(call_id, "n1", "outbound", None, None, offer=to)
    handle = await office.start("CallWorkflow", [new], f"call-{call_id}")
    await handle.result()
