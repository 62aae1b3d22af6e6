"""Knows how a test of cases is set up: a process, a campaign with agents, records, and what becomes of them."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from tests.installation import until
from tests.scenarios.company import Agent, Company

_keys = itertools.count(1)


@dataclass
class CaseOffice(Company):
    """A company without telephones. Its process and its campaign are both called `kampania-<tag>`."""

    anna: Agent = field(init=False, repr=False)

    @property
    def name(self) -> str:
        return f"kampania-{self.tag}"

    async def set_up(self, statuses: dict[str, Any], *agents: Agent, **campaign: Any) -> None:
        """Publish the process of these statuses and start the outbound campaign; `anna` works in it."""
        self.anna = await self.hire_agent("anna", phone=False)
        await self.publish("process", self.name, json.dumps({"process": self.name, "statuses": statuses}))
        document = self.campaign(self.anna, *agents, direction="outbound") | campaign
        document.pop("ivr")
        await self.open(document)

    async def template(self, name: str, subject: str, body: str, **more: Any) -> None:
        await self.admin.post("/templates", {"name": name, "subject": subject, "body": body, **more})

    async def add(self, phone: str = "", emails: tuple[str, ...] = (), **fields: Any) -> str:
        """A record of the campaign; the id of its case."""
        contact = {"name": "Łukasz Żak", "phones": [phone or self.customer()], "emails": list(emails)}
        body = {"contact": contact, "fields": fields}
        return str((await self.admin.post(f"/campaigns/{self.name}/cases", body))["id"])

    async def save(self, case: str, status: str, by: Agent | None = None, **more: Any) -> Any:
        """An agent saves a status; the case as it then is."""
        return await (by or self.anna).save(case, f"{self.tag}-{next(_keys)}", status=status, **more)

    async def refused(self, case: str, status: str, by: Agent | None = None, **more: Any) -> Any:
        """An agent's save is refused; the problem document."""
        headers = {"Idempotency-Key": f"{self.tag}-{next(_keys)}"}
        answer = await (by or self.anna).client.raw(
            "POST", f"/cases/{case}/disposition", json={"status": status, **more}, headers=headers
        )
        assert 400 <= answer.status_code < 500, answer.text
        return answer.json()

    async def becomes_status(self, case: str, status: str, patience: float = 15) -> Any:
        """Wait until the case is in that status."""

        async def there() -> Any:
            found = await self.case(case)
            return found if found["status"] == status else None

        return await until(there, patience, f"the case is in {status}")

    async def edges(self, case: str) -> list[str]:
        """The edges of the case's history, from its beginning."""
        return [row["edge"] for row in await self.history(case)]

    async def mail_to(self, recipient: str, patience: float = 15) -> Any:
        """The first mail that arrives for that person."""

        async def there() -> Any:
            mails = await self.mails(recipient)
            return mails[0] if mails else None

        return await until(there, patience, f"a mail to {recipient}")
