"""Route of /graphs/publish: several documents become what is in force, all of them or none."""

from dataclasses import dataclass
from typing import Annotated, assert_never

from fastapi import APIRouter, Request
from pydantic import Field

from api.access import Designer
from api.checking import checked_in, publication
from api.errors import language_of
from api.forms import Form
from api.rehearsing import SCENARIOS, prove, rehearsed
from api.route import Ports, Route
from api.scenarios import ScenariosAnswer, scenarios_answer
from api.services import Services
from api.versions import PublishedAnswer, published_answer
from db import campaigns, drafts
from db.campaigns import CampaignView
from db.conflicts import check_etag
from db.drafts import DraftView
from db.graphs import VersionView
from db.publishing import publish_draft
from db.session import Session
from domain.access import Who
from domain.errors import CentralkaError, Invalid
from graphs.checking import Checked, check
from graphs.order import in_order

router = APIRouter(prefix="/graphs", tags=["graphs"], route_class=Route)
Became = VersionView | DraftView | CampaignView


class DocumentForm(Form):
    """`etag`: of the draft, the scenarios or the campaign that it goes over; none where there is none yet."""

    text: Annotated[str, Field(max_length=1_000_000)]
    etag: Annotated[int, Field(ge=0)] | None = None


class DocumentsForm(Form):
    documents: Annotated[list[DocumentForm], Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class _Publishing:
    """Who publishes, where each graph may need the approval of a second person."""

    who: Who
    four_eyes: bool


@router.post("/publish")
async def publish_documents(
    form: DocumentsForm, request: Request, who: Designer, ports: Ports
) -> list[PublishedAnswer | ScenariosAnswer | CampaignView]:
    """Publish graphs, save scenarios and put campaigns: all of them, or none where one is refused.

    They may come in any order, and name each other. The answers are in the order of the documents; a refusal
    names its document as `document` (kind and name).
    """
    publishing = _Publishing(who, ports.four_eyes)
    became = await ports.database.run(lambda session: _publish_all(session, publishing, form.documents))
    return [await _answer(ports, publishing.who, each, language_of(request)) for each in became]


async def _publish_all(
    session: Session, publishing: _Publishing, documents: list[DocumentForm]
) -> list[Became]:
    read = {place: check(each.text) for place, each in enumerate(documents)}
    became: dict[int, Became] = {}
    for place in in_order(read):
        became[place] = await _publish(session, publishing, documents[place])
    return [became[place] for place in sorted(became)]


async def _publish(session: Session, publishing: _Publishing, document: DocumentForm) -> Became:
    found = await checked_in(session, document.text)
    try:
        return await _put(session, publishing, document, found)
    except CentralkaError as error:
        error.data["document"] = f"{found.kind} {found.name}"
        raise


async def _put(session: Session, publishing: _Publishing, document: DocumentForm, found: Checked) -> Became:
    if found.canonical is None or found.kind is None or found.name is None:
        raise Invalid(found.problems)
    if found.kind == "campaign":
        return await campaigns.put(session, publishing.who, document.text, found.canonical, document.etag)
    draft = await _saved(session, publishing.who, (found.kind, found.name, document.text), document.etag)
    if found.kind == SCENARIOS:
        return draft
    new = publication(document.text, found)
    await prove(session, new.name, new.canonical)
    return await publish_draft(session, publishing.who, new, draft.etag, four_eyes=publishing.four_eyes)


async def _saved(
    session: Session, who: Who, written: tuple[str, str, str], if_match: int | None
) -> DraftView:
    """A draft that was approved of stays as it is."""
    kind, name, text = written
    present = await drafts.find(session, kind, name)
    if present is None or present.text != text:
        return await drafts.save(session, who, written, if_match)
    if if_match is not None:
        check_etag(present.etag, if_match, present)
    return present


async def _answer(
    ports: Services, who: Who, became: Became, language: str
) -> PublishedAnswer | ScenariosAnswer | CampaignView:
    match became:
        case CampaignView():
            return became
        case DraftView():
            return scenarios_answer(
                became, await rehearsed(ports.database, became.name, became.text), language
            )
        case VersionView():
            async with ports.database.read() as session:
                return await published_answer(session, who, became, language)
        case _:
            assert_never(became)
