"""Knows the AMI link to one Asterisk: deadlines, reconnection, watchdog, leadership, the order of events."""

import asyncio
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import cast

from telephony.ami_link import End, Link, Pending
from telephony.wire import (
    ActionState,
    AmiAddress,
    AmiEvent,
    Incoming,
    LinkDown,
    LinkMissing,
    LinkUp,
    LoginRefused,
    NotLeading,
    Reply,
    checked,
)

READS = frozenset(
    {"Login", "Ping", "CoreShowChannels", "CoreStatus", "DeviceStateList", "Getvar", "UserEvent"}
)

Fields = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class AmiTiming:
    """In seconds: deadlines of an action and of a ping, pause between pings, back-off between logins."""

    action: float = 3.0
    ping: float = 2.0
    ping_pause: float = 1.0
    retry: float = 0.5
    longest_retry: float = 10.0


class Ami:
    """The link to one Asterisk. It keeps itself up after `connect`; take what comes in with `next_event`.

    Nothing is ever sent twice: an action without an answer ends as UNKNOWN, and its caller must look first.
    `fence` is asked right before each write that acts, with nothing in between; `NotLeading` when it says no.
    """

    def __init__(
        self, address: AmiAddress, fence: Callable[[], bool] = lambda: True, timing: AmiTiming | None = None
    ) -> None:
        self.address = address
        self._fence = fence
        self._timing = timing or AmiTiming()
        self._incoming: asyncio.Queue[Incoming] = asyncio.Queue()
        self._link: Link | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._number = count(1)
        self._clock = 0.0
        self._prefix = f"{random.getrandbits(48):012x}"

    @property
    def connected(self) -> bool:
        return self._link is not None and self._link.is_open

    @property
    def clock(self) -> float:
        """The stamp of the newest event so far, by Asterisk's clock."""
        return self._clock

    @property
    def waiting(self) -> int:
        """How many events nobody has taken yet."""
        return self._incoming.qsize()

    async def connect(self) -> None:
        """The first login; raises `LinkMissing` or `LoginRefused`. Later ones happen by themselves."""
        link = await self._log_in()
        self._keeper = asyncio.create_task(self._keep(link))

    async def close(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._link is not None:
            self._link.abort("closed by us")

    async def next_event(self) -> Incoming:
        """The next event or change of the link, in Asterisk's order; for one consumer."""
        return await self._incoming.get()

    async def action(self, name: str, fields: Fields | None = None) -> Reply:
        """One action and its answer; UNKNOWN after the deadline or when the link is lost."""
        return await self._finish(self._write(name, fields or {}), self._timing.action)

    async def listing(self, name: str, fields: Fields | None = None) -> Reply:
        """An action that answers with rows."""
        return await self._finish(self._write(name, fields or {}, End.LIST), self._timing.action)

    async def agi(self, channel: str, command: str, deadline: float | None = None) -> Reply:
        """One AsyncAGI command. Ends when Asterisk has queued it; with a deadline, when it was executed."""
        command_id = f"{self._prefix}-c{next(self._number)}"
        fields = {"Channel": channel, "Command": command, "CommandID": command_id}
        pending = self._write("AGI", fields, End.RESPONSE if deadline is None else End.EXECUTION)
        return await self._finish(pending, deadline or self._timing.action)

    def _write(
        self,
        name: str,
        fields: Fields,
        ends_with: End = End.RESPONSE,
        answered: Callable[[Reply], None] = lambda _: None,
    ) -> Pending:
        own = checked({"ActionID": f"{self._prefix}-{next(self._number)}", **fields, "Action": name})
        pending = Pending(own, ends_with, answered)
        if self._link is None or not self._link.is_open:
            raise LinkMissing(address=str(self.address))
        if name not in READS and not self._fence():
            raise NotLeading
        self._link.send_action(pending)
        return pending

    async def _finish(self, pending: Pending, deadline: float) -> Reply:
        future = cast("asyncio.Future[Reply]", pending.future)
        link = self._link
        try:
            return await asyncio.wait_for(future, deadline)
        except TimeoutError:
            return Reply(ActionState.UNKNOWN, "not answered in time")
        finally:
            if link is not None and link.protocol is not None:
                link.protocol.forget(pending)

    async def _log_in(self) -> Link:
        link = self._link = Link(self.address, self._take)
        try:
            await asyncio.wait_for(link.open(), self._timing.action)
        except TimeoutError as error:
            raise LinkMissing(address=str(self.address)) from error
        fields = {"Username": self.address.user, "Secret": self.address.secret, "Events": "on"}
        pending = self._write("Login", fields, answered=self._announce)
        reply = await self._finish(pending, self._timing.action)
        if reply.ok:
            return link
        link.abort("login failed")
        if reply.state is ActionState.ERROR:
            raise LoginRefused(address=str(self.address), user=self.address.user, reason=reply.message)
        raise LinkMissing(address=str(self.address))

    def _take(self, event: AmiEvent) -> None:
        self._clock = max(self._clock, float(event.get("Timestamp") or 0))
        self._incoming.put_nowait(event)

    def _announce(self, login: Reply) -> None:
        """Right when the login is answered, so that no event comes before it."""
        if login.ok:
            self._incoming.put_nowait(LinkUp())

    async def _keep(self, link: Link) -> None:
        while True:
            watchdog = asyncio.create_task(self._watch(link))
            try:
                reason = await asyncio.shield(link.lost)
            finally:
                watchdog.cancel()
            self._incoming.put_nowait(LinkDown(reason))
            link = await self._log_in_again()

    async def _log_in_again(self) -> Link:
        pause = self._timing.retry
        while True:
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            try:
                return await self._log_in()
            except LinkMissing:
                pause = self._timing.retry
            except LoginRefused as error:
                self._incoming.put_nowait(LinkDown(error.sentence()))
                pause = min(pause * 2, self._timing.longest_retry)

    async def _watch(self, link: Link) -> None:
        silent = 0
        while silent < 2 and link.is_open:
            pending = self._write("Ping", {})
            reply = await self._finish(pending, self._timing.ping)
            silent = 0 if reply.state is not ActionState.UNKNOWN else silent + 1
            if not silent:
                await asyncio.sleep(self._timing.ping_pause)
        link.abort("the exchange does not answer")
