"""Route of a disposition: what an agent saves of a contact."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, Field, StringConstraints

from api.access import Servant
from api.cases import Fields
from api.forms import Form, Line, NoteText, Tagged
from api.route import Ports, RouteWithKey
from api.services import Services
from db import case_changes, case_list
from db.case_changes import Save
from db.case_list import CaseView
from domain.cases import SaveDisposition
from domain.errors import Invalid, Problem, StatusRefused
from domain.ids import CaseId
from graphs.process import Refusal, refusals

router = APIRouter(tags=["cases"], route_class=RouteWithKey)


class KeyNeeded(Invalid):
    """Send an Idempotency-Key, so that a repeated request saves once."""

    code = "idempotency_key_needed"
    message_pl = "Wyślij Idempotency-Key, aby powtórzone żądanie zapisało tylko raz."


def _moment(text: str) -> str:
    datetime.fromisoformat(text)
    return text


class DispositionForm(Form):
    """What came of a contact. A `callback_at` without an offset is meant in the campaign's zone."""

    status: Line
    note: NoteText = ""
    callback_at: Annotated[str, StringConstraints(max_length=40), AfterValidator(_moment)] | None = None
    fields: Fields = Field(default_factory=dict)


_REFUSALS = {item.code: item for item in vars(refusals).values() if isinstance(item, Refusal)}
_OF_THE_TIME = ("callback_time_missing", "callback_time_not_allowed", "time_not_allowed")


def _save(request: Request, form: DispositionForm) -> Save:
    key = request.headers.get("idempotency-key")
    if key is None:
        raise KeyNeeded
    return Save(
        key=key,
        body_hash=sha256(request.state.text).hexdigest(),
        status=form.status,
        note=form.note,
        callback_at=form.callback_at,
        fields=form.fields,
    )


@router.post("/cases/{case_id}/disposition")
async def save_disposition(
    case_id: str, save: Annotated[Save, Depends(_save)], who: Servant, ports: Ports, version: Tagged
) -> CaseView:
    """Save a status; answers the case as it now is. The same key saves once, however often it is sent."""
    order = await ports.database.run(lambda session: case_changes.draft(session, who, case_id, save))
    if order is not None:
        await _apply(ports, case_id, order)
    async with ports.database.read() as session:
        saved = await case_list.read(session, who, case_id)
    return version.tag(saved.etag, saved)


async def _apply(ports: Services, case_id: str, order: SaveDisposition) -> None:
    try:
        await ports.work.save_disposition(CaseId(case_id), order, order.disposition_id)
    except StatusRefused as refused:
        refusal = _REFUSALS.get(str(refused.data.get("refusal")))
        if refusal is None:
            raise
        field = "callback_at" if refusal.code in _OF_THE_TIME else "status"
        problem = Problem(refusal.code, refusal.message, refusal.message_pl, field=field, path=(field,))
        raise Invalid([problem]) from None
