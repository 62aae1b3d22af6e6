"""Knows a whole Centralka as a user gets it: started by `centralka up` in a folder of its own, driven by its API."""

import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx2

T = TypeVar("T")
CHECKOUT = Path(__file__).parents[1]
PORTS = ("api", "temporal", "ami", "sip", "web", "mail", "trunk")


async def until(check: Callable[[], T | None], patience: float, what: str = "") -> T:
    """Wait for a condition with a deadline; the value that fulfilled it."""
    deadline = time.monotonic() + patience
    while True:
        found = check()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience} s: {what or check}")
        await asyncio.sleep(0.05)


class Installation:
    """One running Centralka. `kill` and `stop` act on the processes that its own records name."""

    def __init__(self, state: Path, **environment: str) -> None:
        self.state = state
        self.environment = {
            **os.environ,
            "CENTRALKA_STATE": str(state),
            "CENTRALKA_LANGUAGE": "en",
            "PYTHONPATH": str(CHECKOUT),
            **{f"CENTRALKA_PORTS_{name.upper()}": "0" for name in PORTS},
            **environment,
        }
        self._up: subprocess.Popen[bytes] | None = None
        self.said = ""

    def start(self, patience: float = 90.0) -> None:
        """Run `centralka up` until it has said that everything runs."""
        self.state.mkdir(parents=True, exist_ok=True)
        log = self.state / "up.log"
        with log.open("wb") as out:
            self._up = subprocess.Popen(
                [sys.executable, "-m", "app", "up"],
                cwd=CHECKOUT,
                env=self.environment,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        deadline = time.monotonic() + patience
        while "is running" not in self.said or "./centralka demo" not in self.said:
            assert self._up.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
            self.said = log.read_text()

    def stop(self) -> None:
        """Ctrl-C."""
        if self._up is not None and self._up.poll() is None:
            self._up.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._up.wait(20)
            if self._up.poll() is None:
                self._up.kill()

    def password(self) -> tuple[str, str]:
        """The first user, as `up` tells a new user."""
        email = re.search(r"Sign in as\s+(\S+)", self.said)
        password = re.search(r"Password\s+(\S+)", self.said)
        assert email, self.said
        assert password, self.said
        return email[1], password[1]

    def port(self, name: str) -> int:
        return int(json.loads((self.state / "ports.json").read_text())[name])

    def pid(self, name: str) -> int:
        return int(json.loads((self.state / "run" / f"{name}.json").read_text())["pid"])

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal to the process of that name; its pid."""
        pid = self.pid(name)
        os.kill(pid, number)
        return pid

    @property
    def is_up(self) -> bool:
        """Whether `up` runs."""
        return self._up is not None and self._up.poll() is None

    def kill_up(self) -> None:
        """`kill -9` of `up` itself: what it started goes on."""
        assert self._up is not None
        self._up.kill()
        self._up.wait()

    def leader(self) -> str:
        """The gateway that leads now."""
        return str(self.sql("SELECT holder FROM leadership")[0][0])

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the database from outside our code."""
        with sqlite3.connect(f"file:{self.state / 'centralka.sqlite'}?mode=ro", uri=True, timeout=10) as db:
            return db.execute(query, values).fetchall()

    def log(self, name: str) -> str:
        return (self.state / "logs" / f"{name}.log").read_text(errors="replace")

    def cdr(self) -> list[list[str]]:
        """Asterisk's own call records."""
        import csv

        file = next((self.state / "asterisk").glob("log/cdr*/cdr.csv"))
        with file.open(newline="") as lines:
            return list(csv.reader(lines))


class Client:
    """A program or a person at the API."""

    def __init__(self, house: Installation, **headers: str) -> None:
        self._http = httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{house.port('api')}/api/v1", headers=headers, timeout=15
        )

    async def sign_in(self, email: str, password: str) -> "Client":
        answer = await self._http.post("/session", json={"email": email, "password": password})
        assert answer.status_code == 201, answer.text
        token = re.search(r"__Host-[^=]+=[^;]+", answer.headers["set-cookie"])
        assert token
        self._http.headers["cookie"] = token[0]
        return self

    @property
    def cookie(self) -> str:
        return self._http.headers["cookie"]

    async def call(self, method: str, path: str, *, expect: int | None = None, **options: Any) -> Any:
        """One request; the JSON of its answer."""
        answer = await self.raw(method, path, **options)
        ok = answer.status_code == expect if expect else answer.is_success
        assert ok, f"{method} {path}: {answer.status_code} {answer.text}"
        is_json = "json" in answer.headers.get("content-type", "")
        return answer.json() if is_json else answer.text

    async def raw(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """One request; repeated, as a good client does, while the answer is to try again in a moment."""
        deadline = time.monotonic() + 20
        while True:
            answer = await self._http.request(method, path, **options)
            if (
                answer.status_code != 503
                or "retry-after" not in answer.headers
                or time.monotonic() > deadline
            ):
                return answer

    def stream(self, path: str, headers: dict[str, str], params: dict[str, Any]) -> Any:
        """A request whose answer does not end, as a context."""
        return self._http.stream("GET", path, headers=headers, params=params, timeout=None)

    async def get(self, path: str, **params: Any) -> Any:
        return await self.call("GET", path, params=params)

    async def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return await self.call("POST", path, json=body, headers=headers)

    async def close(self) -> None:
        await self._http.aclose()
