"""Knows the facts of a case that the conditions of its process may ask about."""

from sqlmodel import col, func, select

from db.session import Session
from db.tables.cases import Case, Contact
from db.tables.effects import Attempt


async def facts_of(session: Session, case_id: str) -> dict[str, dict[str, object]]:
    """The values of `case`, `contact`, `record` and `attempts`, by name."""
    case = await session.get_one(Case, case_id)
    contact = await session.get_one(Contact, case.contact_id)
    counted = select(Attempt.outcome, func.count()).where(
        Attempt.case_id == case_id, col(Attempt.outcome).is_not(None)
    )
    outcomes = dict((await session.exec(counted.group_by(col(Attempt.outcome)))).all())
    return {
        "case": {
            "status": case.status,
            "number": case.number,
            "qualifier": case.qualifier,
            "steps": case.step,
        },
        "contact": {"name": contact.name, "anonymous": contact.anonymous},
        "record": dict(case.fields),
        "attempts": {"total": sum(outcomes.values()), **{str(name): n for name, n in outcomes.items()}},
    }
