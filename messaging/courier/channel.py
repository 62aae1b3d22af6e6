"""Knows couriers as a channel: how an order is written from a process's texts, and read again when it is sent."""

import json
from collections.abc import Mapping
from typing import cast

from domain.effects import Draft, Letter
from domain.errors import Invalid
from domain.parcels import Parcel, read_parcel
from graphs.script.texts import filled
from messaging.courier.ordering import Courier
from messaging.sending import Line


def courier_line(courier: Courier) -> Line[Parcel]:
    """The way of an order to this courier. Its letter keeps the filled-in fields, so a repetition orders the same."""
    return Line(courier, written, _message)


def written(draft: Draft) -> Letter:
    """The order with its texts filled in; Invalid with all that is wrong with the parcel."""
    texts = {name: filled(text, draft.context, "") or "" for name, text in draft.fields.items()}
    parcel = _parcel(texts)
    return Letter("", parcel.name, parcel.reference, json.dumps(texts, ensure_ascii=False, sort_keys=True))


def _message(letter: Letter) -> Parcel:
    return _parcel(cast("dict[str, str]", json.loads(letter.body)))


def _parcel(texts: Mapping[str, str]) -> Parcel:
    read = read_parcel(texts)
    if isinstance(read, Parcel):
        return read
    raise Invalid(read)
