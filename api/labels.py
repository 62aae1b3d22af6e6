"""Routes of labels: what is stuck on a parcel that a case ordered."""

from typing import Final

from fastapi import APIRouter, Response

from api.access import Servant
from api.route import Ports, Route
from db import message_list

router = APIRouter(prefix="/messages", tags=["messages"], route_class=Route)
_PDF: Final = b"%PDF"
_BYTES: Final = "application/octet-stream"


@router.get(
    "/{message_id}/label",
    response_class=Response,
    responses={200: {"content": {_BYTES: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_label(message_id: str, who: Servant, ports: Ports) -> Response:
    """The label of a parcel, from the courier that has it: PDF, or the language of a printer."""
    async with ports.database.read() as session:
        courier, reference = await message_list.parcel_of(session, who, message_id)
    label = await ports.outside.label(courier, reference)
    return Response(label, media_type="application/pdf" if label.startswith(_PDF) else _BYTES)
