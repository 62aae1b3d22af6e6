"""Knows the people of a contact center as the API meets them: one signed-in client for each role."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx2
from fakes.work import InMemoryWork
from fastapi import FastAPI
from office import NUMBER, Clock

from db import keys, users
from db.session import Database
from domain.access import Role

PROCESS = """
process: windykacja
title: Windykacja miękka
statuses:
  nowy: {initial: true, qualifier: none, on_dialer: {busy: za-15-min, no_answer: za-15-min}}
  za-15-min: {for: system, qualifier: callback-public-relative, after: 15min}
  obiecal: {title: Obiecał wpłatę, qualifier: callback-private-agent}
  odmowa: {qualifier: terminal}
"""
IVR = """
ivr: linia
blocks:
  odbierz: {block: answer, next: powitanie}
  powitanie: {block: announcement, say: Dzień dobry, next: kolejka}
  kolejka: {block: queue, timeout: koniec}
  koniec: {block: hang_up}
"""
CAMPAIGN: dict[str, Any] = {
    "campaign": "windykacja",
    "title": "Windykacja",
    "process": "windykacja",
    "ivr": "linia",
    "numbers": [NUMBER],
    "members": [{"agent": "agent@example.com"}],
}
YAML = {"Content-Type": "application/yaml"}


@dataclass
class Center:
    """The application, and a client for each role: `center.designer.put(...)`."""

    app: FastAPI
    database: Database
    work: InMemoryWork
    clock: Clock
    ids: dict[str, str] = field(default_factory=dict[str, str])
    clients: dict[str, httpx2.AsyncClient] = field(default_factory=dict[str, httpx2.AsyncClient])

    async def open(self) -> None:
        for role in Role:
            await self.hire(role.value, role)
        self.clients["nobody"] = self.client()

    async def close(self) -> None:
        for client in self.clients.values():
            await client.aclose()

    def client(self, **headers: str) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=self.app)
        url = "https://centralka.test/api/v1"
        return httpx2.AsyncClient(transport=transport, base_url=url, headers=headers)

    async def hire(self, name: str, *roles: Role) -> httpx2.AsyncClient:
        """A person with these roles, who calls by an API key."""
        async with self.database.unit() as session:
            new = users.NewUser(f"{name}@example.com", name.title(), "no-password", roles)
            user = await users.create(session, None, new)
            _, secret = await keys.create(session, None, keys.NewKey(name, user.id, roles))
        self.ids[name] = user.id
        self.clients[name] = self.client(Authorization=f"Bearer {secret}")
        return self.clients[name]

    def __getattr__(self, name: str) -> httpx2.AsyncClient:
        try:
            return self.__dict__["clients"][name]
        except KeyError:
            raise AttributeError(name) from None

    async def publish(self, kind: str, name: str, text: str) -> dict[str, Any]:
        path = f"/graphs/{kind}/{name}"
        saved = await self.designer.put(f"{path}/draft", content=text, headers=YAML)
        assert saved.status_code == 200, saved.text
        published = await self.designer.post(f"{path}/publish")
        assert published.status_code == 200, published.text
        return published.json()

    async def open_campaign(self, **more: Any) -> dict[str, Any]:
        """The process, the IVR and a campaign that is on."""
        await self.publish("process", "windykacja", PROCESS)
        await self.publish("ivr", "linia", IVR)
        document = {**CAMPAIGN, **more}
        for number in document["numbers"]:
            await self.administrator.post("/numbers", json={"number": number})
        put = await self.designer.put(f"/campaigns/{document['campaign']}", json=document)
        assert put.status_code == 200, put.text
        started = await self.manager.post(f"/campaigns/{document['campaign']}/start")
        assert started.status_code == 200, started.text
        return started.json()

    async def add_case(self, phone: str = "+48 600 100 200", **fields: Any) -> dict[str, Any]:
        body = {"contact": {"name": "Łukasz Żak", "phones": [phone]}, "fields": fields}
        added = await self.manager.post("/campaigns/windykacja/cases", json=body)
        assert added.status_code == 201, added.text
        return added.json()


def pretty(answer: httpx2.Response) -> str:
    return json.dumps(answer.json(), indent=1, ensure_ascii=False)
