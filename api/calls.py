"""Routes of /calls: live and past calls, and what can be done with a live one."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.access import Servant
from api.pages import ListQuery, Page, page_of
from api.route import Ports, Route, View
from db import call_list
from db.call_list import CallDetail, CallFilter, CallView
from domain.errors import Conflict
from domain.ids import CallId

router = APIRouter(prefix="/calls", tags=["calls"], route_class=Route)
Short = Annotated[str, Field(max_length=100)]


class CallEnded(Conflict):
    """This call has ended already."""

    code = "call_ended"
    message_pl = "To połączenie już się zakończyło."


class CallQuery(ListQuery):
    """`case` and `agent` are ids; `live` calls have not ended."""

    campaign: Short | None = None
    case: Short | None = None
    agent: Short | None = None
    state: Short | None = None
    live: bool | None = None


@router.get("")
async def list_calls(who: Servant, session: View, asked: Annotated[CallQuery, Query()]) -> Page[CallView]:
    """The calls of one's campaigns, the newest first."""
    wanted = CallFilter(asked.campaign, asked.case, asked.agent, asked.state, asked.live)
    return page_of(await call_list.listing(session, who, wanted, asked.window))


@router.get("/{call_id}")
async def read_call(call_id: str, who: Servant, session: View) -> CallDetail:
    """One call with its legs."""
    return await call_list.read(session, who, call_id)


@router.post("/{call_id}/hang-up", status_code=202)
async def hang_up(call_id: str, who: Servant, ports: Ports) -> CallDetail:
    """End a live call: agents their own, others any of their campaigns."""
    async with ports.database.read() as session:
        live = await call_list.may_end(session, who, call_id)
    if not live:
        raise CallEnded
    await ports.work.hang_up(CallId(call_id))
    async with ports.database.read() as session:
        return await call_list.read(session, who, call_id)
