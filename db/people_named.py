"""Knows whom a document means by a name: an e-mail address, a person's name, or the first part of an address."""

from collections.abc import Collection, Mapping

from sqlmodel import col, or_, select

from db.session import Session
from db.tables.people import User


async def people_named(session: Session, names: Collection[str]) -> Mapping[str, list[str]]:
    """The ids of the active people behind each name; a whole address counts before a name, that before a part."""
    if not names:
        return {}
    parts = (col(User.email).startswith(f"{name}@", autoescape=True) for name in names)
    meant = or_(col(User.email).in_(names), col(User.name).in_(names), *parts)
    query = select(User).where(meant, col(User.active)).order_by(col(User.id))
    people = (await session.exec(query)).all()
    return {name: _meant(name, people) for name in names}


def _meant(name: str, people: Collection[User]) -> list[str]:
    by_address = [user.id for user in people if user.email == name]
    by_name = [user.id for user in people if user.name == name]
    return by_address or by_name or [user.id for user in people if user.email.partition("@")[0] == name]
