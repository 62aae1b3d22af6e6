"""Knows how SIPp plays the people on the telephone: one process each, told by SIP messages what to do now."""

import asyncio
import math
import re
import shutil
import socket
import time
import uuid
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from app.demo.problems import DemoFailed
from app.wording import say

HOST = "127.0.0.1"
AGENT_TONE, CUSTOMER_TONE = 660, 440
_SCENARIOS = Path(__file__).parent / "sipp"
_RATE = 8000
_PATIENCE = 40.0
_number = count(1)


@dataclass(frozen=True, slots=True)
class Line:
    """A telephone line: the switch's SIP port, our own port, and the number that is called on it."""

    switch: int
    own: int
    called: str
    keys: tuple[str, ...] = ()
    """More words of the scenario, as SIPp's command line takes them."""


class Phone:
    """One person on the telephone."""

    def __init__(self, process: Process, port: int, folder: Path) -> None:
        self._process, self._port, self._folder = process, port, folder

    async def rings(self) -> None:
        """Until somebody calls."""
        await self._until(lambda: "INVITE sip:" in self._messages(), say("a call", "wywołanie"))

    async def is_up(self) -> None:
        """Until the call is answered and both sides know it."""
        await self._until(lambda: "\nACK sip:" in self._messages(), say("an answer", "odebranie"))

    def answer(self) -> None:
        """Take the call."""
        self._tell("MESSAGE")

    def hang_up(self) -> None:
        """End the call."""
        self._tell("INFO")

    async def finished(self) -> None:
        """Until the person's part is over; SIPp says when something went otherwise than it should."""
        async with asyncio.timeout(30):
            code = await self._process.wait()
        if code != 0:
            raise DemoFailed(what=f"SIPp ({code}): {self._folder}")

    async def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def listening(self) -> None:
        """Until its SIP port is open: an INVITE before that would be lost."""
        wanted = f":{self._port:04X} "
        udp = Path("/proc/net/udp")
        await self._until(lambda: wanted in udp.read_text(encoding="ascii"), "SIPp")

    def _messages(self) -> str:
        file = self._folder / "messages.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    async def _until(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while True:
            if condition():
                return
            if self._process.returncode is not None or time.monotonic() > deadline:
                raise DemoFailed(what=what)
            await asyncio.sleep(0.02)

    def _tell(self, word: str) -> None:
        call_id = re.findall(r"^Call-ID: *(\S+)", self._messages(), re.MULTILINE)[0]
        lines = (
            f"{word} sip:you@{HOST}:{self._port} SIP/2.0",
            f"Via: SIP/2.0/UDP {HOST}:9;branch=z9hG4bK{uuid.uuid4().hex}",
            f"From: <sip:demo@{HOST}>;tag=demo",
            f"To: <sip:you@{HOST}>",
            f"Call-ID: {call_id}",
            f"CSeq: 1 {word}",
            "Content-Length: 0",
            "",
            "",
        )
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto("\r\n".join(lines).encode(), (HOST, self._port))


async def start_phone(scenario: str, line: Line, tone: int, folder: Path) -> Phone:
    """Start a person with a scenario of `sipp/`; `tone` in hertz is what is heard of the person."""
    own = folder / f"{next(_number)}-{scenario}"
    own.mkdir(parents=True)
    text = (_SCENARIOS / f"{scenario}.xml").read_text(encoding="utf-8")
    # SIPp replaces no keyword in the name of a sound file.
    written = text.replace("@TONE@", str(_tone(folder, tone))).replace("@KEYS@", "")
    (own / "scenario.xml").write_text(written, encoding="utf-8")
    with (own / "screen.log").open("wb") as screen:
        process = await asyncio.create_subprocess_exec(
            *_command(line, own), cwd=own, stdin=DEVNULL, stdout=screen, stderr=screen
        )
    phone = Phone(process, line.own, own)
    await phone.listening()
    return phone


def free_port(spare: int = 0) -> int:
    """A free even UDP port on the loopback, with `spare` free ones after it."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((HOST, 0))
            port: int = probe.getsockname()[1] & ~1
        if all(_is_free(port + offset) for offset in range(spare + 1)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def _command(line: Line, folder: Path) -> list[str]:
    return [
        *(shutil.which("sipp") or "sipp", f"{HOST}:{line.switch}"),
        *("-sf", str(folder / "scenario.xml"), "-s", line.called.removeprefix("+")),
        *("-i", HOST, "-mi", HOST, "-p", str(line.own), "-mp", str(free_port(spare=8))),
        *("-m", "1", "-nostdin", "-recv_timeout", "100000", "-timeout", "110s"),
        *("-trace_msg", "-message_file", str(folder / "messages.log")),
        *("-trace_err", "-error_file", str(folder / "errors.log")),
        *line.keys,
    ]


def _tone(folder: Path, hertz: int) -> Path:
    """Two seconds of a tone in a-law, which SIPp repeats."""
    file = folder / f"{hertz}.alaw"
    if not file.exists():
        samples = (8000 * math.sin(2 * math.pi * hertz * i / _RATE) for i in range(2 * _RATE))
        file.write_bytes(bytes(_alaw(int(sample)) for sample in samples))
    return file


def _alaw(sample: int) -> int:
    """G.711: sign, three bits of exponent, four of mantissa, every second bit turned over."""
    sign, size = (0x80, sample) if sample >= 0 else (0, -sample)
    size = min(size, 32_635) >> 4
    exponent = max(size.bit_length() - 4, 0) if size >= 16 else 0
    mantissa = (size >> max(exponent - 1, 0)) & 0x0F
    return (sign | exponent << 4 | mantissa) ^ 0x55
