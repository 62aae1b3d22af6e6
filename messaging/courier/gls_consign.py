"""Knows how a parcel is written as a consignment (cConsign) of GLS Poland, and in what lengths."""

from textwrap import wrap
from typing import Final

from domain.parcels import Parcel, ParcelService
from messaging.courier.soap import Field, Fields
from messaging.transports import Refused

_NAME, _STREET, _CONTACT = 40, 50, 40
_CURRENCY: Final = "PLN"
_FLAGS: Final = (
    (ParcelService.DOCUMENTS_BACK, "rod"),
    (ParcelService.BEFORE_10, "s10"),
    (ParcelService.BEFORE_12, "s12"),
    (ParcelService.SATURDAY, "sat"),
)


def consign(reference: str, parcel: Parcel) -> Fields | Refused:
    """The elements in the order of the service's schema; Refused for what it could not deliver."""
    street = f"{parcel.street} {parcel.house}".rstrip()
    if len(street) > _STREET:
        return Refused("street_and_house_too_long")
    if parcel.cash is not None and parcel.cash.currency != _CURRENCY:
        return Refused("cash_only_in_pln")
    names = _lines(parcel.name)
    fields: dict[str, Field] = {f"rname{number}": line for number, line in enumerate(names, start=1)}
    fields |= {
        "rcountry": parcel.country,
        "rzipcode": parcel.postcode,
        "rcity": parcel.city,
        "rstreet": street,
        "rphone": parcel.phone,
        # A mail address that is cut leads to somebody else.
        "rcontact": parcel.mail if len(parcel.mail) <= _CONTACT else "",
        "references": reference,
        "notes": parcel.content,
        "quantity": "1",
        "weight": str(parcel.weight_kg),
        "srv_bool": _services(parcel),
    }
    return {name: field for name, field in fields.items() if field}


def _lines(name: str) -> tuple[str, ...]:
    """At most three lines, between words where they fit."""
    words = wrap(name, _NAME)
    return tuple(words if len(words) <= 3 else (name[at : at + _NAME] for at in range(0, len(name), _NAME)))


def _services(parcel: Parcel) -> Fields:
    cash = {"cod": "true", "cod_amount": str(parcel.cash.amount)} if parcel.cash is not None else {}
    return cash | {flag: "true" for service, flag in _FLAGS if service in parcel.services}
