"""Knows a Centralka without telephones, with one campaign: what P6 and P9 measure."""

import json
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.casework.house import NoTelephonesHouse
from tests.installation import Client

NAME = "pomiar"


@dataclass
class Backoffice:
    house: NoTelephonesHouse
    admin: Client

    async def add(self, number: int) -> str:
        """A new case; its id."""
        contact = {"name": "Łukasz Żak", "phones": [f"+48603{number:06d}"], "emails": ["l@example.com"]}
        body = {"contact": contact, "fields": {}}
        return str((await self.admin.post(f"/campaigns/{NAME}/cases", body))["id"])


@contextmanager
def program(module: str, *arguments: str) -> Generator[None]:
    """A Python program that runs as long as the block."""
    process = subprocess.Popen([sys.executable, "-m", module, *arguments])
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@asynccontextmanager
async def backoffice(statuses: dict[str, Any], database: str | None = None) -> AsyncGenerator[Backoffice]:
    """Everything started anew, on SQLite or on this database; the process of the campaign has these statuses."""
    folder = Path(mkdtemp(prefix="centralka-bench-"))
    where = {} if database is None else {"CENTRALKA_DATABASE_URL": database}
    house = NoTelephonesHouse(folder / "state", **where)
    try:
        await house.open()
        admin = await Client(house).sign_in(*house.password())
        try:
            await _set_up(admin, statuses)
            yield Backoffice(house, admin)
        finally:
            await admin.close()
    finally:
        house.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _set_up(admin: Client, statuses: dict[str, Any]) -> None:
    process = json.dumps({"process": NAME, "statuses": statuses})
    path = f"/graphs/process/{NAME}"
    yaml = {"Content-Type": "application/yaml"}
    await admin.call("PUT", f"{path}/draft", content=process.encode(), headers=yaml)
    await admin.post(f"{path}/publish")
    await admin.post("/numbers", {"number": "+48225500001"})
    document: dict[str, Any] = {
        "campaign": NAME,
        "title": NAME,
        "process": NAME,
        "numbers": ["+48225500001"],
        "caller_id": "+48225500001",
        "direction": "outbound",
        "dial": {"mode": "progressive"},
    }
    await admin.call("PUT", f"/campaigns/{NAME}", json=document)
