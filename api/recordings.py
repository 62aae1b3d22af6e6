"""Routes of recordings: which talks were recorded, and the file of one; each download is written down."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import Field

from api.access import Overseer
from api.pages import ListQuery, Page, Paging, page_of
from api.route import Ports, Route, View
from db import audits, recording_list
from db.recording_list import RecordingFilter, RecordingView
from db.session import Session
from domain.errors import NotFound

router = APIRouter(tags=["recordings"], route_class=Route)
Short = Annotated[str, Field(max_length=100)]
_WAV: Final = "audio/wav"
_PRIVATE: Final = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class RecordingQuery(ListQuery):
    """`campaign` is a name; `case` and `agent` are ids."""

    campaign: Short | None = None
    case: Short | None = None
    agent: Short | None = None


@router.get("/recordings")
async def list_recordings(
    who: Overseer, session: View, asked: Annotated[RecordingQuery, Query()]
) -> Page[RecordingView]:
    """The recorded talks of one's campaigns, the newest first."""
    wanted = RecordingFilter(campaign=asked.campaign, case=asked.case, agent=asked.agent)
    return page_of(await recording_list.listing(session, who, wanted, asked.window))


@router.get("/calls/{call_id}/recordings")
async def list_recordings_of_call(
    call_id: str, who: Overseer, session: View, window: Paging
) -> Page[RecordingView]:
    """The recorded talks of a call, the newest first."""
    return page_of(await recording_list.of_call(session, who, call_id, window))


@router.get(
    "/recordings/{recording_id}",
    response_class=FileResponse,
    responses={200: {"content": {_WAV: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_recording(recording_id: str, who: Overseer, ports: Ports) -> FileResponse:
    """The sound of a talk, once it is kept. It is written down who took it."""
    async with ports.database.read() as session:
        found = await recording_list.kept(session, who, recording_id)
    file = ports.recordings and ports.recordings / f"{found.id}.wav"
    if file is None or not file.exists():
        raise NotFound(kind="recording", name=recording_id)

    async def write_down(session: Session) -> None:
        audits.note(session, who, "recording.read", found.id, call=found.call_id)

    await ports.database.run(write_down)
    return FileResponse(file, media_type=_WAV, filename=found.name, headers=_PRIVATE)
