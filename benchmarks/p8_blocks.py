"""Knows P8: what a durable IVR block costs in time, against native dialplan on the same Asterisk."""

import asyncio
from statistics import median

from benchmarks.measuring import Figure, Goal, VoidRun, interleaved_async, p95
from benchmarks.office import NAME, Office, opened
from benchmarks.switchboard import extend, watched
from tests.rtp import write_wav_tone

BLOCKS, PROMPT_S, CALLS, ROUNDS = 10, 1.5, 4, 5
NATIVE = "900"


def tree() -> str:
    """Eight announcements, and two menus whose caller says nothing."""
    lines = [f"ivr: {NAME}", "language: pl", "blocks:"]
    for number in range(BLOCKS):
        following = f"b{number + 1}" if number + 1 < BLOCKS else "koniec"
        if number % 5 == 4:
            rest = f"timeout: 1s, retries: 0, keys: {{1: koniec}}, no_input: {following}"
            lines.append(f'  b{number}: {{block: menu, say: "Zdanie {number}", {rest}}}')
        else:
            lines.append(f'  b{number}: {{block: announcement, say: "Zdanie {number}", next: {following}}}')
    return "\n".join([*lines, "  koniec: {block: hang_up}", ""])


def native(prompts: list[str]) -> str:
    """The same, as one would write it in Asterisk."""
    lines = ["", "[in]", f"exten => {NATIVE},1,Answer(0,i)"]
    for number, prompt in enumerate(prompts):
        block = f"Read(KEY,{prompt},1,,1,1)" if number % 5 == 4 else f"Playback({prompt})"
        lines.append(f" same => n,{block}")
    return "\n".join([*lines, " same => n,Hangup()", ""])


def _prompts(office: Office, seconds: float) -> list[str]:
    """Every sentence is a tone of the same length; their names as Asterisk sees them."""
    names: list[str] = []
    for number in range(BLOCKS):
        (found,) = office.house.sql("SELECT hash FROM prompt WHERE text = ?", f"Zdanie {number}")
        file = office.house.state / "asterisk" / "prompts" / f"{found[0]}.wav"
        write_wav_tone(file, 500 + 50 * number, seconds)
        file.chmod(0o644)
        inside = office.house.state.joinpath("asterisk").resolve().name
        names.append(f"/var/lib/centralka/{inside}/prompts/{found[0]}")
    return names


class Callers:
    """Groups of callers who listen to the end."""

    def __init__(self, office: Office, group: int) -> None:
        self._office, self._group, self._number = office, group, 0
        self.lives: dict[str, list[float]] = {"ours": [], "native": []}

    async def _call(self, arm: str, *options: str) -> float:
        numbers = [f"+48604{self._number + place:06d}" for place in range(self._group)]
        self._number += self._group
        async with watched(self._office) as moments:
            callers = await self._office.callers(numbers, "-r", "2", "-recv_timeout", "90000", *options)
            await callers.finished(120)
        lives = moments.lives()
        if len(lives) != self._group:
            raise VoidRun(f"{len(lives)} of {self._group} calls ended")
        self.lives[arm] += lives
        return median(lives)

    async def ours(self) -> float:
        return await self._call("ours")

    async def native(self) -> float:
        return await self._call("native", "-s", NATIVE)


async def _measure(prompt_s: float, calls: int, rounds: int) -> list[Figure]:
    async with opened(1, ivr=tree(), talk_ms=None) as office:
        await extend(office, native(_prompts(office, prompt_s)))
        callers = Callers(office, calls)
        await callers.ours()
        callers.lives["ours"].clear()
        pair = await interleaved_async(callers.ours, callers.native, rounds)
    usual = median(callers.lives["native"])
    added = [1000 * (life - usual) / BLOCKS for life in callers.lives["ours"]]
    work = f"{BLOCKS} blocks with prompts of {prompt_s:g} s, {calls} callers at a time"
    return [
        Figure(
            "P8",
            f"milliseconds added per block: {work}; p50 {median(added):.0f}, shown is p95",
            f"{median(callers.lives['ours']):.2f} s a call",
            f"native dialplan {usual:.2f} s",
            (p95(added),),
            Goal(60, at_least=False),
        ),
        Figure(
            "P8",
            f"the whole call: {work}",
            f"{median(callers.lives['ours']):.2f} s",
            f"native dialplan {usual:.2f} s",
            pair.ratios,
            Goal(1.05, at_least=False),
        ),
    ]


def measure(prompt_s: float = PROMPT_S, calls: int = CALLS, rounds: int = ROUNDS) -> list[Figure]:
    return asyncio.run(_measure(prompt_s, calls, rounds))
