"""Knows the documents that a replay may be played on: a version, or the draft."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from api.checking import checked
from api.forms import Form
from db import drafts, graphs
from db.session import Database
from domain.errors import Invalid

Source = Literal["pinned", "version", "draft"]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)] | Literal["draft"]


class Stages(Form):
    """`version`: on which one, or on the draft; without a word on the one that the case or the call has."""

    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A document that is played on; `number` is None for the draft."""

    source: Source
    number: int | None
    text: str
    canonical: dict[str, Any]


async def stage_of(database: Database, graph: tuple[str, str], version: Version) -> Stage:
    """A version of the graph (kind, name), or its draft, which is refused with its problems while one is an error."""
    kind, name = graph
    if version != "draft":
        async with database.read() as session:
            found = await graphs.version(session, kind, name, version)
        return Stage("version", version, found.text, found.canonical)
    async with database.read() as session:
        text = (await drafts.read(session, kind, name)).text
    draft = await checked(database, text, kind, name)
    if draft.canonical is None:
        raise Invalid(draft.problems)
    return Stage("draft", None, text, draft.canonical)
