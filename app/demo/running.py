"""Knows how the demo gets a running Centralka: the one that is here, else one for the time of the demo."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2

from app.client import PREFIX, api_of
from app.demo.problems import DemoFailed
from app.settings import Settings
from app.supervisor.installation import environment_for_ours, our_command
from app.supervisor.processes import Places
from app.supervisor.single import supervisor
from app.supervisor.welcome import running_words
from app.wording import say
from domain.errors import CentralkaError

_FIRST_TIME = 900.0
"""Seconds: the servers may have to be fetched and built."""
_END = 30.0


@contextmanager
def running_system(settings: Settings) -> Generator[None]:
    """Everything is ready while the block runs; what was started here is ended afterwards."""
    places = Places.of(settings.state)
    if supervisor(places.run) is not None or _is_ready(settings):
        _wait(lambda: _is_ready(settings) and _has_first_user(settings), None)
        yield
        return
    log = places.log("demo-up")
    with log.open("wb") as out:
        child = subprocess.Popen(
            our_command("up"), env=environment_for_ours(settings), stdin=subprocess.DEVNULL, stderr=out,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait(_Echo(log).has_said_welcome, child)
        yield
    finally:
        child.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            child.wait(_END)


class _Echo:
    """Shows what the new `up` says; it says that it is running when it has made all that a new user needs."""

    def __init__(self, log: Path) -> None:
        self._log, self._shown = log, 0

    def has_said_welcome(self) -> bool:
        text = self._log.read_text(encoding="utf-8", errors="replace")
        sys.stderr.write(text[self._shown :])
        sys.stderr.flush()
        self._shown = len(text)
        return running_words() in text


def _wait(condition: Callable[[], bool], child: "subprocess.Popen[bytes] | None") -> None:
    deadline = time.monotonic() + _FIRST_TIME
    while not condition():
        if (child is not None and child.poll() is not None) or time.monotonic() > deadline:
            raise DemoFailed(what=say("a running system", "działający system"))
        time.sleep(0.2)


def _is_ready(settings: Settings) -> bool:
    try:
        return httpx2.get(f"{settings.api_url}{PREFIX}/health/ready", timeout=3, trust_env=False).is_success
    except httpx2.TransportError:
        return False


def _has_first_user(settings: Settings) -> bool:
    try:
        api_of(settings, settings.api_url).get("/session")
    except CentralkaError:
        return False
    return True
