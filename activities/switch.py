"""Knows how workflows order something from the switch; an order's activity is completed from outside."""

from datetime import UTC, datetime

from temporalio import activity

from activities.ports import Switch
from domain.calls import Command, CommandResult, OpenCommand
from domain.ids import CampaignId


class SwitchActivities:
    """The activities of a node's task queue, run by the gateway that leads it."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    @activity.defn
    async def order(self, command: Command) -> CommandResult:
        """Store the order and begin it; whoever leads the node completes this activity with a `CommandResult`."""
        info = activity.info()
        await self._switch.order(
            OpenCommand(
                command=command,
                workflow_id=info.workflow_id or "",
                run_id=info.workflow_run_id or "",
                activity_id=info.activity_id,
                created_at=datetime.now(UTC),
            )
        )
        activity.raise_complete_async()

    @activity.defn
    async def pace(self, campaign_id: CampaignId) -> bool:
        """Dial what is due while seats are free, for ten minutes; whether the campaign is still on."""
        return await self._switch.pace(campaign_id, activity.heartbeat)
