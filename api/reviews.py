"""Routes of the review of a draft: a second person reads it, and approves of it or rejects it (NEW-18)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints

from api.checking import checked
from api.forms import Form, Versioned
from api.graphs import Named, NamedByDesigner
from api.route import Ports, Route
from api.services import Services
from db import drafts, reviews
from db.reviews import Ref, ReviewView, Verdict

_PATH = "/graphs/{kind}/{name}/draft/review"
router = APIRouter(prefix=_PATH, tags=["graphs"], route_class=Route)


class ReviewForm(Form):
    """Whether the draft may be published; `note` is for its author."""

    approve: bool
    note: Annotated[str, StringConstraints(max_length=2_000)] = ""


@router.get("")
async def read_review(graph: Named, version: Versioned, ports: Ports) -> ReviewView:
    """Who wrote the draft, who approves of it, and whether somebody must."""
    return await _answer(ports, (graph.kind, graph.name), version)


@router.post("")
async def review_draft(
    graph: NamedByDesigner, form: ReviewForm, version: Versioned, ports: Ports
) -> ReviewView:
    """Approve of the draft as it was read (its ETag as `If-Match`), or reject it.

    Not for those who wrote a part of it since the last version (`own_draft`). A later change makes it stale.
    """
    verdict, ref = Verdict(form.approve, form.note), (graph.kind, graph.name)
    await ports.database.run(lambda session: reviews.review(session, graph.who, ref, verdict, version.read))
    return await _answer(ports, ref, version)


async def _answer(ports: Services, ref: Ref, version: Versioned) -> ReviewView:
    async with ports.database.read() as session:
        draft = await drafts.read(session, *ref)
    found = await checked(ports.database, draft.text, *ref)
    needed = ports.four_eyes or reviews.RULE in (found.canonical or {})
    async with ports.database.read() as session:
        told = await reviews.read(session, ref, needed=needed)
    return version.tag(told.etag, told)
