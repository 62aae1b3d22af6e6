"""Knows one small contact center for each story, made by the public API: campaign, number, agent with a phone."""

import itertools
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.faults.telling import TellablePhone, start_told
from tests.installation import Client, Installation, until
from tests.phones import Behaviour, free_port, start_phone
from tests.rtp import write_tone, write_wav_tone

PROMPT, MENU = 900, 1180
"""Hertz: the announcement and the menu are known by their tones, so that each frame of them can be counted."""
AGENT_TONE = 660
PROMPT_SECONDS, MENU_SECONDS = 5.0, 1.5
_numbers = itertools.count(1)

IVR = """
ivr: {name}
title: Linia
language: pl
blocks:
  powitanie: {{block: announcement, say: "Powitanie {name}", next: wybor}}
  wybor: {{block: menu, say: "Wybierz jeden {name}", timeout: 12s, retries: 1, keys: {{1: kolejka}}, no_input: koniec}}
  kolejka: {{block: queue, max_wait: 10min, timeout: koniec}}
  koniec: {{block: hang_up}}
"""
PROCESS = """
process: {name}
title: Proces
language: pl
statuses:
  nowy:
    initial: true
    qualifier: callback-public-relative
    after: {after}
    on_dialer: {{busy: zajety, no_answer: nie-odebral, machine: stay, fax: stay, rejected: stay,
      invalid_number: stay, network_error: bez-sieci, unhandled: nieobsluzony, answered: stay}}
  zajety: {{for: system, qualifier: terminal}}
  nie-odebral: {{for: system, qualifier: terminal}}
  bez-sieci: {{for: system, qualifier: terminal}}
  nieobsluzony: {{for: system, qualifier: terminal}}
  obiecal:
    qualifier: callback-private-relative
    after: 5d
    actions: [{{send_mail: {{template: {mail}}}, on_success: wyslano, on_failure: nie-wyslano}}]
  odmowa: {{qualifier: terminal}}
  wyslano: {{for: system, qualifier: terminal}}
  nie-wyslano: {{for: system, qualifier: terminal}}
"""


@dataclass
class Floor:
    """Everything of one story. `status` of the case and the rest is read from SQL, as a report would."""

    house: Installation
    designer: Client
    agent: Client
    agent_id: str
    phone: str
    secret: str
    name: str
    number: str
    campaign_id: str
    case_id: str
    customer: str
    email: str
    phones: list[TellablePhone] = field(default_factory=list[TellablePhone])

    async def close(self) -> None:
        for phone in self.phones:
            await phone.stop()

    def case(self, column: str) -> Any:
        return self._rows(f'SELECT {column} FROM "case" WHERE id = ?')[0][0]  # noqa: S608

    def call(self, column: str) -> Any:
        """Of the newest call of this case; None while there is none."""
        rows = self._rows(f"SELECT {column} FROM call WHERE case_id = ? ORDER BY started_at DESC")  # noqa: S608
        return rows[0][0] if rows else None

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.house.sql(query, self.case_id)

    def seat(self) -> str:
        rows = self.house.sql("SELECT state FROM seat WHERE agent_id = ?", self.agent_id)
        return str(rows[0][0]) if rows else "away"

    def orders(self) -> list[tuple[int, str, str]]:
        return self.house.sql(  # type: ignore[return-value]
            "SELECT c.number, c.kind, c.state FROM switch_command c JOIN call ON call.id = c.call_id "
            "WHERE call.case_id = ? ORDER BY c.number",
            self.case_id,
        )

    async def agent_phone(self, folder: Path) -> TellablePhone:
        """The agent's phone, registered, ringing until it is told to answer."""
        port = free_port()
        login = Behaviour("register", options=("-au", self.phone, "-ap", self.secret))
        sip = self.house.port("sip")

        async def registered() -> bool:
            return await (await start_phone(folder, sip, login, port, self.phone)).finished(20) == 0

        await until(registered, 20, "the switch knows the new phone")
        tone = write_tone(folder / "agent.alaw", AGENT_TONE)
        phone = await self._person(folder, Behaviour("told_callee", tone, stay_ms=100_000), self.phone, port)
        await until(self._registered, 10, "the phone's registration is in SQL")
        return phone

    async def caller(self, folder: Path) -> TellablePhone:
        """The customer calls our number."""
        behaviour = Behaviour(
            "told_caller", keys="1", stay_ms=100_000, words={"number": self.customer}, options=("-rtp_echo",)
        )
        return await self._person(folder, behaviour, self.number.removeprefix("+"))

    async def dialled_customer(self, folder: Path) -> TellablePhone:
        """The customer waits to be called, and rings until told to answer."""
        tone = write_tone(folder / "customer.alaw", 440)
        behaviour = Behaviour("told_callee", tone, stay_ms=100_000)
        return await self._person(folder, behaviour, "x", self.house.port("trunk"))

    async def _person(
        self, folder: Path, behaviour: Behaviour, called: str, port: int | None = None
    ) -> TellablePhone:
        phone = await start_told(folder, self.house.port("sip"), behaviour, port, called)
        self.phones.append(phone)
        return phone

    async def work(self) -> None:
        """The agent wants calls; asked again while the API or Temporal is away, as a page does."""

        async def asked() -> bool:
            try:
                return (await self.agent.raw("PUT", "/agents/me/state", json={"work": True})).is_success
            except httpx2.TransportError:
                return False

        await until(asked, 40, "the agent is ready")

    async def save(self, status: str, key: str) -> None:
        """The agent saves a status; repeated with the same key until it is answered, as a page does."""

        async def saved() -> bool:
            try:
                path, headers = f"/cases/{self.case_id}/disposition", {"Idempotency-Key": key}
                answer = await self.agent.raw("POST", path, json={"status": status}, headers=headers)
            except httpx2.TransportError:
                return False
            assert answer.is_success or answer.status_code in (409, 503), answer.text
            return answer.is_success

        await until(saved, 40, "the status is saved")

    def _registered(self) -> bool:
        return bool(self.house.sql("SELECT registered FROM phone WHERE name = ?", self.phone)[0][0])


class Opener:
    """Opens small contact centers in one installation, and closes what they hold."""

    def __init__(self, house: Installation, designer: Client) -> None:
        self._house = house
        self._designer = designer
        self._floors: list[Floor] = []

    async def open(self, direction: str = "inbound", mail: str = "transactional") -> Floor:
        """A campaign, its agent and its customer, all of them new."""
        floor = await _open(self._house, self._designer, direction, mail)
        self._floors.append(floor)
        return floor

    async def close(self) -> None:
        """Nobody is left on a telephone, and no campaign dials (unless everything is dead already)."""
        for floor in self._floors:
            await floor.close()
            with suppress(httpx2.TransportError):
                await self._designer.raw("POST", f"/campaigns/{floor.name}/stop")
            await floor.agent.close()
        await self._designer.close()


async def _open(house: Installation, designer: Client, direction: str, mail: str) -> Floor:
    number = next(_numbers)
    name, our_number = f"proba-{number}", f"+482255{number:05d}"
    await designer.post("/numbers", {"number": our_number})
    template = {
        "name": f"list-{number}",
        "effect_class": mail,
        "subject": "Potwierdzenie",
        "body": "Dzień dobry",
    }
    await designer.post("/templates", template)
    agent, agent_id, email = await _hire(house, designer, name)
    phone = await designer.post("/phones", {"name": name, "agent_id": agent_id})
    after = "1s" if direction == "both" else "5d"
    await _publish(house, designer, "ivr", name, IVR.format(name=name))
    await _publish(
        house, designer, "process", name, PROCESS.format(name=name, after=after, mail=template["name"])
    )
    campaign = await designer.call(
        "PUT", f"/campaigns/{name}", json=_campaign(name, our_number, direction, email)
    )
    await designer.post(f"/campaigns/{name}/start")
    customer, address = f"+48601{number:06d}", f"klient-{number}@example.com"
    contact = {"name": "Łukasz Żak", "phones": [customer], "emails": [address]}
    case = await designer.post(f"/campaigns/{name}/cases", {"contact": contact})
    return Floor(
        house, designer, agent, agent_id, phone["name"], phone["secret"], name, our_number,
        campaign["id"], case["id"], customer, address,
    )  # fmt: skip


async def _hire(house: Installation, designer: Client, name: str) -> tuple[Client, str, str]:
    email, password = f"{name}@example.com", "a-long-password"
    form = {"email": email, "name": name, "roles": ["agent"], "password": password}
    user = await designer.post("/users", form)
    return await Client(house).sign_in(email, password), user["id"], email


async def _publish(house: Installation, designer: Client, kind: str, name: str, text: str) -> None:
    yaml = {"Content-Type": "application/yaml"}
    await designer.call("PUT", f"/graphs/{kind}/{name}/draft", content=text.encode(), headers=yaml)
    await designer.post(f"/graphs/{kind}/{name}/publish")
    if kind == "ivr":
        prompts = house.state / "asterisk" / "prompts"
        for what, hertz, seconds in (
            ("Powitanie", PROMPT, PROMPT_SECONDS),
            ("Wybierz jeden", MENU, MENU_SECONDS),
        ):
            (found,) = house.sql("SELECT hash FROM prompt WHERE text = ?", f"{what} {name}")
            file = prompts / f"{found[0]}.wav"
            write_wav_tone(file, hertz, seconds)
            file.chmod(0o644)


def _campaign(name: str, number: str, direction: str, agent: str) -> dict[str, Any]:
    return {
        "campaign": name,
        "title": name,
        "language": "pl",
        "zone": "Europe/Warsaw",
        "numbers": [number],
        "caller_id": number,
        "direction": direction,
        "ivr": name,
        "process": name,
        "dial": {
            "mode": "progressive",
            "ring_time": "30s",
            "redial_after": "1h",
            "windows": [{"days": "mon-sun", "hours": "00:00-24:00"}],
        },
        "wrap_up": "120s",
        "wrap_up_extra": "60s",
        "ring_time": "25s",
        "fail_break": "0s",
        "members": [{"agent": agent}],
        "mail": {"sender": "demo@example.com"},
    }
