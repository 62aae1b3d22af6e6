"""Routes of what people order for a case without saving a status: when it comes back, and whose it is."""

from collections.abc import Awaitable
from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints

from api.access import Overseer, Servant
from api.forms import Form, Line, Tagged
from api.route import Ports, Route
from api.services import Services
from db import case_list, owners, recalls
from db.case_views import CaseView
from db.recalls import Wish
from domain.access import Who
from domain.errors import CaseClosed, StatusRefused
from domain.ids import CaseId

router = APIRouter(tags=["cases"], route_class=Route)


class RecallForm(Form):
    """When the next contact is to be: now, or at this time, a wall clock of `zone` or of the campaign."""

    at: Annotated[str, StringConstraints(max_length=40)] | None = None
    zone: Annotated[str, StringConstraints(max_length=64)] | None = None


class OwnerForm(Form):
    """An agent of the case's campaign, by id or e-mail address."""

    owner: Line


@router.post("/cases/{case_id}/recall")
async def set_recall(case_id: str, form: RecallForm, who: Servant, ports: Ports, version: Tagged) -> CaseView:
    """Set or move the time of the next contact; a private one before its time is for its owner."""
    wish = Wish(form.at, form.zone)
    order = await ports.database.run(lambda session: recalls.order(session, who, case_id, wish))
    found = await _after(ports.work.recall(CaseId(case_id), order), ports, who, case_id)
    return version.tag(found.etag, found)


@router.post("/cases/{case_id}/owner")
async def assign_owner(
    case_id: str, form: OwnerForm, who: Overseer, ports: Ports, version: Tagged
) -> CaseView:
    """Give a case to another agent of its campaign, with all that waits for its time."""
    order = await ports.database.run(lambda session: owners.assign(session, who, case_id, form.owner))
    found = await _after(ports.work.assign(CaseId(case_id), order), ports, who, case_id)
    return version.tag(found.etag, found)


async def _after(work: Awaitable[None], ports: Services, who: Who, case_id: str) -> CaseView:
    """The case as it is when its workflow has done the work; the workflow refuses only when it is closed."""
    try:
        await work
    except StatusRefused:
        raise CaseClosed from None
    async with ports.database.read() as session:
        return await case_list.read(session, who, case_id)
