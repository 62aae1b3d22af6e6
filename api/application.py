"""Knows the application as a whole: its routes under /api/v1, its errors, the console beside them."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles

from api import (
    agents,
    audit,
    call_replays,
    calls,
    campaign_versions,
    campaigns,
    case_events,
    case_orders,
    cases,
    differences,
    dispositions,
    do_not_call,
    events,
    graphs,
    health,
    inbound_statuses,
    keys,
    labels,
    lines,
    messages,
    outside,
    phones,
    publishing,
    recordings,
    replays,
    reviews,
    scenarios,
    schemas,
    scripts,
    session,
    simulating,
    simulating_calls,
    templates,
    users,
    versions,
)
from api.description import described
from api.errors import add_error_handlers
from api.services import Services
from api.shortcuts import ApplicationWithShortcuts, Shortcut, route_of
from db import case_list

PREFIX = "/api/v1"
_DESCRIPTION = (
    "Everything that Centralka does can be done here. Sign in by `POST /session`, or send "
    "`Authorization: Bearer <api key>`. Errors are `application/problem+json`."
)
_ALSO_AT_THE_ROOT = ("docs", "openapi.json", "health/live", "health/ready")


def create_app(services: Services) -> FastAPI:
    """The API over these services, and the console if it is built."""
    app = _application()
    app.state.services = services
    if services.console is not None:
        app.mount("/", StaticFiles(directory=services.console, html=True))
    return app


def openapi_document() -> dict[str, Any]:
    """The description of the API, which is committed."""
    return described(_application())


def _application() -> FastAPI:
    app = ApplicationWithShortcuts(
        title="Centralka",
        version="1",
        description=_DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=f"{PREFIX}/docs",
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
    )
    add_error_handlers(app)
    for router in _routers():
        app.include_router(router, prefix=PREFIX)
    for path in _ALSO_AT_THE_ROOT:
        app.add_route(f"/{path}", _to_the_api, include_in_schema=False)
    app.shortcuts = (Shortcut(PREFIX, route_of(cases.router, cases.read_case), case_list.read_as),)
    app.openapi = lambda: described(app)
    return app


async def _to_the_api(request: Request) -> RedirectResponse:
    return RedirectResponse(PREFIX + request.url.path)


def _routers() -> Iterator[APIRouter]:
    """Those first that are asked most: a path is compared with one after the other."""
    yield from (cases.router, agents.router, calls.router, cases.writing, dispositions.router)
    yield from (session.router, session.writing, users.router, users.writing, keys.router, keys.writing)
    yield from (phones.router, phones.writing, lines.router, lines.writing)
    yield from (outside.router, outside.writing)
    yield from (templates.router, templates.writing, graphs.writing, publishing.router, graphs.router)
    yield from (versions.router, versions.writing, reviews.router, scenarios.router, scenarios.writing)
    yield from (campaigns.router, campaigns.documents, campaigns.writing)
    yield from (campaign_versions.router, campaign_versions.writing)
    yield from (differences.router, differences.writing, simulating.router, simulating_calls.router)
    yield from (do_not_call.router, do_not_call.writing)
    yield from (
        case_events.router,
        case_events.writing,
        case_orders.router,
        replays.router,
        call_replays.router,
    )
    yield from (scripts.router, scripts.writing)
    yield from (calls.writing, inbound_statuses.router, inbound_statuses.writing)
    yield from (agents.writing, messages.router, labels.router, recordings.router)
    yield from (events.router, audit.router, health.router, schemas.router)


def _operation_id(route: APIRoute) -> str:
    return route.name
