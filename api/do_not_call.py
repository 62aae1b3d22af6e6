"""Routes of /do-not-call: the numbers that are neither called nor written to."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from api.access import Overseer
from api.forms import Form, Name
from api.numbers import e164_of
from api.pages import ListQuery, Page, page_of
from api.route import Route, Unit, View, Write
from db import do_not_call
from db.do_not_call import BlockFilter, BlockView

router = APIRouter(prefix="/do-not-call", tags=["do-not-call"], route_class=Route)
writing = APIRouter(prefix="/do-not-call", tags=["do-not-call"], route_class=Write)
Number = Annotated[str, StringConstraints(max_length=100)]


class BlockForm(Form):
    """A number, and the campaign that must not reach it; without one, none may."""

    number: Number
    campaign: Name | None = None
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class BlockQuery(ListQuery):
    campaign: Annotated[str, Field(max_length=100)] | None = None
    number: Number | None = None


@router.get("")
async def list_blocked_numbers(
    who: Overseer, session: View, asked: Annotated[BlockQuery, Query()]
) -> Page[BlockView]:
    """The list for all campaigns and for one's own, the newest first."""
    number = None if asked.number is None else e164_of(asked.number, "number")
    wanted = BlockFilter(campaign=asked.campaign, number=number)
    return page_of(await do_not_call.listing(session, who, wanted, asked.window))


@writing.post("", status_code=201)
async def block_number(form: BlockForm, who: Overseer, session: Unit) -> BlockView:
    """Put a number on the list; one that is there already stays as it is."""
    number = e164_of(form.number, "number")
    return await do_not_call.add(session, who, number, form.campaign, form.reason)


@writing.delete("/{block_id}", status_code=204)
async def unblock_number(block_id: str, who: Overseer, session: Unit) -> None:
    """Take a number off the list; off that of all campaigns only managers and administrators may."""
    await do_not_call.remove(session, who, block_id)
