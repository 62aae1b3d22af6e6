"""Routes of /audit: who did what."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Administrator
from api.pages import Page, Paging, page_of
from api.route import Route, View
from db import audits
from db.audits import AuditEntry

router = APIRouter(prefix="/audit", tags=["audit"], route_class=Route)


@router.get("")
async def list_audit(
    who: Administrator,
    session: View,
    window: Paging,
    subject: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[AuditEntry]:
    """Who changed which setting or document, the newest first."""
    return page_of(await audits.entries(session, window, subject))
