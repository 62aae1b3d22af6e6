"""Knows couriers as a channel: how an order is written from a process's texts, and read again when it is sent."""

import json
from collections.abc import Mapping
from typing import cast

from domain.effects import Draft, Letter
from domain.errors import Invalid, Problem
from domain.merge_fields import MERGE_FIELDS
from domain.parcels import PARCEL_FIELDS, Parcel, check_texts, read_parcel
from messaging.courier.ordering import Courier
from messaging.sending import Line
from messaging.templates import check_text, fill


def check_parcel(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Everything wrong with the parcel of a document: names, literal values, and templates over a case's data."""
    known = {name: text for name, text in texts.items() if name in PARCEL_FIELDS}
    templates = (
        found for name, text in known.items() for found in check_text(text, MERGE_FIELDS, f"parcel.{name}")
    )
    return (*check_texts(texts), *templates)


def courier_line(courier: Courier) -> Line[Parcel]:
    """The way of an order to this courier. Its letter keeps the filled-in fields, so a repetition orders the same."""
    return Line(courier, written, _message)


def written(draft: Draft) -> Letter:
    """The order with its templates filled in; Invalid with all that is wrong with the parcel."""
    filled = {name: fill(text, draft.context, f"parcel.{name}") for name, text in draft.fields.items()}
    parcel = _parcel(filled)
    return Letter("", parcel.name, parcel.reference, json.dumps(filled, ensure_ascii=False, sort_keys=True))


def _message(letter: Letter) -> Parcel:
    return _parcel(cast("dict[str, str]", json.loads(letter.body)))


def _parcel(filled: Mapping[str, str]) -> Parcel:
    read = read_parcel(filled)
    if isinstance(read, Parcel):
        return read
    raise Invalid(read)
