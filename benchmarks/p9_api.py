"""Knows P9: what requests of the API cost, against a bare FastAPI route that answers the same JSON.

Both are processes of their own behind uvicorn, asked over sockets by the same small client.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.backoffice import Backoffice, backoffice, program
from benchmarks.measuring import Figure, Goal, VoidRun, interleaved_async
from tests.installation import until
from tests.phones import free_port
from tests.plugins.postgres import server

CASES, LISTED, SECONDS, AT_ONCE = 150, 100, 1.5, 4
STATUSES = {"nowy": {"initial": True, "qualifier": "none"}, "rozmowa": {"qualifier": "none"}}
Texts = Iterator[bytes]
"""The requests of an arm, one after the other."""


async def _ask(port: int, texts: Texts, until_: float) -> int:
    """How many were answered with 200 in the time that is left."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    for text in texts:
        writer.write(text)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise VoidRun(f"{text[:60]!r} was answered {head[:60]!r}")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        answered += 1
        if time.perf_counter() > until_:
            break
    writer.close()
    return answered


async def _rate(port: int, make: Callable[[], Texts], seconds: float, at_once: int) -> float:
    began = time.perf_counter()
    texts = make()
    counts = await asyncio.gather(*(_ask(port, texts, began + seconds) for _ in range(at_once)))
    return sum(counts) / (time.perf_counter() - began)


class Arms:
    """The two servers, and what each of them is asked."""

    def __init__(self, office: Backoffice, bare: int, cases: list[str]) -> None:
        self._office, self._bare, self._cases = office, bare, cases
        self._cookie = office.admin.cookie
        self._saves = 0

    def _reading(self, path: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: {self._cookie}\r\n\r\n".encode()

    def _saving(self) -> bytes:
        self._saves += 1
        path = f"/api/v1/cases/{self._cases[self._saves % len(self._cases)]}/disposition"
        body = '{"status": "rozmowa"}'
        head = f"Content-Type: application/json\r\nIdempotency-Key: p9-{self._saves}\r\nCookie: {self._cookie}\r\n"
        return f"POST {path} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    def _asked(self, name: str) -> Callable[[], Texts]:
        match name:
            case "case":
                paths = [f"/api/v1/cases/{case}" for case in self._cases]
                return lambda: cycle(self._reading(path) for path in paths)
            case "list":
                return lambda: cycle([self._reading(f"/api/v1/cases?limit={LISTED}")])
            case _:
                return lambda: iter(self._saving, b"")

    async def figure(self, name: str, work: str, goal: Goal | None, seconds: float) -> Figure:
        port = self._office.house.port("api")
        asked = self._asked(name)
        plain = lambda: cycle([self._reading(f"/{name}")])  # noqa: E731

        async def ours() -> float:
            return await _rate(port, asked, seconds, AT_ONCE)

        async def bare() -> float:
            return await _rate(self._bare, plain, seconds, AT_ONCE)

        await ours()
        pair = await interleaved_async(ours, bare)
        told = [f"{max(arm):,.0f}/s" for arm in (pair.ours, pair.peer)]
        return Figure("P9", work, told[0], f"bare route {told[1]}", pair.ratios, goal)


@asynccontextmanager
async def _bare(answers: dict[str, object]) -> AsyncGenerator[int]:
    with TemporaryDirectory() as folder:
        for name, answer in answers.items():
            (Path(folder) / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")
        port = free_port()
        with program("benchmarks.bare_route", str(port), folder):
            await until(lambda: _listens(port), 30, "the bare route listens")
            yield port


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _measure(database: str | None, seconds: float) -> list[Figure]:
    async with backoffice(STATUSES, database) as office:
        cases = [await office.add(number) for number in range(CASES)]
        one = await office.admin.get(f"/cases/{cases[0]}")
        many = await office.admin.get("/cases", limit=LISTED)
        if len(many["items"]) != LISTED:
            raise VoidRun(f"{len(many['items'])} cases were listed")
        async with _bare({"case": one, "list": many, "save": one}) as port:
            arms = Arms(office, port, cases)
            where = "SQLite" if database is None else "PostgreSQL"
            at_once = f"{where}, {AT_ONCE} at a time"
            return [
                await arms.figure("case", f"read one case of {CASES}; {at_once}", Goal(0.45), seconds),
                await arms.figure("list", f"list {LISTED} cases; {at_once}", None, seconds),
                await arms.figure(
                    "save",
                    f"save a status, durable in SQL and in the case's history; {at_once}",
                    None,
                    seconds,
                ),
            ]


def measure(seconds: float = SECONDS) -> list[Figure]:
    figures = asyncio.run(_measure(None, seconds))
    if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        with server() as url:
            figures += asyncio.run(_measure(url, seconds))
    return figures
