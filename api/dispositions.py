"""Route of a disposition: what an agent saves of a contact."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field, StringConstraints

from api.access import Servant
from api.cases import Fields
from api.forms import Form, Line, NoteText, Tagged
from api.route import Ports, RouteWithKey
from api.services import Services
from db import case_list, dispositions
from db.case_views import CaseView
from db.dispositions import Save
from domain.cases import SaveDisposition
from domain.errors import CaseClosed, Invalid, StatusRefused
from domain.ids import CaseId
from graphs.process import Refusal, refusals

router = APIRouter(tags=["cases"], route_class=RouteWithKey)


class KeyNeeded(Invalid):
    """Send an Idempotency-Key, so that a repeated request saves once."""

    code = "idempotency_key_needed"
    message_pl = "Wyślij Idempotency-Key, aby powtórzone żądanie zapisało tylko raz."


class DispositionForm(Form):
    """What came of a contact.

    A `callback_at` without an offset is a wall clock of `zone` (such as `Europe/Kyiv`), or of the campaign. The
    answer's `due_at` is the moment that it means, `dialled_at` when it may be dialled at the earliest. `owner`,
    an agent's id or e-mail address, is for a status that lets one choose who is responsible.
    """

    status: Line
    note: NoteText = ""
    callback_at: Annotated[str, StringConstraints(max_length=40)] | None = None
    zone: Annotated[str, StringConstraints(max_length=64)] | None = None
    owner: Line | None = None
    fields: Fields = Field(default_factory=dict)


_REFUSALS = {item.code: item for item in vars(refusals).values() if isinstance(item, Refusal)}


async def _save(request: Request, form: DispositionForm) -> Save:
    key = request.headers.get("idempotency-key")
    if key is None:
        raise KeyNeeded
    return Save(
        key=key,
        body_hash=sha256(request.state.text).hexdigest(),
        status=form.status,
        note=form.note,
        callback_at=form.callback_at,
        zone=form.zone,
        owner=form.owner,
        fields=form.fields,
    )


@router.post("/cases/{case_id}/disposition")
async def save_disposition(
    case_id: str, save: Annotated[Save, Depends(_save)], who: Servant, ports: Ports, version: Tagged
) -> CaseView:
    """Save a status; answers the case as it now is. The same key saves once, however often it is sent."""
    order = await ports.database.run(lambda session: dispositions.draft(session, who, case_id, save))
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
        if refusal is refusals.CASE_FINISHED:
            raise CaseClosed from None
        raise Invalid([dispositions.refused(refusal)]) from None
