"""Knows the templates of mails and messages: each change is a version under a hash of its own, the newest in force."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import col, func, select

from db import audits
from db.pages import Listing, Order, Window, page
from db.session import Session
from db.tables import Template
from db.views import view
from domain.access import Who
from domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class TemplateView:
    name: str
    number: int
    hash: str
    channel: str
    effect_class: str
    subject: str
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewTemplate:
    name: str
    channel: str
    effect_class: str
    subject: str
    body: str

    @property
    def hash(self) -> str:
        content = [self.name, self.channel, self.effect_class, self.subject, self.body]
        return sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


async def put(session: Session, who: Who | None, new: NewTemplate) -> TemplateView:
    """The version with this content: the newest if nothing changed; an earlier one comes back."""
    newest = await _newest(session, new.name)
    if newest is not None and newest.hash == new.hash:
        return view(TemplateView, newest)
    number = 1 if newest is None else newest.number + 1
    row = await session.get(Template, new.hash)
    if row is None:
        row = Template(
            hash=new.hash,
            name=new.name,
            number=number,
            channel=new.channel,
            effect_class=new.effect_class,
            subject=new.subject,
            body=new.body,
            created_at=session.now,
        )
    row.number = number
    await session.put(row)
    audits.note(session, who, "template.put", new.name, number=number, hash=new.hash)
    return view(TemplateView, row)


async def read(session: Session, name: str) -> TemplateView:
    """The version in force."""
    newest = await _newest(session, name)
    if newest is None:
        raise NotFound(kind="template", name=name)
    return view(TemplateView, newest)


async def listing(session: Session, window: Window) -> Listing[TemplateView]:
    """The versions in force, by name."""
    query = select(Template).where(col(Template.hash).in_(_in_force()))
    order = Order((col(Template.name),))
    return await page(session, query, order, window, lambda row: view(TemplateView, row[0]))


async def hashes(session: Session, channel: str) -> dict[str, str]:
    """The hash in force for each name of the channel: what a graph pins when it is published."""
    in_force = select(Template.name, Template.hash).where(col(Template.hash).in_(_in_force()))
    return dict((await session.exec(in_force.where(Template.channel == channel))).all())


async def _newest(session: Session, name: str) -> Template | None:
    query = select(Template).where(Template.name == name).order_by(col(Template.number).desc())
    return (await session.exec(query.limit(1))).first()


def _in_force() -> Any:
    newest = (
        select(Template.name, func.max(Template.number).label("number")).group_by(Template.name).subquery()
    )
    same = (col(Template.name) == newest.c.name) & (col(Template.number) == newest.c.number)
    return select(Template.hash).join(newest, same)
