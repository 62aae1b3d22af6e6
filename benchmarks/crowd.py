"""Knows how one SIPp plays many people at once: callers, agents' phones, customers who are busy."""

import asyncio
import csv
import re
import shutil
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.measuring import VoidRun
from tests.installation import until
from tests.phones import HOST, SCENARIOS, free_port

_TONE = re.compile(r"<nop><action><exec rtp_stream=[^\n]*\n")


_UNTIL_BYE = '<recv request="BYE" ontimeout="hang_up"/>'


def talk(least_ms: int, most_ms: int) -> str:
    """Of a random length: equal ones beat in time with whatever looks again each second."""
    return f'<pause distribution="uniform" min="{least_ms}" max="{most_ms}"/>\n  <nop next="hang_up"/>'


def scenario(name: str, talking: str = _UNTIL_BYE) -> str:
    """A scenario of the tests for a crowd: silent, and each of the crowd with a line of the file of people."""
    text = (SCENARIOS / f"{name}.xml").read_text(encoding="utf-8")
    text = text.replace(_UNTIL_BYE, talking)
    text = _TONE.sub("", text).replace("[rtpstream_audio_port]", "[media_port]")
    text = text.replace("[authentication]", "[field1]")
    if name == "register":
        text = text.replace("[service]@[local_ip]:[local_port]", "[field0]@[local_ip]:[phones]")
        text = text.replace("[service]", "[field0]")
    return text.replace('"[shown]"', '"Jan"').replace("[number]", "[field0]").replace("@STATUS@", "486")


def credentials(user: str, secret: str) -> str:
    """What SIPp replaces by the answer to a challenge."""
    return f"[authentication username={user} password={secret}]"


def _command(folder: Path, exchange_port: int, people: Sequence[Sequence[str]], port: int) -> list[str]:
    command = [shutil.which("sipp") or "sipp", f"{HOST}:{exchange_port}", "-sf", str(folder / "scenario.xml")]
    command += ["-i", HOST, "-p", str(port), "-mi", HOST, "-mp", str(free_port(spare=8)), "-nostdin"]
    command += [
        "-trace_err",
        "-error_file",
        str(folder / "errors.log"),
        "-l",
        "2000",
        "-key",
        "expires",
        "3600",
    ]
    if people:
        with (folder / "people.csv").open("w", newline="") as file:
            file.write("SEQUENTIAL\n")
            csv.writer(file, delimiter=";", lineterminator="\n").writerows(people)
        command += ["-inf", str(folder / "people.csv"), "-m", str(len(people))]
    return command


class Crowd:
    """One SIPp process."""

    def __init__(self, folder: Path, process: Process) -> None:
        self.folder = folder
        self._process = process

    @classmethod
    async def gather(
        cls, folder: Path, exchange_port: int, name: str, people: Sequence[Sequence[str]] = (), *options: str
    ) -> "Crowd":
        """Start it; with `people` each calls (or registers) once, without it waits to be called on `-p`.

        The name may be followed by how long the people talk: `callee 7000-13000`.
        """
        name, _, span = name.partition(" ")
        least, _, most = span.partition("-")
        folder = folder / f"{name}-{free_port()}"
        folder.mkdir(parents=True)
        text = scenario(name, talk(int(least), int(most)) if span else _UNTIL_BYE)
        (folder / "scenario.xml").write_text(text, encoding="utf-8")
        port = int(dict(pairwise(options)).get("-p") or free_port())
        command = [*_command(folder, exchange_port, people, port), *options]
        with (folder / "screen.log").open("wb") as screen:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=folder, stdin=DEVNULL, stdout=screen, stderr=screen
            )
        crowd, wanted = cls(folder, process), f":{port:04X} "
        await until(lambda: wanted in Path("/proc/net/udp").read_text() or crowd.ended, 10, "SIPp listens")
        return crowd

    @property
    def ended(self) -> bool:
        return self._process.returncode is not None

    async def finished(self, patience: float) -> None:
        """Everybody did as the scenario says; otherwise the run is void."""
        code = await asyncio.wait_for(self._process.wait(), patience)
        if code != 0:
            raise VoidRun(f"SIPp {self.folder.name} ended with {code}: {self.errors()}")

    def errors(self) -> str:
        file = self.folder / "errors.log"
        return file.read_text(errors="replace")[:400] if file.exists() else ""

    async def stop(self) -> None:
        if not self.ended:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()
