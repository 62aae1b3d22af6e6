"""Knows the hands of the gateway: what it does at the switch and what it asks there, for one call at a time."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.calls import Command, CommandKind, Dial
from domain.ids import CallId, GraphHash
from telephony import legs
from telephony.ami import Ami
from telephony.blocks import Answer, Block, Play, Read, send_block
from telephony.commands.decision import Leg
from telephony.config.settings import AsteriskSettings
from telephony.gateway.channel_records import FILE, ChannelRecords
from telephony.gateway.sight import Sight
from telephony.outcomes import HEARD, refused_outcome
from telephony.ports import Completions, Dialer, Library, Registrations, Switchboard
from telephony.prompts import speak
from telephony.wire import ActionState, Reply


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything of ours that the gateway works with, besides the switch."""

    switchboard: Switchboard
    dialer: Dialer
    completions: Completions
    library: Library
    registrations: Registrations


class Switch:
    """One Asterisk, as one gateway sees it and acts on it."""

    def __init__(self, ami: Ami, node: str, settings: AsteriskSettings, ports: Ports) -> None:
        self.ami = ami
        self.node = node
        self.sight = Sight(ami)
        self.settings = settings
        self.switchboard = ports.switchboard
        self.dialer = ports.dialer
        self.completions = ports.completions
        self.registrations = ports.registrations
        self.records = ChannelRecords(settings.folders.outside / FILE)
        self._library = ports.library

    def leg(self, uniqueid: str) -> Leg | None:
        """The channel as decisions look at it; an end that nobody heard is told by its record."""
        leg = self.sight.leg(uniqueid)
        if leg is None or not leg.gone or leg.cause is not None:
            return leg
        record = self.records.find(uniqueid)
        if record is None:
            return leg
        block = record.note if record.note in HEARD else leg.block
        return replace(leg, up=leg.up or record.answered, cause=record.cause, block=block)

    async def send_block(self, uniqueid: str, command: Command) -> None:
        """Give the customer's channel its next block; a repeated number does nothing there."""
        await send_block(self.ami, uniqueid, command.number, await self._block(command))

    async def say(self, uniqueid: str, number: int, text: str, voice: str) -> None:
        """Speak a text of our own (not of a graph) to a channel."""
        await send_block(self.ami, uniqueid, number, Play((await self._speak(text, voice),)))

    async def prepare(self, graph: GraphHash) -> None:
        """Have everything that a tree says spoken before it is needed."""
        for prompt in await self._library.prompts(graph):
            await self._prompt_name(prompt)

    async def _block(self, command: Command) -> Block:
        if command.kind is CommandKind.ANSWER:
            return Answer()
        names = tuple([await self._prompt_name(prompt) for prompt in command.prompts])
        if command.max_keys == 0:
            return Play(names)
        return Read(names, command.max_keys, timedelta(milliseconds=command.timeout_ms))

    async def _prompt_name(self, prompt_hash: str) -> str:
        if (self.settings.folders.prompts / f"{prompt_hash}.wav").exists():
            return self.settings.folders.prompt_name(prompt_hash)
        return await self._speak(*await self._library.prompt(prompt_hash))

    async def _speak(self, text: str, voice: str) -> str:
        wav = await asyncio.to_thread(speak, text, voice, self.settings.folders.prompts)
        return self.settings.folders.prompt_name(wav.stem)

    async def bridge(self, customer: str, other: str) -> None:
        await legs.bridge(self.ami, self.sight.name(customer), self.sight.name(other))

    async def hang_up(self, uniqueid: str) -> None:
        """End a channel; one that is gone already is fine."""
        await legs.hang_up(self.ami, self.sight.name(uniqueid))

    async def adopt(self, uniqueid: str, call_id: CallId) -> None:
        """Write the call's id on a caller's channel."""
        await legs.adopt(self.ami, self.sight.name(uniqueid), call_id)

    async def renew(self, uniqueid: str) -> None:
        """Wind up the dead-man timer of a caller in a block or queue."""
        await legs.renew_timer(self.ami, self.sight.name(uniqueid), self.settings.timer(120))

    async def ring(self, call_id: CallId, command: Command) -> Reply:
        """Ring the other leg of an order; an answer that did not come says nothing: look for the channel."""
        assert command.leg_id is not None
        if command.kind is CommandKind.CONNECT:
            assert command.agent_id is not None
            leg = await self.switchboard.agent_leg(call_id, command.leg_id, command.agent_id)
            to: legs.Phone | legs.Line = legs.Phone(leg.phone, command.zip_tone, leg.recorded)
        else:
            assert command.graph is not None
            number = await self._library.dial_number(command.graph, command.block or "")
            trunk = await self.switchboard.dial_leg(call_id, command.leg_id)
            to = legs.Line(number.removeprefix("+"), trunk)
        patience = timedelta(milliseconds=command.ring_ms)
        return await legs.originate(self.ami, legs.Ring(command.leg_id, call_id, to, patience))

    async def dial(self, dial: Dial) -> Reply:
        """Ring a customer of a campaign; the call will bear the attempt's id."""
        ring = legs.Ring(
            dial.attempt_id,
            CallId(dial.attempt_id),
            legs.Line(dial.number.removeprefix("+"), dial.trunk, dial.machine_detection),
            timedelta(seconds=dial.ring),
            shown=dial.caller_id.removeprefix("+"),
        )
        return await legs.originate(self.ami, ring)


def refused(reply: Reply) -> str | None:
    """The outcome of an Originate that Asterisk refused at once."""
    return refused_outcome(reply.message).value if reply.state is ActionState.ERROR else None
