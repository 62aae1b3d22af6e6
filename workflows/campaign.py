"""Knows a campaign that is on: it keeps one pacing activity alive on its switch until it is switched off."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception
from temporalio.workflow import ActivityCancellationType

from activities.switch import SwitchActivities
from domain.ids import CampaignId

PACE = timedelta(minutes=10)


@workflow.defn
class CampaignWorkflow:
    """Runs while the campaign is on. An attempt costs it no event: the activity paces by itself in SQL."""

    def __init__(self) -> None:
        self._stopped = False

    @workflow.run
    async def run(self, campaign_id: CampaignId, node: str) -> None:
        pacing = workflow.start_activity_method(
            SwitchActivities.pace,
            campaign_id,
            task_queue=f"switch-{node}",
            activity_id="pace",
            start_to_close_timeout=2 * PACE,
            heartbeat_timeout=timedelta(seconds=5),
            cancellation_type=ActivityCancellationType.TRY_CANCEL,
            retry_policy=RetryPolicy(
                initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=2)
            ),
        )
        still_on = False
        try:
            await workflow.wait_condition(lambda: self._stopped or pacing.done())
            if self._stopped:
                pacing.cancel()
            still_on = await pacing
        except ActivityError as error:
            if not is_cancelled_exception(error):
                raise
        if still_on and not self._stopped:
            workflow.continue_as_new(args=[campaign_id, node])

    @workflow.signal
    def stop(self) -> None:
        self._stopped = True
