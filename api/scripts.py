"""Routes of a case's script: read it with its texts filled in, keep a draft of the answers, submit them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, StringConstraints

from api.access import Servant
from api.forms import Form, Tagged, Versioned
from api.route import Route, Unit, View, Write
from db import scripts
from db.script_views import ScriptView
from db.scripts import ScriptRef

router = APIRouter(prefix="/cases/{case_id}/script", tags=["cases"], route_class=Route)
writing = APIRouter(prefix="/cases/{case_id}/script", tags=["cases"], route_class=Write)
Named = Annotated[StrictStr, StringConstraints(max_length=64)]
Text = Annotated[StrictStr, StringConstraints(max_length=20_000)]
Answer = Text | StrictBool | StrictInt | StrictFloat | Annotated[list[Named], Field(max_length=200)] | None


async def _meant(
    case_id: str,
    who: Servant,
    script: Annotated[str | None, Query(min_length=1, max_length=64)] = None,
) -> ScriptRef:
    return ScriptRef(who, case_id, script)


Meant = Annotated[ScriptRef, Depends(_meant)]


class AnswersForm(Form):
    """Answers by question; null takes one back, questions that are not named keep theirs."""

    answers: Annotated[dict[Named, Answer], Field(max_length=2_000)]


@router.get("")
async def read_script(meant: Meant, session: View, version: Tagged) -> ScriptView:
    """The script that the case asks for now, or the one named by `script`, and where the talk stands."""
    found = await scripts.read(session, meant)
    return version.tag(found.etag, found)


@writing.put("/answers")
async def save_answers(meant: Meant, form: AnswersForm, session: Unit, version: Versioned) -> ScriptView:
    """Keep answers in the draft; each is checked by its question's type, and none is kept while one is wrong."""
    saved = await scripts.save(session, meant, form.answers, version.read)
    return version.tag(saved.etag, saved)


@writing.post("/submit")
async def submit_script(meant: Meant, session: Unit, version: Versioned) -> ScriptView:
    """Submit the answers; refused with all that are missing. The case moves as its statuses are mapped."""
    submitted = await scripts.submit(session, meant, version.read)
    return version.tag(submitted.etag, submitted)
