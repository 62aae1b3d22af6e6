"""A campaign on a real Temporal: one pacing activity, alive until the switch is turned off."""

import asyncio

from fakes.house import FakeSwitch
from temporalio.client import Client
from workflow_office import unique, working

from app.work import TemporalWork
from domain.calls import CommandResult
from domain.ids import CampaignId


async def test_campaign_paces_until_it_is_switched_off(temporal: Client) -> None:
    switch = FakeSwitch(temporal, lambda _: CommandResult("ok"))
    campaign = CampaignId(unique("k").removeprefix("k-"))
    work = TemporalWork(temporal, "n1")
    async with working(temporal, switch):
        await work.start_campaign(campaign)
        await work.start_campaign(campaign)
        async with asyncio.timeout(10):
            while not switch.paced:
                await asyncio.sleep(0.02)
        await work.stop_campaign(campaign)
        await temporal.get_workflow_handle(f"campaign-{campaign}").result()
        await work.stop_campaign(campaign)
    assert switch.paced == 1
