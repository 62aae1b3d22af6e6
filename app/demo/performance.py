"""Knows one performance of the demo from its preparation to what it cost, on the running system."""

import asyncio
import shutil
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

from app.client import LOCAL_KEY, Api
from app.demo.cost import History, histories
from app.demo.problems import DemoWithoutSipp, DemoWouldCallOut
from app.demo.stage import Stage, set_stage
from app.demo.story import Story
from app.demo.telling import Teller
from app.demo.timeline import Timeline, listening
from app.examples import rehearsals
from app.keys import installation_secret
from app.scenarios import summary
from app.settings import Settings
from app.wording import say

Print = Callable[[str], None]


def perform(settings: Settings, out: Print) -> None:
    """Play the story on the running system, in its language."""
    if settings.switch.trunk:
        raise DemoWouldCallOut(trunk=settings.switch.trunk)
    if shutil.which("sipp") is None:
        raise DemoWithoutSipp
    admin = Api(settings.api_url, installation_secret(settings.state, LOCAL_KEY))
    out(
        say(
            "Preparing the campaign, the agent and the phones…",
            "Przygotowuję kampanię, konsultanta i telefony…",
        )
    )
    stage = set_stage(admin)
    wanted = {"name": f"demo-{uuid.uuid4().hex[:8]}", "roles": ["agent"], "user_id": stage.agent_id}
    made = admin.post("/api-keys", wanted).body
    try:
        story = Story(settings, stage, admin, Api(settings.api_url, made["secret"]))
        asyncio.run(_play(settings, stage, story, out))
        _tell_examples(out)
    finally:
        admin.delete(f"/api-keys/{made['id']}")


async def _play(settings: Settings, stage: Stage, story: Story, out: Print) -> None:
    teller = Teller(stage.cast, settings.zone)
    timeline = Timeline(stage.campaign_id, stage.agent_id, teller.tell, out)
    key = installation_secret(settings.state, LOCAL_KEY)
    lasting = [f"agent-{stage.agent_id}", f"campaign-{stage.campaign_id}"]
    before = await histories(settings, lasting)
    folder = Path(tempfile.mkdtemp(prefix="centralka-demo-"))
    try:
        async with listening(settings.api_url, key, timeline):
            await story.play(timeline, folder)
            own = [f"call-{call}" for call in story.calls]
            after = await histories(settings, [*own, f"case-{story.case}", *lasting])
    finally:
        await story.close()
        shutil.rmtree(folder, ignore_errors=True)
    _tell_cost({name: now.since(before.get(name, History())) for name, now in after.items()}, out)


def _tell_examples(out: Print) -> None:
    """The weeks of all example processes, which are published, in milliseconds."""
    out(
        say(
            "The example processes are published; their stories, played by the same interpreter:",
            "Przykładowe procesy są opublikowane; ich historie, odegrane przez ten sam interpreter:",
        )
    )
    for rehearsal in rehearsals():
        out(f"  {summary(rehearsal)}")


def _tell_cost(events: dict[str, int], out: Print) -> None:
    words = {
        "call": say("call", "połączenie"),
        "case": say("case", "sprawa"),
        "agent": say("agent", "konsultant"),
        "campaign": say("campaign", "kampania"),
    }
    parts = [f"{words[name.partition('-')[0]]} {count}" for name, count in events.items()]
    total = sum(events.values())
    out(
        say("Temporal history events: ", "Zdarzenia w historiach Temporal: ")
        + f"{', '.join(parts)} = {total}"
    )
