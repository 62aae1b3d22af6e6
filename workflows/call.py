"""Knows one call: it walks the IVR tree, waits in the queue, and connects the agent until the talk is over."""

from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, assert_never

from temporalio import workflow

from activities.queues import QueueActivities
from activities.switch import SwitchActivities
from domain.calls import Command, CommandKind, CommandResult, NewCall, Offer
from domain.ids import CallId
from domain.outcomes import OfferOutcome, Outcome
from graphs import ivr as language
from workflows import graph_store
from workflows.call_events import event_from_json, event_to_json
from workflows.options import QUICK, on_the_switch

LONG_HISTORY = 2000
LONGEST_PROMPTS = timedelta(minutes=10)
LONGEST_TALK = timedelta(hours=12)
"""An order that takes longer is given once more under its number, which changes nothing at the switch."""


@workflow.defn
class CallWorkflow:
    """One block, one order to the switch; a hang-up is an event, not an error."""

    @workflow.init
    def __init__(self, call: NewCall) -> None:
        self._call = call
        self._number = call.number
        self._hung_up = False
        self._offers: deque[Offer] = deque()
        self._offered: set[str] = set()

    @workflow.run
    async def run(self, call: NewCall) -> None:
        if call.offer is not None:
            await self._serve_dialled_customer(call.offer)
        elif call.ivr_hash is not None:
            await self._walk(graph_store.ivr(call.ivr_hash))
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _walk(self, tree: "language.Ivr") -> None:
        cursor = language.cursor_from_json(self._call.cursor or {})
        event: language.Event | None = event_from_json(self._call.event, workflow.now())
        while event is not None:
            step = language.advance(tree, cursor, event)
            cursor = step.cursor
            event = await self._perform(step.effects)
            if event is not None and self._is_long():
                self._go_on_in_a_new_run(cursor, event)

    def _is_long(self) -> bool:
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.get_current_history_length() > LONG_HISTORY

    def _go_on_in_a_new_run(self, cursor: "language.Cursor", event: "language.Event") -> None:
        """Only between two blocks, when nobody has said anything that this run would take with it."""
        if self._hung_up or self._offers or not workflow.all_handlers_finished():
            return
        workflow.continue_as_new(
            replace(
                self._call,
                cursor=language.cursor_to_json(cursor),
                number=self._number,
                event=event_to_json(event),
            )
        )

    async def _perform(self, effects: "tuple[language.Effect, ...]") -> "language.Event | None":
        """Perform a step's effects in order; the event that the last of them ended with, None after a hang-up."""
        event: language.Event | None = None
        for effect in effects:
            event = await self._perform_one(effect)
            if event is None:
                return None
        return event

    async def _perform_one(self, effect: "language.Effect") -> "language.Event | None":
        match effect:
            case language.RunBlock():
                return await self._read(effect)
            case language.Answer():
                return self._done(effect.number, await self._order(CommandKind.ANSWER))
            case language.EnterQueue():
                return await self._wait_for_agent(effect)
            case language.DialOut():
                return await self._dial_out(effect)
            case language.HangUp():
                await self._order(CommandKind.HANG_UP, cause=effect.cause)
                return None
            case _:
                assert_never(effect)

    async def _read(self, block: "language.RunBlock") -> "language.Event | None":
        result = await self._order(
            CommandKind.READ,
            prompts=tuple(block.prompts),
            max_keys=block.max_keys,
            timeout_ms=int(block.timeout.total_seconds() * 1000),
            answer=block.answer,
        )
        return self._done(block.number, result)

    def _done(self, number: int, result: CommandResult) -> "language.Event | None":
        if result.status == "hung_up":
            return None
        return language.BlockDone(
            now=workflow.now(), number=number, ok=result.status != "failed", keys=result.keys
        )

    async def _dial_out(self, block: "language.DialOut") -> "language.Event | None":
        result = await self._order(
            CommandKind.DIAL,
            leg_id=workflow.uuid4().hex,
            graph=self._call.ivr_hash,
            block=block.node,
            ring_ms=int(block.timeout.total_seconds() * 1000),
        )
        if result.customer_left:
            return None
        if result.status == "ok":
            return language.TalkEnded(now=workflow.now())
        outcome = Outcome(result.outcome or Outcome.NETWORK_ERROR)
        return language.DialDone(now=workflow.now(), number=block.number, outcome=outcome)

    async def _wait_for_agent(self, block: "language.EnterQueue") -> "language.Event | None":
        """Until an agent talks to the caller and leaves, the wait is over, or the caller hangs up."""
        deadline = workflow.now() + block.max_wait
        offer = await workflow.execute_local_activity_method(
            QueueActivities.enter_queue,
            args=[self._call.call_id, block.queue, block.max_wait.total_seconds()],
            **QUICK,
        )
        while not self._hung_up:
            if workflow.now() >= deadline or (offer is None and not await self._offer_before(deadline)):
                return await self._leave(language.Reason.TIMEOUT)
            offer = offer or self._next_offer()
            if offer is None:
                continue
            result = await self._connect(offer)
            if result.customer_left or result.offer is None:
                return None
            if result.offer is OfferOutcome.ANSWERED:
                return language.TalkEnded(now=workflow.now())
            offer = await workflow.execute_local_activity_method(
                QueueActivities.offer_failed, args=[offer, result.offer.value], **QUICK
            )
        return None

    async def _offer_before(self, deadline: datetime) -> bool:
        patience = max(deadline - workflow.now(), timedelta(0))
        try:
            await workflow.wait_condition(lambda: bool(self._offers) or self._hung_up, timeout=patience)
        except TimeoutError:
            return False
        return True

    def _next_offer(self) -> Offer | None:
        return self._offers.popleft() if self._offers and not self._hung_up else None

    async def _leave(self, why: "language.Reason") -> "language.Event":
        await workflow.execute_local_activity_method(
            QueueActivities.leave_queue, args=[self._call.call_id, why.value], **QUICK
        )
        return language.QueueLeft(now=workflow.now(), reason=why)

    async def _connect(self, offer: Offer) -> CommandResult:
        """Until the talk with this agent is over, or it did not come about."""
        self._offered.add(offer.leg_id)
        return await self._order(
            CommandKind.CONNECT,
            leg_id=offer.leg_id,
            agent_id=offer.agent_id,
            seat_id=offer.seat_id,
            entry_id=offer.entry_id,
            ring_ms=offer.ring_ms,
            zip_tone=offer.zip_tone,
        )

    async def _serve_dialled_customer(self, offer: Offer) -> None:
        result = await self._connect(offer)
        if not result.customer_left:
            await self._order(CommandKind.HANG_UP, cause="normal")

    async def _order(self, kind: CommandKind, **args: Any) -> CommandResult:
        """Give the switch one order and wait for its end; the numbers of a call's orders only grow."""
        self._number += 1
        command = Command(
            call_id=CallId(self._call.call_id), number=self._number, node=self._call.node, kind=kind, **args
        )
        longest = LONGEST_TALK if kind in (CommandKind.CONNECT, CommandKind.DIAL) else LONGEST_PROMPTS
        patience = longest + timedelta(milliseconds=command.ring_ms + command.timeout_ms)
        return await workflow.execute_activity_method(
            SwitchActivities.order, command, **on_the_switch(command.node, patience)
        )

    @workflow.signal
    def offered(self, offer: Offer) -> None:
        """The arbiter gave this call an agent; the same offer told twice counts once."""
        if offer.leg_id not in self._offered:
            self._offered.add(offer.leg_id)
            self._offers.append(offer)

    @workflow.signal
    def hung_up(self) -> None:
        """The customer's channel is gone."""
        self._hung_up = True

    @workflow.signal
    async def end(self) -> None:
        """Somebody with the right to do so ends the call."""
        if not self._hung_up:
            await self._order(CommandKind.HANG_UP, cause="normal")
