"""Knows panoramisk 1.4 and its defects; the only module that imports it.

From it come the connection, the writing of actions and the matching of replies; everything that it would do by itself
(log in, ping, come back, send again) is switched off here.
"""
# panoramisk has no types.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyright: reportMissingTypeStubs=false, reportUntypedBaseClass=false

import asyncio
import codecs
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Any, cast

from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager
from panoramisk.message import Message

from telephony.wire import ActionState, AmiAddress, AmiEvent, Reply, read_event, variables_of

EXECUTED = "AsyncAGIExec"
_ENDED = frozenset({"AsyncAGIEnd", "Hangup"})


class End(Enum):
    """What completes an action."""

    RESPONSE = "response"
    LIST = "list"
    EXECUTION = "execution"


class Pending(Action):
    """An action in flight; decides itself when it is complete: panoramisk's guess never ends for AGI."""

    def __init__(self, fields: dict[str, Any], ends_with: End, answered: Callable[[Reply], None]) -> None:
        super().__init__(fields)
        self.ends_with = ends_with
        self.answered = answered

    @property
    def id(self) -> str:
        return self["CommandID"] if "CommandID" in self else self["ActionID"]

    @property
    def action_id(self) -> str:
        return self["ActionID"]

    def add_message(self, message: Message) -> bool:
        """Whether the action is complete; a refused one is, whatever it waits for."""
        if self.future.done():
            return True
        if "response" in message or self.takes(message):
            self.responses.append(message)
        if not self._complete(message):
            return False
        reply = _reply(self.responses)
        self.future.set_result(reply)
        self.answered(reply)
        return True

    def takes(self, event: Message) -> bool:
        """Whether the event is part of the answer."""
        if self.ends_with is End.EXECUTION:
            return bool(event.event == EXECUTED)
        return self.ends_with is End.LIST

    def _complete(self, message: Message) -> bool:
        if "response" in message:
            return self.ends_with is End.RESPONSE or not message.success
        return self.takes(message) and (
            self.ends_with is End.EXECUTION
            or message.eventlist == "Complete"
            or bool(message.event.endswith("Complete"))
        )

    def end(self, state: ActionState, message: str) -> None:
        if not self.future.done():
            self.future.set_result(Reply(state, message))


class Protocol(AMIProtocol):
    """panoramisk's protocol, with whole letters, with an action's own events passed on, without re-sending."""

    responses: dict[str, Pending]
    factory: "Link | None"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._rest = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def data_received(self, data: bytes) -> None:
        """Events are read by ourselves: panoramisk's `Message` would take twice as long; answers are its own."""
        *blocks, self._rest = (self._rest + self._decoder.decode(data)).split("\r\n\r\n")
        for block in blocks:
            self._take(block.strip("\r\n"))

    def _take(self, block: str) -> None:
        if block.startswith("Event: "):
            event = read_event(block)
            if not (self.responses and self._is_awaited(event)):
                return self._pass_on(event)
        message = Message.from_line(block)
        if message is not None:
            self.handle_message(message)
        return None

    def _is_awaited(self, event: AmiEvent) -> bool:
        return event.get("CommandID") in self.responses or event.get("ActionID") in self.responses

    def _pass_on(self, event: AmiEvent) -> None:
        if self.factory is not None:
            if event.name in _ENDED:
                self._end_commands_of(event.get("Channel"))
            self.factory.put(event)

    def handle_message(self, message: Message) -> None:
        pending = self.responses.get(str(message.id)) or self.responses.get(str(message.action_id))
        if pending is not None and pending.add_message(message):
            self.forget(pending)
        own_row = pending is not None and pending.ends_with is End.LIST
        if "event" in message and not own_row:
            self._pass_on(_event(message))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.factory is None:
            self.closed = True
        else:
            super().connection_lost(exc)

    def forget(self, pending: Pending) -> None:
        self.responses.pop(pending.id, None)
        self.responses.pop(pending.action_id, None)

    def _end_commands_of(self, channel: str) -> None:
        for pending in list(self.responses.values()):
            if pending.ends_with is End.EXECUTION and pending.channel == channel:
                pending.end(ActionState.ERROR, "the channel has left AsyncAGI")
                self.forget(pending)

    def close(self) -> None:
        for pending in list(self.responses.values()):
            pending.end(ActionState.UNKNOWN, "the link was lost")
        self.responses.clear()
        super().close()


class Link(Manager):
    """panoramisk's manager for one connection: it neither logs in, nor pings, nor comes back by itself."""

    def __init__(self, address: AmiAddress, put: Callable[[AmiEvent], None]) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(host=address.host, port=address.port, loop=loop, protocol_factory=Protocol)
        self.lost: asyncio.Future[str] = loop.create_future()
        self._abandoned = False
        self.put = put
        """One synchronous callback that cannot fail, so that the order is kept and the link stays."""

    def connection_made(self, f: "asyncio.Task[tuple[asyncio.Transport, Protocol]]") -> None:
        if f.cancelled() or f.exception():
            return
        if self._abandoned:
            f.result()[0].abort()
        else:
            super().connection_made(f)

    def ping(self) -> None:
        """The watchdog of `Ami` pings."""

    def connection_lost(self, exc: object) -> None:
        if not self.lost.done():
            self.lost.set_result(str(exc) if exc else "closed by the exchange")

    async def open(self) -> None:
        with suppress(OSError):
            await self.connect()
        await asyncio.sleep(0)

    @property
    def is_open(self) -> bool:
        return self.protocol is not None and not self.protocol.closed

    def abort(self, reason: str) -> None:
        self._abandoned = True
        if not self.lost.done():
            self.lost.set_result(reason)
        if self.protocol is not None:
            self.protocol.transport.abort()
            self.protocol.close()


def _reply(messages: list[Message]) -> Reply:
    first, last = messages[0], messages[-1]
    state = ActionState.OK if all(message.success for message in messages) else ActionState.ERROR
    fields = _event(last if len(messages) > 1 else first).fields
    rows = tuple(_event(message) for message in messages[1:] if "event" in message)
    return Reply(state, first.message or "", fields, rows)


def _event(message: Message) -> AmiEvent:
    fields: dict[str, str] = {}
    variables: dict[str, str] = {}
    for key, value in message.items():
        lines = cast("list[str]", value) if isinstance(value, list) else [str(value)]
        if key.lower() == "chanvariable":
            variables = variables_of(lines)
        if key != "content":
            fields[key.lower()] = lines[0]
    return AmiEvent(message.event or "", fields, variables)
