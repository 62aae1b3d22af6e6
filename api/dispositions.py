"""Route of a disposition: what an agent saves of a contact."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, Field, StringConstraints

from api.access import Servant
from api.cases import Fields
from api.forms import Form, Line, NoteText, Versioned
from api.route import Ports, RouteWithKey
from db import case_changes, case_list
from db.case_changes import Save
from db.case_list import CaseView
from domain.errors import Invalid
from domain.ids import CaseId

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
    case_id: str, save: Annotated[Save, Depends(_save)], who: Servant, ports: Ports, version: Versioned
) -> CaseView:
    """Save a status; answers the case as it now is. The same key saves once, however often it is sent."""
    order = await ports.database.run(lambda session: case_changes.draft(session, who, case_id, save))
    if order is not None:
        await ports.work.save_disposition(CaseId(case_id), order, order.disposition_id)
    async with ports.database.read() as session:
        saved = await case_list.read(session, who, case_id)
    return version.tag(saved.etag, saved)
