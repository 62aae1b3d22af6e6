"""Routes of what moves a case and why: events from outside, the reasons behind it, notifications."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import Overseer, Servant
from api.forms import Form, Word
from api.pages import ListQuery, Page, page_of
from api.route import Route, Unit, View, Write
from db import case_events, notices
from db.notices import NotificationView
from db.why import Why, why

router = APIRouter(tags=["cases"], route_class=Route)
writing = APIRouter(tags=["cases"], route_class=Write)


class EventForm(Form):
    """`mail`, `sms`, `chat` and `call` are what the customer did; any other name is one of `on_event`."""

    event: Word


class NoticeQuery(ListQuery):
    unread: bool = False


@writing.post("/cases/{case_id}/events", status_code=202)
async def tell_case(case_id: str, form: EventForm, who: Overseer, session: Unit) -> Response:
    """Tell a case of an event; its process decides what becomes of it."""
    # Not for agents: whoever could say that a customer wrote could classify without the leave of FCC-17.
    await case_events.tell(session, who, case_id, form.event)
    return Response(status_code=202)


@router.get("/cases/{case_id}/why")
async def explain_case(
    case_id: str, who: Servant, session: View, limit: Annotated[int, Query(ge=1, le=500)] = 20
) -> Why:
    """Why the case is where it is: edges, versions and rules, the newest first, and what comes next."""
    return await why(session, who, case_id, limit)


@router.get("/notifications")
async def list_notifications(
    who: Servant, session: View, asked: Annotated[NoticeQuery, Query()]
) -> Page[NotificationView]:
    """One's own notifications, the newest first."""
    return page_of(await notices.listing(session, who, asked.window, unread=asked.unread))


@writing.post("/notifications/{notification_id}/read")
async def read_notification(notification_id: str, who: Servant, session: Unit) -> NotificationView:
    """Mark one of one's own notifications as read."""
    return await notices.mark_read(session, who, notification_id)
