"""Routes of /templates: the mails and messages that graphs send."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints

from api.access import Designer, GraphReader
from api.errors import ProblemEntry, language_of, problem_entries
from api.forms import Form, Name
from api.pages import Page, Paging, page_of
from api.ports import Templates
from api.route import Ports, Route, Unit, View, Write
from db import templates
from db.templates import NewTemplate, TemplateView
from domain.errors import Invalid, Problem

router = APIRouter(prefix="/templates", tags=["templates"], route_class=Route)
writing = APIRouter(prefix="/templates", tags=["templates"], route_class=Write)


class TemplateForm(Form):
    """A mail with its subject, or an SMS without. Transactional ones are repeated once when their outcome is
    unknown, marketing ones never."""

    name: Name
    channel: Literal["mail", "sms"] = "mail"
    effect_class: Literal["transactional", "marketing"] = "marketing"
    subject: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] | None = None
    body: Annotated[str, StringConstraints(max_length=100_000)]


@dataclass(frozen=True, slots=True)
class StoredTemplate(TemplateView):
    """`notices` say what an SMS costs: how many parts, and which letter makes them many."""

    notices: list[ProblemEntry]


@writing.post("", status_code=201)
async def put_template(
    form: TemplateForm, ports: Ports, who: Designer, session: Unit, request: Request
) -> StoredTemplate:
    """Add a template or its next version; graphs published from now on use it."""
    problems = _problems(form, ports.templates)
    if any(problem.severity == "error" for problem in problems):
        raise Invalid(problems)
    new = NewTemplate(form.name, form.channel, form.effect_class, form.subject or "", form.body)
    stored = await templates.put(session, who, new)
    return StoredTemplate(**asdict(stored), notices=problem_entries(problems, language_of(request)))


@router.get("")
async def list_templates(who: GraphReader, session: View, window: Paging) -> Page[TemplateView]:
    """The version in force of each template."""
    return page_of(await templates.listing(session, window))


@router.get("/{name}")
async def read_template(name: str, who: GraphReader, session: View) -> TemplateView:
    """The version in force of one template."""
    return await templates.read(session, name)


def _problems(form: TemplateForm, checker: Templates) -> Sequence[Problem]:
    match form.channel, form.subject:
        case "mail", str() as subject:
            return checker.check_template(subject, form.body)
        case "mail", None:
            return [_SUBJECT_MISSING]
        case "sms", None:
            return checker.check_sms(form.body)
        case _:
            return [_SUBJECT_UNKNOWN]


_SUBJECT_MISSING = Problem(
    "field_missing", "A mail needs a subject.", "Mail musi mieć temat.", field="subject"
)
_SUBJECT_UNKNOWN = Problem(
    "unknown_field",
    "An SMS has no subject; remove it.",
    "SMS nie ma tematu; usuń go.",
    field="subject",
)
