"""Routes of /audit: who did what."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.access import Administrator
from api.pages import ListQuery, Page, page_of
from api.route import Route, View
from db import audits
from db.audits import AuditEntry

router = APIRouter(prefix="/audit", tags=["audit"], route_class=Route)


class AuditQuery(ListQuery):
    subject: Annotated[str, Field(max_length=200)] | None = None


@router.get("")
async def list_audit(
    who: Administrator, session: View, asked: Annotated[AuditQuery, Query()]
) -> Page[AuditEntry]:
    """Who changed which setting or document, the newest first."""
    return page_of(await audits.entries(session, asked.window, asked.subject))
