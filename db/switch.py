"""Knows what a gateway keeps in SQL: arrivals, orders of workflows and their results, legs, ends of calls."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, assert_never

from sqlmodel import col, select, update

from db import arrivals, attempts, calls, recordings
from db.claiming import trunk_to_the_world
from db.session import Database, Session
from db.tables.calls import Call, SwitchCommand
from db.tables.people import Phone
from db.tables.seats import Seat
from domain.calls import (
    AgentLeg,
    CallState,
    Command,
    CommandKind,
    CommandResult,
    LiveCall,
    NewCall,
    OpenCommand,
    Ringing,
)
from domain.errors import AgentWithoutPhone, OfferWithdrawn
from domain.ids import AgentId, CallId, LegId
from domain.outcomes import OfferOutcome

_KEY = ("call_id", "number", "node", "kind")


class Switchboard:
    """The database as a gateway sees it; every method may be repeated."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def arrive(self, ringing: Ringing) -> NewCall | None:
        """Find or make call, contact and case, start the workflow; None: the number is not in service."""
        return await self._database.run(lambda session: arrivals.arrive(session, ringing))

    async def open_command(self, command: OpenCommand) -> OpenCommand:
        """Store the order; if it is stored already, the stored one comes back with the new activity."""
        return await self._database.run(lambda session: _open(session, command))

    async def open_commands(self, node: str) -> Sequence[OpenCommand]:
        """Orders whose workflow has not been told the result, the oldest first."""
        mine = select(SwitchCommand).where(SwitchCommand.node == node, SwitchCommand.state != "sent")
        unsent = mine.order_by(col(SwitchCommand.created_at), col(SwitchCommand.number))
        async with self._database.read() as session:
            return [_open_command(row) for row in await session.exec(unsent)]

    async def command_talks(self, call_id: CallId, number: int) -> bool:
        """The other side of an order answered: seat busy, entry taken, call talking, in one transaction.

        False: the order or the call is over."""
        return await self._database.run(lambda session: _talks(session, call_id, number))

    async def command_done(self, call_id: CallId, number: int, result: CommandResult) -> CommandResult:
        """Save the result with what it means, in one transaction; the first one counts and comes back."""
        return await self._database.run(lambda session: _done(session, call_id, number, result))

    async def command_sent(self, call_id: CallId, number: int) -> None:
        told = update(SwitchCommand).where(
            col(SwitchCommand.call_id) == call_id,
            col(SwitchCommand.number) == number,
            col(SwitchCommand.state) == "done",
        )
        await self._database.run(lambda session: session.change(told.values(state="sent")))

    async def agent_leg(self, call_id: CallId, leg_id: LegId, agent_id: AgentId) -> AgentLeg:
        """Register the leg before it is originated, and its recording; the name of the agent's phone."""
        return await self._database.run(lambda session: _agent_leg(session, call_id, leg_id, agent_id))

    async def dial_leg(self, call_id: CallId, leg_id: LegId) -> str:
        """Register the leg before it is originated; the name of the trunk to the world."""
        return await self._database.run(lambda session: _dial_leg(session, call_id, leg_id))

    async def call_ended(self, call_id: CallId, at: datetime, cause: str, by: str) -> None:
        """The customer's channel is gone: legs, seat, entry, attempt are closed; workflows are told.

        An order that connects is not done by this: its result tells the call's workflow."""
        await self._database.run(lambda session: calls.end_call(session, call_id, at, cause, by))

    async def live_calls(self, node: str) -> Sequence[LiveCall]:
        async with self._database.read() as session:
            return await calls.live(session, node)


async def _open(session: Session, order: OpenCommand) -> OpenCommand:
    command = order.command
    row = await session.get(SwitchCommand, (command.call_id, command.number), with_for_update=True)
    if row is not None:
        row.workflow_id, row.run_id, row.activity_id = order.workflow_id, order.run_id, order.activity_id
        if row.result is not None:
            row.state = "done"
        return _open_command(row)
    session.add(
        SwitchCommand(
            call_id=command.call_id,
            number=command.number,
            node=command.node,
            kind=command.kind,
            args=_args(command),
            workflow_id=order.workflow_id,
            run_id=order.run_id,
            activity_id=order.activity_id,
            created_at=order.created_at,
        )
    )
    if command.kind is CommandKind.CONNECT:
        live = (col(Call.id) == command.call_id, col(Call.ended_at).is_(None))
        await session.change(update(Call).where(*live).values(state=CallState.RINGING))
    return replace(order, result=None)


def _args(command: Command) -> dict[str, Any]:
    return {name: value for name, value in asdict(command).items() if value and name not in _KEY}


def _open_command(row: SwitchCommand) -> OpenCommand:
    return OpenCommand(
        command=_command(row),
        workflow_id=row.workflow_id,
        run_id=row.run_id,
        activity_id=row.activity_id,
        created_at=row.created_at,
        result=None if row.result is None else result_of(row.result),
        talking=row.state == "talking",
    )


def _command(row: SwitchCommand) -> Command:
    args: dict[str, Any] = {**row.args, "prompts": tuple(row.args.get("prompts", ()))}
    return Command(
        call_id=CallId(row.call_id), number=row.number, node=row.node, kind=CommandKind(row.kind), **args
    )


def result_of(stored: dict[str, Any]) -> CommandResult:
    """The result of an order, as it is stored."""
    offer = stored.get("offer")
    parts: dict[str, Any] = {**stored, "offer": None if offer is None else OfferOutcome(offer)}
    return CommandResult(**parts)


async def _talks(session: Session, call_id: CallId, number: int) -> bool:
    call, row = await _locked(session, call_id, number)
    if call is None or row is None or call.ended_at is not None or row.result is not None:
        return False
    if row.state == "open":
        row.state = "talking"
        await calls.connected(session, call, _command(row))
    return True


async def _locked(session: Session, call_id: CallId, number: int) -> tuple[Call | None, SwitchCommand | None]:
    call = await calls.locked_call(session, call_id)
    return call, await session.get(SwitchCommand, (call_id, number), with_for_update=True)


async def _done(session: Session, call_id: CallId, number: int, result: CommandResult) -> CommandResult:
    call, row = await _locked(session, call_id, number)
    if call is None or row is None:
        return result
    if row.result is not None:
        return result_of(row.result)
    talked = row.state == "talking"
    result = _with_the_end(call, _command(row), result)
    row.state, row.done_at, row.result = "done", session.now, asdict(result)
    took = (session.now - row.created_at).total_seconds()
    told = {"number": number, "order": row.kind, "status": result.status, "seconds": took}
    session.record("calls", "order_done", call.id, campaign_id=call.campaign_id, **told)
    if talked and not result.customer_left:
        await calls.end_talk(session, call, _command(row))
    elif not talked:
        await _apply(session, call, _command(row), result)
    return result


def _with_the_end(call: Call, command: Command, result: CommandResult) -> CommandResult:
    """Of a call that has ended, an order that connects says so, whatever the switch showed first: nobody else does."""
    match command.kind:
        case CommandKind.CONNECT | CommandKind.DIAL if call.ended_at is not None:
            return replace(result, status="hung_up")
        case _:
            return result


async def _apply(session: Session, call: Call, command: Command, result: CommandResult) -> None:
    """What the result means for the call, where nobody has talked."""
    match command.kind:
        case CommandKind.ANSWER | CommandKind.READ:
            if result.status != "hung_up" and call.answered_at is None:
                call.answered_at = session.now
            if command.kind is CommandKind.READ and call.attempt_id is not None:
                await attempts.settle_message(session, call.attempt_id, heard=result.status == "ok")
        case CommandKind.CONNECT:
            await calls.not_connected(session, command, result.offer or OfferOutcome.CALLER_LEFT)
        case CommandKind.DIAL | CommandKind.HANG_UP:
            pass
        case _:
            assert_never(command.kind)


async def _dial_leg(session: Session, call_id: CallId, leg_id: LegId) -> str:
    await calls.register_leg(session, call_id, leg_id, "outside", None)
    return await trunk_to_the_world(session)


async def _agent_leg(session: Session, call_id: CallId, leg_id: LegId, agent_id: AgentId) -> AgentLeg:
    name = (await session.exec(select(Phone.name).where(Phone.agent_id == agent_id))).first()
    if name is None:
        raise AgentWithoutPhone
    kept = select(Seat.id).where(Seat.agent_id == agent_id, Seat.leg_id == leg_id)
    if (await session.exec(kept)).first() is None:
        # The offer ran out while nobody could ring: the agent may be in another talk by now (I4).
        raise OfferWithdrawn
    await calls.register_leg(session, call_id, leg_id, "agent", agent_id)
    return AgentLeg(name, recorded=await recordings.plan(session, call_id, leg_id))
