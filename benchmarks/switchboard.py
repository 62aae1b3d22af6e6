"""Knows the Asterisk of an office from outside: what the benchmark adds to it, and when each channel did what."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from benchmarks.office import Office
from telephony.ami import Ami
from telephony.wire import AmiAddress, AmiEvent
from tests.installation import until

_AGENT = re.compile(r"PJSIP/(agent-\d+)-")
SOUND_PORTS = (30_000, 31_999)


async def extend(office: Office, dialplan: str, queues: str = "") -> None:
    """More of a dialplan and queues, sound for many calls, and no end for those whose phones are silent."""
    etc = office.house.state / "asterisk" / "etc"
    for name, text in (("extensions", dialplan), ("queues", queues)):
        with (etc / f"{name}.conf").open("a", encoding="utf-8") as file:
            file.write(text)
    rtp = (etc / "rtp.conf").read_text()
    for name, port in zip(("rtpstart", "rtpend"), SOUND_PORTS, strict=True):
        rtp = re.sub(rf"{name} *= *\d+", f"{name} = {port}", rtp)
    (etc / "rtp.conf").write_text(rtp)
    pjsip = (etc / "pjsip.conf").read_text()
    (etc / "pjsip.conf").write_text(re.sub(r"(rtp_timeout\w*) *= *\d+", r"\1 = 0", pjsip))
    ami = Ami(_address(office, "config"))
    await ami.connect()
    for module in ("pbx_config.so", "app_queue.so", "res_rtp_asterisk.so", "res_pjsip.so"):
        await until(partial(_reloaded, ami, module), 10, f"{module} is loaded again")
    await ami.close()


async def _reloaded(ami: Ami, module: str) -> bool:
    """Not while the gateway writes the same folder anew."""
    return (await ami.action("Reload", {"Module": module})).ok


def _address(office: Office, user: str) -> AmiAddress:
    key = {"config": "ami-config", "gateway-b": "ami-b"}[user]
    secret = (office.house.state / "keys" / key).read_text().strip()
    return AmiAddress("127.0.0.1", office.house.port("ami"), user, secret)


@dataclass
class Moments:
    """Asterisk's own time stamps, in the order of its events."""

    events: list[AmiEvent] = field(default_factory=list[AmiEvent])

    def of(self, name: str) -> list[AmiEvent]:
        return [event for event in self.events if event.name == name]

    def lives(self) -> list[float]:
        """Seconds from INVITE to hang-up, of every channel that is gone."""
        born = {event.get("Uniqueid"): stamp(event) for event in self.of("Newchannel")}
        ends = self.of("Hangup")
        return [stamp(end) - born[end.get("Uniqueid")] for end in ends if end.get("Uniqueid") in born]

    def between_calls(self) -> list[float]:
        """Seconds from an agent's hang-up until the same agent talks again, where a caller was waiting already."""
        ready: set[str] = set()
        left: dict[str, float] = {}
        gaps: list[float] = []
        for event in self.events:
            agent = _AGENT.match(event.get("Channel"))
            if agent is None:
                _follow(ready, event)
            elif event.name == "Hangup" and ready:
                left[agent[1]] = stamp(event)
            elif event.name == "BridgeEnter" and agent[1] in left:
                gaps.append(stamp(event) - left.pop(agent[1]))
        return gaps

    def to_be_connected(self) -> list[float]:
        """Seconds from the last `ready` event of a caller until the caller talks."""
        ready: dict[str, float] = {}
        waits: list[float] = []
        for event in self.events:
            channel = event.get("Uniqueid")
            if is_ready(event):
                ready[channel] = stamp(event)
            elif event.name == "BridgeEnter" and channel in ready:
                waits.append(stamp(event) - ready.pop(channel))
        return waits


def is_ready(event: AmiEvent) -> bool:
    """The caller was answered, or has heard the announcement: what comes next is the queue."""
    answered = event.name == "Newstate" and event.get("ChannelStateDesc") == "Up"
    return (answered or event.name == "AsyncAGIExec") and _AGENT.match(event.get("Channel")) is None


def _follow(ready: set[str], event: AmiEvent) -> None:
    if is_ready(event):
        ready.add(event.get("Uniqueid"))
    elif event.name in {"BridgeEnter", "Hangup"}:
        ready.discard(event.get("Uniqueid"))


def stamp(event: AmiEvent) -> float:
    return float(event.get("Timestamp"))


@asynccontextmanager
async def watched(office: Office) -> AsyncGenerator[Moments]:
    """Everything that Asterisk says meanwhile."""
    moments = Moments()
    ami = Ami(_address(office, "gateway-b"))
    await ami.connect()

    async def listen() -> None:
        while True:
            incoming = await ami.next_event()
            if isinstance(incoming, AmiEvent) and incoming.get("Timestamp"):
                moments.events.append(incoming)

    task = asyncio.create_task(listen())
    try:
        yield moments
        await asyncio.sleep(0.5)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await ami.close()
