"""Knows who asks: the session cookie of a browser, the key of a program, and which roles a route is for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant

from db import sessions
from db.session import Session
from db.sessions import Asks
from domain.access import Role, Who
from domain.errors import Refused

COOKIE = "__Host-centralka"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_SECRET = 200


class NotSignedIn(Refused):
    """Sign in, or send an API key that is valid."""

    code = "not_signed_in"
    message_pl = "Zaloguj się albo wyślij ważny klucz API."


class RoleNeeded(Refused):
    """This needs one of the roles {roles}. Ask an administrator for it."""

    code = "role_needed"
    message_pl = "To wymaga jednej z ról: {roles}. Poproś o nią administratora."


class CrossSite(Refused):
    """This request was made by another site on your behalf, and is refused."""

    code = "cross_site"
    message_pl = "To żądanie wysłała za Ciebie inna strona, dlatego zostało odrzucone."


@dataclass(frozen=True, slots=True)
class Allowed:
    """The roles that a route is for; none named means anybody who is signed in."""

    roles: frozenset[Role]

    def check(self, who: Who | None) -> None:
        """Refuse who is not signed in or has none of the roles."""
        if who is None:
            raise NotSignedIn
        if self.roles and not who.has(*self.roles):
            raise RoleNeeded(roles=", ".join(sorted(self.roles)))

    async def __call__(self, request: Request) -> Who:
        # The route has checked it before it opened its transaction.
        return request.state.who


def _for(*roles: Role) -> Allowed:
    return Allowed(frozenset(roles))


_AGENT, _DESIGNER, _SUPERVISOR, _MANAGER, _ADMINISTRATOR = Role
SignedIn = Annotated[Who, Depends(_for())]
Administrator = Annotated[Who, Depends(_for(_ADMINISTRATOR))]
Overseer = Annotated[Who, Depends(_for(_SUPERVISOR, _MANAGER, _ADMINISTRATOR))]
PeopleReader = Annotated[Who, Depends(_for(_MANAGER, _ADMINISTRATOR))]
Designer = Annotated[Who, Depends(_for(_DESIGNER, _ADMINISTRATOR))]
GraphReader = Annotated[Who, Depends(_for(_DESIGNER, _SUPERVISOR, _MANAGER, _ADMINISTRATOR))]
CampaignReader = Annotated[Who, Depends(_for(*Role))]
CampaignWriter = Annotated[Who, Depends(_for(_DESIGNER, _MANAGER, _ADMINISTRATOR))]
CampaignSwitcher = Annotated[Who, Depends(_for(_DESIGNER, _SUPERVISOR, _MANAGER, _ADMINISTRATOR))]
Servant = Annotated[Who, Depends(_for(_AGENT, _SUPERVISOR, _MANAGER, _ADMINISTRATOR))]
Agent = Annotated[Who, Depends(_for(_AGENT))]


def allowed(dependant: Dependant) -> Allowed | None:
    """The roles that a route asks for; None is a public route."""
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Allowed):
            return dependency.call
        if (inner := allowed(dependency)) is not None:
            return inner
    return None


def asks(request: Request) -> Asks | None:
    """What is shown to say who asks. A key that is not valid is nobody, even when a cookie comes with it."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    token = request.cookies.get(COOKIE, "")
    if not (scheme or token) or max(len(key), len(token)) > _LONGEST_SECRET:
        return None
    if scheme:
        return Asks("key", key) if scheme.lower() == "bearer" else None
    return Asks("session", token)


async def authenticate(request: Request, session: Session) -> Who | None:
    """Who asks, None when that is nobody."""
    shown = asks(request)
    return None if shown is None else await sessions.who_asks(session, shown)


def refuse_cross_site(request: Request) -> None:
    """Refuse what a browser sends for another site (Fetch Metadata, else Origin); programs send neither."""
    if request.method in _SAFE or "authorization" in request.headers:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise CrossSite
        return
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise CrossSite
