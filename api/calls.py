"""Routes of /calls: live and past calls, and what can be done with a live one."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.access import Servant
from api.forms import Form, Line
from api.pages import ListQuery, Page, page_of
from api.route import Ports, Route, Unit, View, Write
from db import call_list, call_statuses
from db.call_list import CallDetail, CallFilter, CallView
from db.call_statuses import InboundStatusChoice
from domain.errors import Conflict
from domain.ids import CallId

router = APIRouter(prefix="/calls", tags=["calls"], route_class=Route)
writing = APIRouter(prefix="/calls", tags=["calls"], route_class=Write)
Short = Annotated[str, Field(max_length=100)]


class CallEnded(Conflict):
    """This call has ended already."""

    code = "call_ended"
    message_pl = "To połączenie już się zakończyło."


class CallQuery(ListQuery):
    """`case` and `agent` are ids; `live` calls have not ended; `inbound_status` is a name of the dictionary."""

    campaign: Short | None = None
    case: Short | None = None
    agent: Short | None = None
    state: Short | None = None
    live: bool | None = None
    inbound_status: Short | None = None


class CallStatusForm(Form):
    """What the customer of an inbound call wanted: one of the statuses that the call's process offers."""

    status: Line


@router.get("")
async def list_calls(who: Servant, session: View, asked: Annotated[CallQuery, Query()]) -> Page[CallView]:
    """The calls of one's campaigns, the newest first."""
    wanted = CallFilter(
        campaign=asked.campaign,
        case=asked.case,
        agent=asked.agent,
        state=asked.state,
        live=asked.live,
        inbound_status=asked.inbound_status,
    )
    return page_of(await call_list.listing(session, who, wanted, asked.window))


@router.get("/{call_id}")
async def read_call(call_id: str, who: Servant, session: View) -> CallDetail:
    """One call with its legs."""
    return await call_list.read(session, who, call_id)


@router.get("/{call_id}/inbound-statuses")
async def list_inbound_statuses_of_call(
    call_id: str, who: Servant, session: View
) -> Page[InboundStatusChoice]:
    """The inbound call statuses that the process of this call offers."""
    return Page(items=await call_statuses.choices(session, who, call_id))


@writing.put("/{call_id}/inbound-status")
async def set_inbound_status(call_id: str, form: CallStatusForm, who: Servant, session: Unit) -> CallDetail:
    """Say what the customer of an inbound call wanted: agents of their own calls, others of any in sight."""
    await call_statuses.choose(session, who, call_id, form.status)
    return await call_list.read(session, who, call_id)


@router.post("/{call_id}/hang-up", status_code=202)
async def hang_up(call_id: str, who: Servant, ports: Ports) -> CallDetail:
    """End a live call: agents their own, others any of their campaigns."""
    async with ports.database.read() as session:
        found = await call_list.in_hand(session, who, call_id)
    if found.ended_at is not None:
        raise CallEnded
    await ports.work.hang_up(CallId(call_id))
    async with ports.database.read() as session:
        return await call_list.read(session, who, call_id)
