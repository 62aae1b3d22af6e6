"""Routes of /session: sign in, who am I and what may I, sign out."""

import secrets
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, StringConstraints

from api.access import COOKIE, NotSignedIn, SignedIn
from api.forms import Form
from api.passwords import fits
from api.permissions import permitted
from api.route import Ports, Route, Unit, View, Write
from db import campaigns, sessions
from domain.access import Who
from domain.errors import Refused

router = APIRouter(tags=["session"], route_class=Route)
writing = APIRouter(tags=["session"], route_class=Write)


class SignInFailed(Refused):
    """Address and password do not belong together."""

    code = "sign_in_failed"
    message_pl = "Adres i hasło do siebie nie pasują."


class Credentials(Form):
    email: Annotated[str, StringConstraints(max_length=320)]
    password: Annotated[str, StringConstraints(max_length=200)]
    totp: Annotated[str, StringConstraints(max_length=10)] | None = None


class Myself(BaseModel):
    """Who is signed in; `may` names the operations of this API that the roles allow."""

    id: str
    email: str
    name: str
    language: str
    roles: list[str]
    campaigns: list[str]
    may: list[str]


@router.post("/session", status_code=201)
async def sign_in(form: Credentials, ports: Ports, response: Response) -> dict[str, str]:
    """Sign in; the session is a cookie that no script can read."""
    await ports.database.run(lambda session: sessions.count_attempt(session, form.email))
    async with ports.database.read() as session:
        known = await sessions.credentials(session, form.email)
    if not await fits(form.password, known and known[1]) or known is None:
        raise SignInFailed
    token = secrets.token_urlsafe(32)
    user_id = known[0]
    await ports.database.run(lambda session: sessions.sign_in(session, form.email, user_id, token))
    age = int(sessions.LIFETIME.total_seconds())
    response.set_cookie(COOKIE, token, max_age=age, path="/", secure=True, httponly=True, samesite="lax")
    return {"id": user_id}


@router.get("/session")
async def who_am_i(request: Request, who: SignedIn, session: View) -> Myself:
    """Who is signed in, and what that allows."""
    return _myself(who, await campaigns.names_in_sight(session, who), permitted(request.app, who))


@writing.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response, who: SignedIn, session: Unit) -> None:
    """Sign out: the cookie is worth nothing afterwards, wherever it was copied to."""
    token = request.cookies.get(COOKIE)
    if token is None or who.key_id is not None:
        raise NotSignedIn
    await sessions.sign_out(session, token)
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def _myself(who: Who, seen: Sequence[str], may: list[str]) -> Myself:
    roles: list[str] = sorted(who.roles)
    return Myself(
        id=who.user_id,
        email=who.email,
        name=who.name,
        language=who.language,
        roles=roles,
        campaigns=list(seen),
        may=may,
    )
