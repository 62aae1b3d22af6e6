"""Routes of /messages: what was sent on every channel, and the mails that the mail catcher took."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from api.access import Administrator, Servant
from api.pages import ListQuery, Page, page_of
from api.route import Ports, Route, View
from db import message_list
from db.message_list import MessageFilter, MessageView
from domain.effects import EffectState
from messaging.catcher import CaughtMail, caught

router = APIRouter(prefix="/messages", tags=["messages"], route_class=Route)
_SHOWN = 200


class MessageQuery(ListQuery):
    """`case` is an id; `state` unknown finds those whose outcome nobody can know, and which are not repeated."""

    case: Annotated[str, Field(max_length=100)] | None = None
    channel: Literal["mail", "sms", "courier", "webhook"] | None = None
    state: EffectState | None = None


@router.get("")
async def list_messages(
    who: Servant, session: View, asked: Annotated[MessageQuery, Query()]
) -> Page[MessageView]:
    """The messages of one's campaigns, the newest first."""
    wanted = MessageFilter(asked.case, asked.channel, asked.state)
    return page_of(await message_list.listing(session, who, wanted, asked.window))


@router.get("/caught")
async def list_caught(who: Administrator, ports: Ports) -> Page[CaughtMail]:
    """What arrived in the mail catcher, the newest first (200 at most); empty where a mail server is set."""
    if ports.mailbox is None:
        return Page(items=[])
    mails: Sequence[CaughtMail] = await asyncio.to_thread(caught, ports.mailbox)
    return Page(items=list(reversed(mails))[:_SHOWN])


@router.get("/{message_id}")
async def read_message(message_id: str, who: Servant, session: View) -> MessageView:
    """One message, as it was rendered."""
    return await message_list.read(session, who, message_id)
