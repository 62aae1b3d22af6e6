"""Knows which texts of a process show data of a case, and what is wrong with them and with a parcel's fields."""

from collections.abc import Iterator, Mapping

from domain.merge_fields import MERGE_FIELDS
from domain.parcels import check_texts
from graphs.findings import Finding, Loc
from graphs.process.actions import Notify, SendCourier
from graphs.process.document import Status
from graphs.script.texts import text_findings


def order_texts(name: str, status: Status) -> Iterator[Finding]:
    """What the texts of a status's actions could not show, and what no courier could deliver."""
    for index, action in enumerate(status.actions):
        loc: Loc = ("statuses", name, "actions", index, action.name)
        match action.order:
            case Notify(text=text):
                yield from text_findings(text, MERGE_FIELDS, (*loc, "text"))
            case SendCourier(parcel=parcel):
                yield from _parcel(parcel, (*loc, "parcel"))
            case _:
                pass


def _parcel(parcel: Mapping[str, str], loc: Loc) -> Iterator[Finding]:
    for field, text in parcel.items():
        yield from text_findings(text, MERGE_FIELDS, (*loc, field))
    for problem in check_texts(parcel):
        field = (problem.field or "").removeprefix("parcel.")
        data = {"told": problem.message, "told_pl": problem.message_pl}
        yield Finding(problem.code, (*loc, field) if field in parcel else loc, data)
