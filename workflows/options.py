"""Knows how long each sort of activity may take and how it is repeated."""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy


class LocalOptions(TypedDict):
    start_to_close_timeout: timedelta
    retry_policy: RetryPolicy


QUICK: LocalOptions = {
    "start_to_close_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=100), maximum_interval=timedelta(seconds=1)
    ),
}
"""Short database work, done in the worker itself."""

_AT_ONCE = RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_interval=timedelta(seconds=1))


class DeliveryOptions(LocalOptions):
    heartbeat_timeout: timedelta


DELIVERY: DeliveryOptions = {
    "start_to_close_timeout": timedelta(minutes=2),
    "heartbeat_timeout": timedelta(seconds=5),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1), backoff_coefficient=2.0, maximum_interval=timedelta(minutes=5)
    ),
}
"""Something that leaves the house, under its ledger key; its worker's death is noticed by the missing heartbeat."""


class SwitchOptions(TypedDict):
    task_queue: str
    start_to_close_timeout: timedelta
    retry_policy: RetryPolicy


def on_the_switch(node: str, patience: timedelta) -> SwitchOptions:
    """An order completed from outside: the switch's patience and a margin for an outage of ours."""
    return {
        "task_queue": f"switch-{node}",
        "start_to_close_timeout": patience + timedelta(minutes=2),
        "retry_policy": _AT_ONCE,
    }
