"""Knows the services outside and their secrets: who may read which, and which one an action means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import col, select

from db import audits
from db.conflicts import InUse, check_etag
from db.pages import Listing, Order, Window, page
from db.session import Database, Session
from db.tables.services import Secret, Service, SmsReceipt
from db.views import view
from domain.access import Who
from domain.errors import NotFound
from domain.secrets import secrets_named
from domain.services import OutsideService, ServiceKind


class Seal(Protocol):
    """Keeps what only this installation may read; the name is part of the seal."""

    def closed(self, name: str, text: str) -> bytes: ...

    def opened(self, name: str, sealed: bytes) -> str: ...


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service; secrets stand in its options as `secret://name`."""

    name: str
    kind: str
    adapter: str
    options: Mapping[str, Any]
    etag: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SecretView:
    """That there is a secret; what it is cannot be read."""

    name: str
    updated_at: datetime


class ServiceBook:
    """Services and secrets for those who send."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database, self._seal = database, seal

    async def service(self, name: str) -> OutsideService | None:
        """The service as it is now."""
        async with self._database.read() as session:
            row = await session.get(Service, name)
        return row and OutsideService(row.name, ServiceKind(row.kind), row.adapter, row.options)

    async def secret(self, name: str) -> str | None:
        """What `secret://name` stands for now."""
        async with self._database.read() as session:
            row = await session.get(Secret, name)
        return row and self._seal.opened(name, row.sealed)

    async def keep_receipt(self, service: str, reference: int, phone: str, became: tuple[str, str]) -> None:
        """Keep what a message centre said last of a message, for whoever asks."""

        async def write(session: Session) -> None:
            message_id, state = became
            row = await session.get(SmsReceipt, (service, reference, phone)) or SmsReceipt(
                service=service, reference=reference, phone=phone, message_id="", state=""
            )
            row.message_id, row.state, row.at = message_id, state, session.now
            session.add(row)

        await self._database.run(write)

    async def receipt(self, service: str, reference: int, phone: str) -> tuple[str, str] | None:
        """Id and state of a message, if a receipt came, no matter who heard it."""
        async with self._database.read() as session:
            row = await session.get(SmsReceipt, (service, reference, phone))
        return row and (row.message_id, row.state)


async def serving(session: Session, kind: str, name: str | None) -> tuple[str, str | None]:
    """The service that an action means (without a name: the only one of its kind), and what is wrong with it."""
    if name is not None:
        row = await session.get(Service, name)
        return name, None if row is not None and row.kind == kind else "service_unknown"
    names = (await session.exec(select(Service.name).where(Service.kind == kind).limit(2))).all()
    if len(names) == 1:
        return names[0], None
    return "", "service_ambiguous" if names else "service_unknown"


async def names(session: Session) -> Sequence[str]:
    """The names of all services."""
    return (await session.exec(select(Service.name))).all()


async def put(session: Session, who: Who, new: OutsideService, if_match: int | None) -> ServiceView:
    """Add a service, or change the one of that name (that was read as `if_match`)."""
    row = await session.get(Service, new.name, with_for_update=True)
    if row is None:
        row = Service(name=new.name, kind="", adapter="", options={}, etag=0, updated_at=session.now)
    else:
        check_etag(row.etag, if_match, view(ServiceView, row))
    row.kind, row.adapter, row.options = new.kind, new.adapter, dict(new.options)
    row.etag, row.updated_at = row.etag + 1, session.now
    await session.put(row)
    audits.note(session, who, "service.put", new.name, kind=new.kind, adapter=new.adapter, etag=row.etag)
    return view(ServiceView, row)


async def read(session: Session, name: str) -> ServiceView:
    return view(ServiceView, await _service(session, name))


async def remove(session: Session, who: Who, name: str) -> None:
    """What is still planned for it will be rejected."""
    await session.delete(await _service(session, name))
    audits.note(session, who, "service.removed", name)


async def listing(session: Session, window: Window) -> Listing[ServiceView]:
    """All services, by name."""
    order = Order((col(Service.name),))
    return await page(session, select(Service), order, window, lambda row: view(ServiceView, row[0]))


async def put_secret(session: Session, who: Who, name: str, sealed: bytes) -> SecretView:
    """Keep a secret, or replace the one of that name."""
    row = await session.get(Secret, name) or Secret(name=name, sealed=sealed, updated_at=session.now)
    row.sealed, row.updated_at = sealed, session.now
    await session.put(row)
    audits.note(session, who, "secret.put", name)
    return view(SecretView, row)


async def remove_secret(session: Session, who: Who, name: str) -> None:
    """Forget a secret that no service names."""
    row = await session.get(Secret, name)
    if row is None:
        raise NotFound(kind="secret", name=name)
    services = (await session.exec(select(Service))).all()
    naming = sorted(service.name for service in services if name in secrets_named(service.options))
    if naming:
        raise InUse(kind="secret", reason=", ".join(naming))
    await session.delete(row)
    audits.note(session, who, "secret.removed", name)


async def secrets(session: Session, window: Window) -> Listing[SecretView]:
    """The names of all secrets."""
    order = Order((col(Secret.name),))
    return await page(session, select(Secret), order, window, lambda row: view(SecretView, row[0]))


async def missing_secrets(session: Session, named: frozenset[str]) -> list[str]:
    """Those of these secrets that are not kept."""
    known = (await session.exec(select(Secret.name).where(col(Secret.name).in_(named)))).all()
    return sorted(named - set(known))


async def _service(session: Session, name: str) -> Service:
    row = await session.get(Service, name)
    if row is None:
        raise NotFound(kind="service", name=name)
    return row
