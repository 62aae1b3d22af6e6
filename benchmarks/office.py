"""Knows a whole installation with a campaign, its agents at their phones, and customers: what P2, P4 and P8 measure."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from benchmarks.crowd import Crowd, credentials
from benchmarks.measuring import VoidRun
from tests.installation import Client, Installation, until
from tests.phones import free_port

NAME, NUMBER = "pomiar", "+48225500001"
PASSWORD = "a-long-password"  # noqa: S105 - of a person who lives for one run
IVR = """
ivr: pomiar
language: pl
blocks:
  powitanie: {block: announcement, say: "Dzień dobry.", next: kolejka}
  kolejka: {block: queue, max_wait: 30min, timeout: koniec}
  koniec: {block: hang_up}
"""
PROCESS = """
process: pomiar
language: pl
statuses:
  nowy:
    initial: true
    qualifier: callback-public-relative
    after: 1s
    on_dialer: {busy: zajety, no_answer: stay, machine: stay, fax: stay, rejected: stay,
      invalid_number: stay, network_error: stay, unhandled: stay, answered: stay}
  zajety:
    for: system
    qualifier: callback-public-relative
    after: 2h
    on_dialer: {busy: stay, no_answer: stay, machine: stay, fax: stay, rejected: stay,
      invalid_number: stay, network_error: stay, unhandled: stay, answered: stay}
  odmowa: {qualifier: terminal}
"""


def campaign(agents: list[str], direction: str, wrap_up: str) -> dict[str, Any]:
    return {
        "campaign": NAME,
        "title": NAME,
        "language": "pl",
        "zone": "Europe/Warsaw",
        "numbers": [NUMBER],
        "caller_id": NUMBER,
        "direction": direction,
        "ivr": NAME,
        "process": NAME,
        "dial": {
            "mode": "progressive",
            "ring_time": "30s",
            "redial_after": "1h",
            "windows": [{"days": "mon-sun", "hours": "00:00-24:00"}],
        },
        "wrap_up": wrap_up,
        "wrap_up_extra": "60s",
        "ring_time": "25s",
        "fail_break": "0s",
        "members": [{"agent": email} for email in agents],
        "mail": {"sender": "demo@example.com"},
    }


@dataclass
class Agent:
    client: Client
    id: str
    email: str
    phone: str
    secret: str


@dataclass
class Office:
    """`folder` is for SIPp's files; everybody in `crowds` goes home at the end."""

    house: Installation
    designer: Client
    folder: Path
    agents: list[Agent] = field(default_factory=list[Agent])
    crowds: list[Crowd] = field(default_factory=list[Crowd])

    async def crowd(self, name: str, people: list[tuple[str, ...]] | None = None, *options: str) -> Crowd:
        gathered = await Crowd.gather(self.folder, self.house.port("sip"), name, people or (), *options)
        self.crowds.append(gathered)
        return gathered

    async def callers(self, numbers: list[str], *options: str) -> Crowd:
        """Each of the numbers calls once."""
        called = NUMBER.removeprefix("+")
        return await self.crowd("caller", [(number,) for number in numbers], "-s", called, *options)

    async def publish(self, ivr: str = IVR, process: str = PROCESS) -> None:
        yaml = {"Content-Type": "application/yaml"}
        for kind, text in (("ivr", ivr), ("process", process)):
            await self.designer.call(
                "PUT", f"/graphs/{kind}/{NAME}/draft", content=text.encode(), headers=yaml
            )
            await self.designer.post(f"/graphs/{kind}/{NAME}/publish")

    async def hire(self, number: int) -> None:
        name = f"agent-{number:03d}"
        email = f"{name}@example.com"
        form = {"email": email, "name": name, "roles": ["agent"], "password": PASSWORD}
        user = await self.designer.post("/users", form)
        client = await Client(self.house).sign_in(email, PASSWORD)
        phone = await self.designer.post("/phones", {"name": name, "agent_id": user["id"]})
        self.agents.append(Agent(client, user["id"], email, phone["name"], phone["secret"]))

    async def open(self, direction: str, wrap_up: str) -> None:
        """Write the campaign (anew) and start it."""
        path = f"/campaigns/{NAME}"
        now = await self.designer.raw("GET", path)
        version = {"If-Match": now.headers["etag"]} if now.is_success else {}
        document = campaign([one.email for one in self.agents], direction, wrap_up)
        await self.designer.call("PUT", path, json=document, headers=version)
        await self.designer.post(f"{path}/start")
        config = self.house.state / "asterisk" / "etc" / "pjsip.conf"
        await until(
            lambda: config.read_text().count("type = aor") > len(self.agents), 20, "the phones are known"
        )

    async def sit_down(self, talk_ms: str) -> None:
        """Every phone registers, and answers whoever rings; then every agent is ready."""
        port = free_port()
        await self.crowd(f"callee {talk_ms}", None, "-p", str(port))
        people = [(agent.phone, credentials(agent.phone, agent.secret)) for agent in self.agents]

        async def registered() -> bool:
            login = await self.crowd("register", list(people), "-r", "20", "-key", "phones", str(port))
            try:
                await login.finished(60)
            except VoidRun:
                return False
            return True

        await until(registered, 60, "the phones are registered")
        count = len(self.agents)
        known = "SELECT COUNT(*) FROM phone WHERE registered"
        await until(lambda: self.house.sql(known)[0][0] == count, 30, "the registrations are known")
        for agent in self.agents:
            await agent.client.call("PUT", "/agents/me/state", json={"work": True})

    def seats(self, state: str) -> int:
        return int(self.house.sql("SELECT COUNT(*) FROM seat WHERE state = ?", state)[0][0])

    async def close(self) -> None:
        for crowd in self.crowds:
            await crowd.stop()
        for agent in self.agents:
            await agent.client.close()
        await self.designer.close()


@asynccontextmanager
async def opened(
    agents: int, ivr: str = IVR, wrap_up: str = "120s", talk_ms: str | None = ""
) -> AsyncGenerator[Office]:
    """A contact center for inbound calls. Its agents answer at once and hang up after `talk_ms`, such as 7000-13000;
    where that is empty they talk until the caller hangs up, without it they stay away.
    """
    folder = Path(mkdtemp(prefix="centralka-bench-"))
    house = Installation(folder / "state")
    try:
        await asyncio.to_thread(house.start, 180.0)
        office = Office(house, await Client(house).sign_in(*house.password()), folder)
        try:
            await office.designer.post("/numbers", {"number": NUMBER})
            await office.publish(ivr)
            for number in range(1, agents + 1):
                await office.hire(number)
            await office.open("inbound", wrap_up)
            if talk_ms is not None:
                await office.sit_down(talk_ms)
            yield office
        finally:
            await office.close()
    finally:
        house.stop()
        shutil.rmtree(folder, ignore_errors=True)
