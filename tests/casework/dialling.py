"""Knows how a test stands in for the gateway: it dials what the dialer claims, and says how each attempt ended."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from db.dialer import Dialer
from db.registrations import Registrations
from db.session import Database
from domain.calls import Dial
from domain.ids import CampaignId
from domain.outcomes import Outcome
from tests.casework.office import CaseOffice
from tests.installation import until
from tests.scenarios.company import Agent

NODE = "node1"
PROGRESSIVE = {"dial": {"mode": "progressive", "redial_after": "1h"}}


@dataclass(frozen=True, slots=True)
class PlayedGateway:
    """Only the telephones are played: claim, predicate, ledger and case are the real ones."""

    office: CaseOffice
    database: Database
    dialer: Dialer
    campaign: CampaignId

    async def comes_to_work(self, *agents: Agent) -> None:
        """Their phones are at the switch, and they wait for calls."""
        for agent in agents:
            await Registrations(self.database).changed(agent.phone, registered=True)
            await agent.work()

    async def claims(self) -> Sequence[Dial]:
        """What may be dialled now, as far as agents are free."""
        return await self.dialer.claim(self.campaign, NODE)

    async def ends(self, dial: Dial, outcome: Outcome) -> None:
        """The attempt is dialled, and ends so."""
        assert await self.dialer.begin(dial.attempt_id) is not None
        await self.dialer.settle(dial.attempt_id, outcome, "17")

    async def dials(self, case: str, outcome: Outcome) -> None:
        """The first case that is due is this one; the only agent's attempt to reach it ends so."""
        (dial,) = await until(self.claims, 5, f"{case} is due")
        assert dial.case_id == case
        await self.ends(dial, outcome)


@asynccontextmanager
async def played_gateway(office: CaseOffice) -> AsyncIterator[PlayedGateway]:
    """The gateway of the office's campaign for as long as the block runs."""
    database = Database(office.house.settings.database_url)
    found = await office.admin.get(f"/campaigns/{office.name}")
    try:
        yield PlayedGateway(office, database, Dialer(database), CampaignId(found["id"]))
    finally:
        await database.close()
