"""Routes of /numbers and /trunks: the way to the world."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from api.access import Administrator, GraphReader
from api.forms import Form, Name
from api.numbers import e164_of
from api.pages import Page, Paging, page_of
from api.route import Route, Unit, View, Write
from db import lines
from db.lines import NewTrunk, NumberView, TrunkView

router = APIRouter(tags=["lines"], route_class=Route)
writing = APIRouter(tags=["lines"], route_class=Write)


class NumberForm(Form):
    """A number of ours. Verified means: you may present it as caller id, and your operator knows it."""

    number: Annotated[str, StringConstraints(max_length=100)]
    verified: bool = True


class TrunkForm(Form):
    """Where a trunk is: a host name or address, its port, and how many calls it carries."""

    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$")]
    port: Annotated[int, Field(ge=1, le=65535)] = 5060
    max_channels: Annotated[int, Field(ge=1, le=10_000)] = 30


@writing.post("/numbers", status_code=201)
async def add_number(form: NumberForm, who: Administrator, session: Unit) -> NumberView:
    """Register a number of ours; campaigns name it afterwards."""
    return await lines.add_number(session, who, e164_of(form.number, "number"), verified=form.verified)


@router.get("/numbers")
async def list_numbers(who: GraphReader, session: View, window: Paging) -> Page[NumberView]:
    """Our numbers, and which campaign answers each."""
    return page_of(await lines.numbers(session, window))


@writing.delete("/numbers/{number}", status_code=204)
async def remove_number(number: str, who: Administrator, session: Unit) -> None:
    """Forget a number that no campaign answers."""
    await lines.remove_number(session, who, number)


@writing.put("/trunks/{name}")
async def put_trunk(name: Name, form: TrunkForm, who: Administrator, session: Unit) -> TrunkView:
    """Add or change a trunk."""
    return await lines.put_trunk(session, who, NewTrunk(name, form.host, form.port, form.max_channels))


@router.get("/trunks")
async def list_trunks(who: Administrator, session: View, window: Paging) -> Page[TrunkView]:
    """All trunks."""
    return page_of(await lines.trunks(session, window))


@writing.delete("/trunks/{name}", status_code=204)
async def remove_trunk(name: str, who: Administrator, session: Unit) -> None:
    """Remove a trunk."""
    await lines.remove_trunk(session, who, name)
