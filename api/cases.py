"""Routes of /cases: find them, add them, correct their fields, see what happened to them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import (
    AwareDatetime,
    Field,
    FiniteFloat,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
)

from api.access import Servant
from api.forms import Email, Form, Tagged, Versioned, Word
from api.numbers import phones_of
from api.pages import ListQuery, Page, Paging, page_of
from api.route import Route, Unit, View, Write
from db import adding, case_changes, case_history, case_list, contacts, effect_list
from db.adding import NewRecord
from db.case_history import HistoryEntry
from db.case_list import CaseFilter, StatusChoice
from db.case_views import CaseView
from db.effect_list import EffectView

router = APIRouter(tags=["cases"], route_class=Route)
writing = APIRouter(tags=["cases"], route_class=Write)
Text = Annotated[StrictStr, StringConstraints(max_length=20_000)]
Number = Annotated[FiniteFloat, StrictFloat]
Choices = Annotated[list[Annotated[StrictStr, StringConstraints(max_length=200)]], Field(max_length=500)]
Fields = Annotated[dict[Word, Text | StrictBool | StrictInt | Number | Choices | None], Field(max_length=200)]
PersonName = Annotated[str, StringConstraints(max_length=200)]
Numbers = list[Annotated[str, StringConstraints(max_length=100)]]
Phones = Annotated[Numbers, Field(min_length=1, max_length=20)]
Emails = Annotated[list[Email], Field(max_length=20)]


class ContactForm(Form):
    name: PersonName = ""
    phones: Annotated[Numbers, Field(max_length=20)] = Field(default_factory=list[str])
    emails: Emails = Field(default_factory=list[Email])


class CorrectionForm(Form):
    """What is to be corrected; each list replaces the one before. The first phone is dialled."""

    name: PersonName | None = None
    phones: Phones | None = None
    emails: Emails | None = None


class RecordForm(Form):
    """A person to be reached; the first phone is dialled. Without one only a ticket can be opened, by an address."""

    contact: ContactForm
    fields: Fields = Field(default_factory=dict)


class FieldsForm(Form):
    """The fields to set; null removes one."""

    fields: Fields


class CaseQuery(ListQuery):
    """`q` is a ticket number, a phone number, or part of a name or address; `owner` an id; `sla` how tickets stand.

    `orphaned` are private ones whose agent is gone or works elsewhere now: they wait for a supervisor.
    """

    campaign: Annotated[str, Field(max_length=100)] | None = None
    status: Annotated[str, Field(max_length=100)] | None = None
    owner: Annotated[str, Field(max_length=100)] | None = None
    due_before: AwareDatetime | None = None
    finished: bool | None = None
    orphaned: bool | None = None
    sla: Literal["warning", "exceeded"] | None = None
    q: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    sort: Literal["-created_at", "created_at", "due_at", "sla_deadline", "number", "-number"] = "-created_at"

    @property
    def filter(self) -> CaseFilter:
        """What the database is asked."""
        return CaseFilter(
            campaign=self.campaign,
            status=self.status,
            owner=self.owner,
            due_before=self.due_before,
            finished=self.finished,
            orphaned=self.orphaned,
            sla=self.sla,
            q=self.q,
            sort=self.sort,
        )


@writing.post("/campaigns/{name}/cases", status_code=201)
async def add_case(name: str, form: RecordForm, who: Servant, session: Unit, version: Tagged) -> CaseView:
    """Add a record to a campaign: a case of a contact, who is found by the first phone, or new."""
    contact = form.contact
    phones = phones_of(contact.phones, ("contact", "phones"))
    record = NewRecord(contact.name, phones, tuple(contact.emails), form.fields)
    case_id = await adding.add(session, who, name, record)
    added = await case_list.read(session, who, case_id)
    return version.tag(added.etag, added)


@router.get("/cases")
async def list_cases(who: Servant, session: View, asked: Annotated[CaseQuery, Query()]) -> Page[CaseView]:
    """The cases of one's campaigns."""
    return page_of(await case_list.listing(session, who, asked.filter, asked.window))


@router.get("/cases/{case_id}")
async def read_case(case_id: str, who: Servant, session: View, version: Tagged) -> CaseView:
    """One case."""
    found = await case_list.read(session, who, case_id)
    return version.tag(found.etag, found)


@router.get("/cases/{case_id}/choices")
async def list_choices(case_id: str, who: Servant, session: View) -> Page[StatusChoice]:
    """The statuses that may be saved for a case, with what each asks for."""
    return Page(items=await case_list.choices(session, who, case_id))


@writing.patch("/cases/{case_id}")
async def change_case(
    case_id: str, form: FieldsForm, who: Servant, session: Unit, version: Versioned
) -> CaseView:
    """Correct fields of a case."""
    await case_changes.change_fields(session, who, case_id, form.fields, version.read)
    changed = await case_list.read(session, who, case_id)
    return version.tag(changed.etag, changed)


@writing.patch("/cases/{case_id}/contact")
async def change_contact(
    case_id: str, form: CorrectionForm, who: Servant, session: Unit, version: Versioned
) -> CaseView:
    """Correct a contact's name, numbers and addresses; what was there stays in the case's history."""
    phones = None if form.phones is None else phones_of(form.phones, ("phones",))
    emails = None if form.emails is None else tuple(form.emails)
    wanted = contacts.ContactChange(form.name, phones, emails)
    await contacts.change(session, who, case_id, wanted, version.read)
    changed = await case_list.read(session, who, case_id)
    return version.tag(changed.etag, changed)


@router.get("/cases/{case_id}/history")
async def read_history(case_id: str, who: Servant, session: View, window: Paging) -> Page[HistoryEntry]:
    """What happened to a case, from its beginning."""
    return page_of(await case_history.history(session, who, case_id, window))


@router.get("/cases/{case_id}/effects")
async def list_effects(case_id: str, who: Servant, session: View) -> list[EffectView]:
    """What the case has had done: sent, still on its way, refused, cancelled, or waiting for its time."""
    return await effect_list.listing(session, who, case_id)
