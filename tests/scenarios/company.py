"""Knows a company that uses Centralka: its people sign in at the API, its phones and customers are SIPp."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.telling import TellablePhone, start_told
from tests.installation import CHECKOUT, Client, Installation, until
from tests.phones import Behaviour, free_port, start_phone
from tests.rtp import write_tone

YAML = {"Content-Type": "application/yaml"}
PASSWORD = "nikt-nie-zgadnie-7"
CUSTOMER_TONE, AGENT_TONE = 440, 660
SIPP = CHECKOUT / "app" / "demo" / "sipp"
PHONE, CALLER = str(SIPP / "phone"), str(SIPP / "caller")


@dataclass
class Agent:
    """A person with a phone: `client` is the agent's browser, `port` where the phone is registered."""

    company: "Company"
    client: Client
    id: str
    email: str
    phone: str = ""
    secret: str = ""
    port: int = 0
    phones: list[TellablePhone] = field(default_factory=list[TellablePhone])

    async def register(self) -> None:
        """Switch the phone on."""
        self.port = self.port or free_port()
        login = Behaviour("register", options=("-au", self.phone, "-ap", self.secret))

        async def accepted() -> bool:
            phone = await start_phone(self.company.folder, self.company.sip, login, self.port, self.phone)
            return await phone.finished(20) == 0

        await until(accepted, 20, "the switch knows the new phone")
        await until(self._is_registered, 10, "the phone is seen")

    async def _is_registered(self) -> bool:
        return bool((await self.me())["agent"]["phone"]["registered"])

    async def pick_up(self, **more: Any) -> TellablePhone:
        """Sit down at the phone: it takes one call, and rings until it is told to answer."""
        behaviour = Behaviour(PHONE, self.company.tone(AGENT_TONE), stay_ms=90_000, **more)
        return await self.company.person(behaviour, self.phone, self.port)

    async def me(self) -> Any:
        return await self.client.get("/agents/me")

    async def state(self) -> str:
        return str((await self.me())["agent"]["state"])

    async def becomes(self, state: str, patience: float = 15) -> Any:
        """Wait until the seat is in that state; everything that the agent's screen shows then."""

        async def there() -> Any:
            shown = await self.me()
            return shown if shown["agent"]["state"] == state else None

        return await until(there, patience, f"the agent is {state}")

    async def asks_for(self, state: dict[str, Any], expect: int | None = None) -> Any:
        return await self.client.call("PUT", "/agents/me/state", json=state, expect=expect)

    async def writes_down(self, case: str, **contact: Any) -> None:
        """Correct who the contact of a case is, as the customer says."""
        path = f"/cases/{case}"
        read = await self.client.raw("GET", path)
        await self.client.call(
            "PATCH", f"{path}/contact", json=contact, headers={"If-Match": read.headers["etag"]}
        )

    async def work(self) -> None:
        await self.asks_for({"work": True})
        assert await self.state() != "away"

    async def save(self, case: str, key: str, **saved: Any) -> Any:
        path, headers = f"/cases/{case}/disposition", {"Idempotency-Key": key}
        return await self.client.post(path, saved, **headers)


@dataclass
class Company:
    """What one test needs of the installation; its names end in `tag`, so that tests do not meet."""

    house: Installation
    admin: Client
    folder: Path
    tag: str
    phones: list[TellablePhone] = field(default_factory=list[TellablePhone])
    agents: list[Agent] = field(default_factory=list[Agent])
    started: list[str] = field(default_factory=list[str])

    @property
    def sip(self) -> int:
        return self.house.port("sip")

    def number(self, last: int = 0) -> str:
        """A number of ours."""
        return f"+4822{int(self.tag):05d}{last:02d}"

    def customer(self, last: int = 0) -> str:
        """A number of somebody else's."""
        return f"+48501{int(self.tag):04d}{last:02d}"

    def tone(self, hertz: int) -> Path:
        file = self.folder / f"{hertz}.alaw"
        return file if file.exists() else write_tone(file, hertz)

    async def hire(self, *roles: str, name: str = "") -> Client:
        """A person of these roles, signed in."""
        email = f"{name or roles[0]}-{self.tag}-{len(self.agents)}@example.com"
        form = {"email": email, "name": name or roles[0], "roles": list(roles), "password": PASSWORD}
        await self.admin.post("/users", form)
        return await Client(self.house).sign_in(email, PASSWORD)

    async def hire_agent(self, name: str = "anna", phone: bool = True) -> Agent:
        """An agent, with a phone that is not yet switched on."""
        email = f"{name}-{self.tag}@example.com"
        form = {"email": email, "name": name.title(), "roles": ["agent"], "password": PASSWORD}
        user = await self.admin.post("/users", form)
        client = await Client(self.house).sign_in(email, PASSWORD)
        agent = Agent(self, client, user["id"], email)
        self.agents.append(agent)
        if phone:
            made = await self.admin.post("/phones", {"agent_id": user["id"]})
            agent.phone, agent.secret = made["name"], made["secret"]
        return agent

    async def publish(self, kind: str, name: str, text: str) -> Any:
        await self.admin.call("PUT", f"/graphs/{kind}/{name}/draft", content=text.encode(), headers=YAML)
        return await self.admin.post(f"/graphs/{kind}/{name}/publish")

    async def publish_again(self, kind: str, name: str, text: str) -> Any:
        """The next version of a graph of ours."""
        path = f"/graphs/{kind}/{name}"
        etag = (await self.admin.raw("GET", f"{path}/draft")).headers["etag"]
        changed = {**YAML, "If-Match": etag}
        await self.admin.call("PUT", f"{path}/draft", content=text.encode(), headers=changed)
        return await self.admin.post(f"{path}/publish")

    async def open(self, campaign: dict[str, Any], *, start: bool = True) -> Any:
        """Put the campaign, with its numbers, and switch it on."""
        for number in campaign.get("numbers", ()):
            await self.admin.post("/numbers", {"number": number})
        put = await self.admin.call("PUT", f"/campaigns/{campaign['campaign']}", json=campaign)
        if start:
            await self.admin.post(f"/campaigns/{campaign['campaign']}/start")
            self.started.append(campaign["campaign"])
        return put

    def campaign(self, *agents: Agent, **more: Any) -> dict[str, Any]:
        """A small campaign document; its graphs bear the same name."""
        name = f"kampania-{self.tag}"
        return {
            "campaign": name,
            "numbers": [self.number()],
            "caller_id": self.number(),
            "process": name,
            "ivr": name,
            "wrap_up": "30s",
            "ring_time": "5s",
            "fail_break": "0s",
            "members": [{"agent": agent.email} for agent in agents],
            "mail": {"sender": "biuro@example.com"},
            **more,
        }

    async def person(self, behaviour: Behaviour, called: str, port: int | None = None) -> TellablePhone:
        phone = await start_told(self.folder, self.sip, behaviour, port, called.removeprefix("+"))
        self.phones.append(phone)
        return phone

    async def caller(
        self, number: str, shown: str = "Jan", caller: str = "", keys: str = ""
    ) -> TellablePhone:
        """A customer calls: says a tone or, with `keys`, presses them when told; hangs up when told."""
        words = {"number": caller or self.customer(), "shown": shown}
        scenario, options = ("told_caller", ("-rtp_echo",)) if keys else (CALLER, ())
        behaviour = Behaviour(
            scenario, self.tone(CUSTOMER_TONE), keys=keys, stay_ms=90_000, words=words, options=options
        )
        return await self.person(behaviour, number)

    async def called_customer(self) -> TellablePhone:
        """A customer who waits to be called, and rings until told to answer."""
        behaviour = Behaviour(PHONE, self.tone(CUSTOMER_TONE), stay_ms=90_000)
        return await self.person(behaviour, "klient", self.house.port("trunk"))

    async def calls(self, **asked: Any) -> list[Any]:
        asked = {"campaign": f"kampania-{self.tag}", **asked}
        return list((await self.admin.get("/calls", **asked))["items"])

    async def cases(self) -> list[Any]:
        return list((await self.admin.get("/cases", campaign=f"kampania-{self.tag}"))["items"])

    async def case(self, case: str) -> Any:
        return await self.admin.get(f"/cases/{case}")

    async def history(self, case: str) -> list[Any]:
        return list((await self.admin.get(f"/cases/{case}/history"))["items"])

    async def mails(self, recipient: str) -> list[Any]:
        """What the mail catcher holds for that person, the oldest first."""
        caught = (await self.admin.get("/messages/caught"))["items"]
        return [mail for mail in reversed(caught) if recipient in mail["recipients"]]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command line, as somebody types it on this machine."""
        command = [sys.executable, "-P", "-m", "app", *arguments]
        return subprocess.run(
            command, env=self.house.environment, capture_output=True, text=True, check=False, timeout=60
        )

    async def close(self) -> None:
        """Nobody is left on a telephone, and no campaign dials."""
        for name in self.started:
            await self.admin.raw("POST", f"/campaigns/{name}/stop")
        for phone in self.phones:
            await phone.stop()
        for agent in self.agents:
            await agent.client.raw("PUT", "/agents/me/state", json={"offline": True})
            await agent.client.close()
        await self.admin.close()


class Stream:
    """The events that a signed-in person hears, as they come."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    def kinds(self, topic: str) -> list[str]:
        return [event["kind"] for event in self.heard if event["topic"] == topic]


@asynccontextmanager
async def listening(client: Client, after: int | None = None, **asked: Any) -> AsyncIterator[Stream]:
    """Hear /events while the block runs; with `after`, from that place on."""
    stream = Stream()
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    connected = asyncio.Event()

    async def hear() -> None:
        async with client.stream("/events", headers, asked) as answer:
            assert answer.status_code == 200
            connected.set()
            number = 0
            async for line in answer.aiter_lines():
                if found := re.fullmatch(r"id: ?(\d+)", line):
                    number = int(found[1])
                elif line.startswith("data:"):
                    stream.heard.append({**json.loads(line[5:]), "_data": line})
                elif not line and stream.heard:
                    stream.heard[-1].setdefault("id", number)

    task = asyncio.create_task(hear())
    try:
        await asyncio.wait_for(connected.wait(), 10)
        yield stream
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
