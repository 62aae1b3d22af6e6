"""Knows which phones are registered at the switch, as the gateway tells."""

from collections.abc import Sequence

from sqlmodel import col, select

from db.session import Database, Session
from db.tables.people import Phone


class Registrations:
    """Written by the gateway alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def exactly(self, names: Sequence[str]) -> None:
        """These phones are registered now, and no others."""

        async def write(session: Session) -> None:
            for phone in await session.exec(select(Phone)):
                _set(session, phone, phone.name in names)

        await self._database.run(write)

    async def changed(self, name: str, registered: bool) -> None:
        """One phone came or went."""

        async def write(session: Session) -> None:
            for phone in await session.exec(select(Phone).where(col(Phone.name) == name)):
                _set(session, phone, registered)

        await self._database.run(write)


def _set(session: Session, phone: Phone, registered: bool) -> None:
    if phone.registered == registered:
        return
    phone.registered = registered
    kind = "phone_registered" if registered else "phone_gone"
    session.record("agent", kind, phone.id, agent_id=phone.agent_id)
