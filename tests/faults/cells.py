"""Knows how one cell of the fault matrix is played and judged."""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from temporalio.client import Client as Temporal

from tests.faults import oracle
from tests.faults.floor import MENU, MENU_SECONDS, PROMPT, PROMPT_SECONDS, Opener
from tests.faults.killing import kill
from tests.faults.mailbox import Mailbox
from tests.faults.moments import INBOUND, Story, steps_of
from tests.faults.oracle import Oracle
from tests.installation import Installation
from tests.rtp import Capture


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

    async def play(self, moment: str, process: str, mail: str = "transactional") -> Story:
        """Drive a story to the moment, kill, go on to the end; then everything is judged at once."""
        inbound = moment in INBOUND
        floor = await self.opener.open("inbound" if inbound else "both", mail)
        story = Story(floor, self.folder, self.mailbox)
        before, after = steps_of(moment)
        problems: list[str] = []
        back = float("inf")
        try:
            for step in before:
                await step(story)
            restarted = await self._kill(process, story)
            await after[0](story)
            back = time.time() - max(restarted, story.possible_at)
            for step in after[1:]:
                await step(story)
        except AssertionError as error:
            problems.append(f"stuck: {error}")
        finally:
            self.mailbox.let_go()
        problems += await self._judge(story, inbound, back)
        gap = oracle.gap_ms(self.capture, story.customer.media_port)
        verdict = "ok" if not problems else "; ".join(problems)
        cell = (moment, process, f"{gap:.0f}", f"{max(back, 0):.1f}", verdict.replace("|", "/")[:200])
        self.request.node.user_properties.append(("cell", "|".join(cell)))
        assert not problems, problems
        return story

    async def _kill(self, process: str, story: Story) -> float:
        return await kill(self.house, process)

    async def _judge(self, story: Story, inbound: bool, back: float) -> list[str]:
        problems = await Oracle(story.floor, self.temporal).verdict()
        with suppress(TimeoutError):
            await story.customer.finished(10)
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
        if oracle.gap_ms(self.capture, story.customer.media_port) > oracle.GAP_TOLERATED:
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
