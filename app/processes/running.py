"""Knows how a long-running process begins, logs, and ends at a signal."""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec

from uvicorn.loops.auto import auto_loop_factory

from app.settings import Settings

P = ParamSpec("P")


def run_until_signal(
    body: Callable[Concatenate[Settings, P], Awaitable[None]],
    settings: Settings,
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Run `body(settings, …)` until it ends or SIGINT or SIGTERM comes."""
    logging.basicConfig(
        stream=sys.stderr,
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    # mail.log is aiosmtpd: it writes down who is written to.
    for chatty in ("temporalio", "asyncio", "panoramisk", "uvicorn.access", "mail.log"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_run(lambda: body(settings, *args, **kwargs)))


async def _run(body: Callable[[], Awaitable[None]]) -> None:
    task = asyncio.ensure_future(body())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return
