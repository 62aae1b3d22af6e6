"""Knows the story of the demo: a call, a promise, a mail, a call back, a payment."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.client import Api
from app.demo.cast import Saving
from app.demo.phones import AGENT_TONE, CUSTOMER_TONE, Line, Phone, free_port, start_phone
from app.demo.problems import DemoFailed
from app.demo.stage import Stage
from app.demo.timeline import Timeline
from app.settings import Settings

TALK = 3.0
CALL_BACK = timedelta(seconds=8)


class Story:
    """One performance: `admin` sets things up, `agent` is the agent's own access to the API."""

    def __init__(self, settings: Settings, stage: Stage, admin: Api, agent: Api) -> None:
        self._settings, self._stage = settings, stage
        self._admin, self._agent = admin, agent
        self._phones: list[Phone] = []
        self._phone_name, self._port = "", free_port()
        self.calls: list[str] = []
        self.case = ""

    async def play(self, timeline: Timeline, folder: Path) -> None:
        """From the agent's sitting down to the end of the case."""
        await self._sit_down_at_the_desk(timeline, folder)
        await self._add_customer()
        await self._call_in(timeline, folder)
        due = datetime.now(UTC) + CALL_BACK
        await self._save(self._stage.cast.promised, due.isoformat(timespec="seconds"))
        await self._mail(timeline)
        await self._call_back(timeline, folder)
        await self._save(self._stage.cast.paid)
        await timeline.until("cases.step", finished=True)
        await timeline.until("agent.seat_changed", state="free")

    async def close(self) -> None:
        """Nobody is left on the telephone, nobody waits for calls, and the phone is given back."""
        for phone in self._phones:
            await phone.stop()
        await asyncio.to_thread(self._agent.put, "/agents/me/state", {"offline": True})
        await asyncio.to_thread(self._remove_phones)

    async def _sit_down_at_the_desk(self, timeline: Timeline, folder: Path) -> None:
        """With a phone that rings, and not free yet: the new record would be dialled at once."""
        await asyncio.to_thread(self._agent.put, "/agents/me/state", {"offline": True})
        await asyncio.to_thread(self._remove_phones)
        body = {"agent_id": self._stage.agent_id}
        made = (await asyncio.to_thread(self._admin.post, "/phones", body)).body
        self._phone_name = made["name"]
        login = ("-au", made["name"], "-ap", made["secret"], "-key", "expires", "600")
        for _ in range(20):
            line = Line(self._settings.port("sip"), self._port, made["name"], login)
            phone = await start_phone("register", line, AGENT_TONE, folder)
            self._phones.append(phone)
            try:
                await phone.finished()
                break
            except DemoFailed:
                # The switch reads a new phone a moment after it was made.
                await asyncio.sleep(0.5)
        await timeline.until("agent.phone_registered")
        await self._leave_nothing_open()

    async def _call_in(self, timeline: Timeline, folder: Path) -> None:
        agent = await self._sit_down(folder)
        customer = self._stage.cast.customer
        words = ("-key", "number", customer.phone, "-key", "shown", "Demo")
        line = Line(self._settings.port("sip"), free_port(), self._stage.cast.number, words)
        caller = await self._start("caller", line, CUSTOMER_TONE, folder)
        arrived = await timeline.until("calls.arrived")
        self.calls.append(arrived.subject_id)
        self.case = str(arrived.data["case_id"])
        await timeline.until("queues.entered")
        await asyncio.to_thread(self._agent.put, "/agents/me/state", {"work": True})
        await agent.rings()
        agent.answer()
        await self._talk(timeline, agent)
        caller.hang_up()
        await timeline.until("agent.seat_changed", state="wrap_up")
        await asyncio.gather(caller.finished(), agent.finished())

    async def _call_back(self, timeline: Timeline, folder: Path) -> None:
        agent = await self._sit_down(folder)
        line = Line(self._settings.port("sip"), self._settings.port("trunk"), self._stage.cast.customer.phone)
        customer = await self._start("phone", line, CUSTOMER_TONE, folder)
        await timeline.until("agent.seat_changed", state="reserved")
        await customer.rings()
        customer.answer()
        answered = await timeline.until("calls.answered")
        self.calls.append(answered.subject_id)
        await agent.rings()
        agent.answer()
        await self._talk(timeline, agent)
        agent.hang_up()
        await timeline.until("agent.seat_changed", state="wrap_up")
        await asyncio.gather(customer.finished(), agent.finished())

    async def _talk(self, timeline: Timeline, agent: Phone) -> None:
        await agent.is_up()
        await timeline.until("calls.connected")
        await asyncio.sleep(TALK)

    async def _sit_down(self, folder: Path) -> Phone:
        line = Line(self._settings.port("sip"), self._port, self._phone_name)
        return await self._start("phone", line, AGENT_TONE, folder)

    async def _start(self, scenario: str, line: Line, tone: int, folder: Path) -> Phone:
        phone = await start_phone(scenario, line, tone, folder)
        self._phones.append(phone)
        return phone

    async def _save(self, saving: Saving, callback_at: str | None = None) -> None:
        body: dict[str, Any] = {"status": saving.status, "note": saving.note, "fields": saving.fields}
        if callback_at is not None:
            body["callback_at"] = callback_at
        path = f"/cases/{self.case}/disposition"
        await asyncio.to_thread(self._agent.post, path, body, uuid.uuid4().hex)

    async def _mail(self, timeline: Timeline) -> None:
        """Wait for the mail of the status, and show it."""
        settled = await timeline.until("messages.effect_settled")
        found = (await asyncio.to_thread(self._admin.get, f"/messages?case={self.case}")).body["items"]
        mail = found[0]
        timeline.line(settled.at, f"mail ({mail['state']}): {mail['recipient']}: {mail['subject']}")
        for line in mail["body"].strip().splitlines():
            timeline.print(f"{'':11}| {line}")

    async def _add_customer(self) -> None:
        """The customer's name and address are known when the call comes."""
        customer = self._stage.cast.customer
        contact = {"name": customer.name, "phones": [customer.phone], "emails": [customer.email]}
        path = f"/campaigns/{self._stage.campaign}/cases"
        await asyncio.to_thread(
            self._admin.post, path, {"contact": contact, "fields": self._stage.cast.record}
        )

    async def _leave_nothing_open(self) -> None:
        """What an interrupted demo left would be dialled in this one."""
        path = f"/cases?campaign={self._stage.campaign}&finished=false&limit=500"
        for case in (await asyncio.to_thread(self._admin.get, path)).body["items"]:
            body = {"status": self._stage.cast.given_up}
            await asyncio.to_thread(
                self._agent.post, f"/cases/{case['id']}/disposition", body, uuid.uuid4().hex
            )

    def _remove_phones(self) -> None:
        for phone in self._admin.get("/phones?limit=500").body["items"]:
            if phone["agent_id"] == self._stage.agent_id:
                self._admin.delete(f"/phones/{phone['id']}")
