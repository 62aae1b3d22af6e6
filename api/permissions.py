"""Knows which operations each role may call: read from the routes, so never out of date."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.access import allowed
from domain.access import Role, Who


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `roles` None is public, an empty set is for anybody who is signed in."""

    name: str
    method: str
    path: str
    roles: frozenset[Role] | None


def operations(app: FastAPI) -> Iterator[Operation]:
    """Every operation of the API."""
    for found in iter_route_contexts(app.routes):
        route = found.original_route
        if isinstance(route, APIRoute):
            needed = allowed(route.dependant)
            for method in sorted(route.methods or ()):
                yield Operation(route.name, method, found.path or "", needed and needed.roles)


def permitted(app: FastAPI, who: Who) -> list[str]:
    """The names of what somebody may call."""
    return sorted(
        operation.name
        for operation in operations(app)
        if operation.roles is None or not operation.roles or who.has(*operation.roles)
    )
