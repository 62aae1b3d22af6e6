"""Knows delivery receipts (SMPP 3.4, 5.2.12 and appendix B): what a message centre says became of a message.

Only what is needed is read, since centres add parameters and write dates and errors each in their own way."""

import re
import struct
from dataclasses import dataclass
from typing import Protocol

_HEADER = 16
_RECEIPT, _RECEIPT_BITS = 0x04, 0x3C
_USER_REFERENCE, _MESSAGE_ID, _STATE = 0x0204, 0x001E, 0x0427
_STATES = ("", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD")
_IN_TEXT = re.compile(rb"\b(id|stat):(\S+)")


@dataclass(frozen=True, slots=True)
class Receipt:
    """`sender` is the phone that the message was for, in digits; `reference` is ours, where the centre gives it
    back."""

    message_id: str
    state: str
    sender: str
    reference: int | None


class Receipts(Protocol):
    """Where the receipts of a service are kept for all who send through it, whoever of them heard one."""

    async def keep_receipt(self, service: str, reference: int, phone: str, became: tuple[str, str]) -> None:
        """Keep id and state in place of earlier ones of the same message; Unavailable: they are not kept."""
        ...

    async def receipt(self, service: str, reference: int, phone: str) -> tuple[str, str] | None:
        """Id and state of a message by our reference and the phone (digits alone), if a receipt came."""
        ...


def receipt(pdu: bytes) -> Receipt | None:
    """The receipt in a deliver_sm; None for a message of a person, or what cannot be read."""
    try:
        return _receipt(pdu)
    except (struct.error, ValueError, IndexError):
        return None


def _receipt(pdu: bytes) -> Receipt | None:
    _, place = _text(pdu, _HEADER)
    sender, place = _text(pdu, place + 2)
    _, place = _text(pdu, place + 2)
    if pdu[place] & _RECEIPT_BITS != _RECEIPT:
        return None
    _, place = _text(pdu, place + 3)
    _, place = _text(pdu, place)
    length = pdu[place + 4]
    body, options = pdu[place + 5 :][:length], _options(pdu, place + 5 + length)
    words = {name.decode(): text.decode("latin-1") for name, text in _IN_TEXT.findall(body)}
    state = options.get(_STATE, b"")
    return Receipt(
        options.get(_MESSAGE_ID, b"").rstrip(b"\0").decode("latin-1") or words.get("id", ""),
        _STATES[state[0]] if state else words.get("stat", ""),
        sender.removeprefix("+"),
        int.from_bytes(options[_USER_REFERENCE]) if _USER_REFERENCE in options else None,
    )


def _text(pdu: bytes, place: int) -> tuple[str, int]:
    """A text that ends with a zero, and the place behind it."""
    end = pdu.index(0, place)
    return pdu[place:end].decode("latin-1"), end + 1


def _options(pdu: bytes, place: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while place < len(pdu):
        tag, length = struct.unpack_from("!HH", pdu, place)
        found[tag] = pdu[place + 4 : place + 4 + length]
        place += 4 + length
    return found
