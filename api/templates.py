"""Routes of /templates: the mails that graphs send."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import StringConstraints

from api.access import Designer, GraphReader
from api.forms import Form, Name
from api.pages import Page, Paging, page_of
from api.route import Ports, Route, Unit, View, Write
from db import templates
from db.templates import NewTemplate, TemplateView
from domain.errors import Invalid

router = APIRouter(prefix="/templates", tags=["templates"], route_class=Route)
writing = APIRouter(prefix="/templates", tags=["templates"], route_class=Write)


class TemplateForm(Form):
    """A mail. Transactional mails are repeated once when their outcome is unknown, marketing mails never."""

    name: Name
    effect_class: Literal["transactional", "marketing"] = "marketing"
    subject: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    body: Annotated[str, StringConstraints(max_length=100_000)]


@writing.post("", status_code=201)
async def put_template(form: TemplateForm, ports: Ports, who: Designer, session: Unit) -> TemplateView:
    """Add a template or its next version; graphs published from now on use it."""
    problems = ports.templates.check_template(form.subject, form.body)
    if problems:
        raise Invalid(problems)
    new = NewTemplate(form.name, form.effect_class, form.subject, form.body)
    return await templates.put(session, who, new)


@router.get("")
async def list_templates(who: GraphReader, session: View, window: Paging) -> Page[TemplateView]:
    """The version in force of each template."""
    return page_of(await templates.listing(session, window))


@router.get("/{name}")
async def read_template(name: str, who: GraphReader, session: View) -> TemplateView:
    """The version in force of one template."""
    return await templates.read(session, name)
