"""Knows how one cell of the fault matrix is played and judged."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client as Temporal

from tests.faults import oracle
from tests.faults.floor import MENU, MENU_SECONDS, PROMPT, PROMPT_SECONDS, Opener
from tests.faults.killing import kill
from tests.faults.mailbox import Mailbox
from tests.faults.moments import INBOUND, Step, Story, steps_of
from tests.faults.oracle import Oracle
from tests.installation import Installation, until
from tests.rtp import Capture

Fault = Callable[[Story], Awaitable[float]]
"""Does harm; the moment from which control is waited for."""


@dataclass
class Stage:
    """What a cell is played on."""

    house: Installation
    opener: Opener
    temporal: Temporal
    mailbox: Mailbox
    capture: Capture
    folder: Path
    request: pytest.FixtureRequest

    async def play(self, moment: str, fault: str | Fault, mail: str = "transactional") -> Story:
        """Drive a story to the moment, do the harm, go on to the end; then everything is judged at once."""
        story = await self.open(moment, mail)
        before, after = steps_of(moment)
        problems: list[str] = []
        back = float("inf")
        try:
            await _walk(story, before)
            harmed = await (kill(self.house, fault) if isinstance(fault, str) else fault(story))
            await after[0](story)
            back = time.time() - max(harmed, story.possible_at)
            await _walk(story, after[1:])
        except AssertionError as error:
            problems.append(f"stuck: {error}")
        finally:
            self.mailbox.let_go()
        problems += await self._judge(story, moment in INBOUND, back)
        self._tell((moment, _name(fault), f"{self._gap(story):.0f}", f"{max(back, 0):.1f}"), problems)
        assert not problems, problems
        return story

    async def open(self, moment: str, mail: str = "transactional") -> Story:
        floor = await self.opener.open("inbound" if moment in INBOUND else "both", mail)
        return Story(floor, self.folder, self.mailbox)

    async def bring_to(self, moment: str) -> Story:
        """A story at that moment, for a test that goes on by itself."""
        story = await self.open(moment)
        await _walk(story, steps_of(moment)[0])
        return story

    async def pass_time(self, seconds: float) -> None:
        """Until so much time has passed: what must not happen has had its chance."""
        over = time.time() + seconds
        await until(lambda: time.time() > over, seconds + 1)

    async def seat_rests(self, story: Story, within: float) -> None:
        await until(lambda: story.floor.seat() in ("free", "wrap_up"), within, "the agent is ready again")

    async def draft_of(self, story: Story) -> None:
        """Until the API has taken the agent's save and waits for the workflow."""
        query = "SELECT 1 FROM disposition WHERE case_id = ?"
        await until(lambda: self.house.sql(query, story.floor.case_id), 10, "the draft of the save")

    def history_rows(self, story: Story) -> int:
        query = "SELECT COUNT(*) FROM case_history WHERE case_id = ?"
        return int(self.house.sql(query, story.floor.case_id)[0][0])

    def in_background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.create_task(work)

    @asynccontextmanager
    async def frozen(self, name: str) -> AsyncIterator[None]:
        """One of our processes stands still, as a machine does that has too much to do."""
        pid = self.house.kill(name, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    async def judge(self, story: Story, direction: str) -> None:
        """The invariants for a test that went on by itself."""
        problems = await self._judge(story, direction == "inbound", 0.0)
        assert not problems, problems

    def _gap(self, story: Story) -> float:
        return oracle.gap_ms(self.capture, story.customer.media_port)

    def _tell(self, cell: tuple[str, ...], problems: list[str]) -> None:
        verdict = "; ".join(problems).replace("|", "/")[:200] or "ok"
        self.request.node.user_properties.append(("cell", "|".join((*cell, verdict))))

    async def _judge(self, story: Story, inbound: bool, back: float) -> list[str]:
        problems = await Oracle(story.floor, self.temporal).verdict()
        for phone in (story.customer, story.phone):
            with suppress(TimeoutError):
                await phone.finished(10 if phone is story.customer else 1)
        wire = self.folder / "wire.pcap"
        problems += [
            f"{who}'s SIP dialog ended with {phone.process.returncode}"
            for who, phone in (("customer", story.customer), ("agent", story.phone))
            if phone.process.returncode not in (0, None)
            or (who == "customer" and phone.process.returncode is None)
        ]
        if oracle.rings(wire, story.phone.port) > 1:
            problems.append("the agent's phone rang again")
        if not inbound and oracle.rings(wire, story.customer.port) != 1:
            problems.append("the customer was dialled again")
        if self._gap(story) > oracle.GAP_TOLERATED:
            problems.append("a hole in what the customer heard")
        if back > oracle.BACK_TOLERATED:
            problems.append("control came back too late")
        return problems + (self._judge_inbound(story) if inbound else self._judge_outbound(story))

    def _judge_inbound(self, story: Story) -> list[str]:
        heard = self.capture.heard_at(story.customer.media_port)
        problems: list[str] = []
        if (
            heard.seconds_of(PROMPT) > 2 * PROMPT_SECONDS + 0.3
            or heard.seconds_of(MENU) > 2 * MENU_SECONDS + 0.3
        ):
            problems.append("a prompt was heard more than twice")
        if story.floor.case("status") != "wyslano":
            problems.append(f"the case ended as {story.floor.case('status')}")
        mails = self.mailbox.texts_for(story.floor.email)
        if len({mail.message_id for mail in mails}) > 1 or len(mails) > 2:
            problems.append(f"{len(mails)} mails")
        return problems

    def _judge_outbound(self, story: Story) -> list[str]:
        status, bridged = story.floor.case("status"), story.floor.call("bridged_at")
        outcomes = story.floor.house.sql(
            "SELECT outcome FROM attempt WHERE case_id = ? AND outcome <> 'cancelled'", story.floor.case_id
        )
        expected = ("odmowa", [("answered",)]) if bridged else ("nieobsluzony", [("unhandled",)])
        return [] if (status, outcomes) == expected else [f"the case ended as {status}, outcomes {outcomes}"]


async def _walk(story: Story, steps: list[Step]) -> None:
    for step in steps:
        await step(story)


def _name(fault: str | Fault) -> str:
    return fault if isinstance(fault, str) else fault.__name__.replace("_", " ")
