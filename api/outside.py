"""Routes of /services and /secrets: SMS gateways, couriers and webhooks, and the secrets that open them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints

from api.access import Administrator, Designer
from api.forms import Form, Name, Versioned
from api.pages import Page, Paging, page_of
from api.ports import Outside
from api.route import Ports, Route, Unit, View, Write
from db import audits, services
from db.services import SecretView, ServiceView
from db.session import Session
from domain.errors import Invalid, Problem
from domain.secrets import secrets_named
from domain.services import OutsideService, ServiceKind, Trial

router = APIRouter(tags=["services"], route_class=Route)
writing = APIRouter(tags=["services"], route_class=Write)


class ServiceForm(Form):
    """A service outside. `options` are those of its adapter; a secret stands in them as `secret://name`."""

    kind: ServiceKind
    adapter: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    options: Annotated[dict[str, Any], Field(max_length=50)]


class SecretForm(Form):
    """A secret; nobody can read it again."""

    value: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


class TrialForm(Form):
    """`to` is the number that a test SMS is sent to, in E.164."""

    to: Annotated[str, StringConstraints(max_length=40)] = ""


async def _described(name: Name, form: ServiceForm) -> OutsideService:
    return OutsideService(name, form.kind, form.adapter, form.options)


@writing.put("/services/{name}")
async def put_service(
    service: Annotated[OutsideService, Depends(_described)],
    who: Administrator,
    ports: Ports,
    session: Unit,
    version: Versioned,
) -> ServiceView:
    """Add a service, or change the one whose ETag is sent as If-Match."""
    problems = [*ports.outside.check(service), *await _missing(session, service, ports.outside)]
    if problems:
        raise Invalid(problems)
    put = await services.put(session, who, service, version.read)
    return version.tag(put.etag, put)


@router.get("/services")
async def list_services(who: Designer, session: View, window: Paging) -> Page[ServiceView]:
    """All services, by name."""
    return page_of(await services.listing(session, window))


@router.get("/services/{name}")
async def read_service(name: str, who: Designer, session: View, version: Versioned) -> ServiceView:
    """One service, without its secrets."""
    found = await services.read(session, name)
    return version.tag(found.etag, found)


@writing.delete("/services/{name}", status_code=204)
async def remove_service(name: str, who: Administrator, session: Unit) -> None:
    """Remove a service; what is still planned for it will be rejected."""
    await services.remove(session, who, name)


@router.post("/services/{name}/test")
async def try_service(name: str, form: TrialForm, who: Administrator, ports: Ports) -> Trial:
    """Ask the service through the same gate as in earnest, and tell what it says.

    An SMS gateway sends one message, a webhook hears of a `test`, a courier is asked and gets no order.
    """
    async with ports.database.read() as session:
        found = await services.read(session, name)
    service = OutsideService(found.name, ServiceKind(found.kind), found.adapter, found.options)
    trial = await ports.outside.tried(service, f"test/{ports.database.new_id()}", form.to)

    async def write(session: Session) -> None:
        audits.note(session, who, "service.tried", name, outcome=trial.outcome)

    await ports.database.run(write)
    return trial


@writing.put("/secrets/{name}")
async def put_secret(
    name: Name, form: SecretForm, who: Administrator, ports: Ports, session: Unit
) -> SecretView:
    """Keep a secret, or replace the one of that name."""
    return await services.put_secret(session, who, name, ports.outside.sealed(name, form.value))


@router.get("/secrets")
async def list_secrets(who: Administrator, session: View, window: Paging) -> Page[SecretView]:
    """The names of all secrets."""
    return page_of(await services.secrets(session, window))


@writing.delete("/secrets/{name}", status_code=204)
async def remove_secret(name: str, who: Administrator, session: Unit) -> None:
    """Forget a secret that no service names."""
    await services.remove_secret(session, who, name)


async def _missing(session: Session, service: OutsideService, outside: Outside) -> list[Problem]:
    names = await services.missing_secrets(session, secrets_named(service.options))
    return [outside.secret_missing(name) for name in names]
