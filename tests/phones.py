"""Knows how SIPp plays the people on the telephone: one process each, judged by exit code and log."""

import asyncio
import re
import shutil
import signal
import socket
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

SCENARIOS = Path(__file__).parent / "sipp"
HOST = "127.0.0.1"
_number = count(1)


def free_port(kind: socket.SocketKind = socket.SOCK_DGRAM, spare: int = 0) -> int:
    """A free port on the loopback, even, with `spare` free ones after it."""
    for _ in range(1000):
        with socket.socket(socket.AF_INET, kind) as probe:
            probe.bind((HOST, 0))
            port: int = probe.getsockname()[1] & ~1
        if all(_is_free(port + i, kind) for i in range(spare + 1)):
            return port
    raise AssertionError("no free port was found")


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a person does: the scenario, the tone said, when to act (`wait_ms`), to hang up (`stay_ms`)."""

    scenario: str
    tone: Path | None = None
    wait_ms: int = 0
    stay_ms: int = 20_000
    keys: str = ""
    status: str = "486"
    words: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()

    def text(self) -> str:
        """The scenario; SIPp replaces no keyword in the names of tones, in keys and in status lines."""
        text = (SCENARIOS / f"{self.scenario}.xml").read_text(encoding="utf-8")
        return (
            text.replace("@TONE@", str(self.tone))
            .replace("@KEYS@", self.keys)
            .replace("@STATUS@", self.status)
        )


class Phone:
    """One SIPp process with its SIP and RTP ports."""

    def __init__(self, process: Process, port: int, folder: Path) -> None:
        self.process = process
        self.port = port
        self.folder = folder

    @property
    def media_port(self) -> int:
        """Where it hears, as its own SDP says."""
        said = re.findall(r"o=- 1 1 IN IP4 [^m]+m=audio (\d+) ", self.messages())
        return int(said[-1]) if said else 0

    async def listening(self) -> None:
        """Until its SIP port is open (or it has ended): an INVITE before that would be lost."""
        wanted = f":{self.port:04X} "
        async with asyncio.timeout(10):
            while wanted not in Path("/proc/net/udp").read_text() and self.process.returncode is None:
                await asyncio.sleep(0.01)

    async def finished(self, patience: float = 30.0) -> int:
        """The exit code: 0 when everything went as the scenario says."""
        return await asyncio.wait_for(self.process.wait(), patience)

    def messages(self) -> str:
        """The SIP messages so far."""
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("messages.log"))

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()


async def start_phone(
    folder: Path, exchange_port: int, behaviour: Behaviour, port: int | None = None, called: str = "100"
) -> Phone:
    """Starts a person; a `port` is given where the person is to be called."""
    own = folder / f"phone-{next(_number)}"
    own.mkdir(parents=True)
    scenario = own / "scenario.xml"
    scenario.write_text(behaviour.text(), encoding="utf-8")
    port, media = port or free_port(), free_port(spare=8)
    words = {"number": "+48501000001", "shown": "Jan", "expires": "3600", **behaviour.words}
    keys = [part for key, value in words.items() for part in ("-key", key, value)]
    command = [
        *(shutil.which("sipp") or "sipp", f"{HOST}:{exchange_port}", "-sf", str(scenario), "-s", called),
        *("-i", HOST, "-mi", HOST, "-p", str(port), "-mp", str(media), "-m", "1", "-nostdin"),
        *("-d", str(behaviour.wait_ms), "-recv_timeout", str(behaviour.stay_ms), "-timeout", "110s"),
        *("-trace_err", "-error_file", str(own / "errors.log")),
        *("-trace_msg", "-message_file", str(own / "messages.log")),
        *keys,
        *behaviour.options,
    ]
    with (own / "screen.log").open("wb") as screen:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=own, stdin=DEVNULL, stdout=screen, stderr=screen
        )
    phone = Phone(process, port, own)
    await phone.listening()
    return phone
