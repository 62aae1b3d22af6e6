"""Knows how a text becomes the parts of a long SMS: the alphabets of 3GPP TS 23.038, the sizes of TS 23.040."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

MOST_PARTS = 10

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPE = 0x1B
_CODES = {letter: bytes((code,)) for code, letter in enumerate(_BASIC) if code != _ESCAPE} | {
    letter: bytes((_ESCAPE, code))
    for letter, code in zip("\f^{}\\[~]|€", b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", strict=True)
}
_CONCATENATION, _REFERENCE_LENGTH = 0, 3


class Alphabet(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True)
class _Size:
    """What fits into a message alone, and into one with a header that says which part it is."""

    alone: int
    together: int


_SIZES = {Alphabet.GSM7: _Size(160, 153), Alphabet.UCS2: _Size(70, 67)}


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a text, which joined are the text. `forced_by`: its first letter that GSM-7 lacks."""

    alphabet: Alphabet
    parts: tuple[str, ...]
    forced_by: str | None


@dataclass(frozen=True, slots=True)
class Segment:
    """One part as it goes to a message centre: user data with its header, one septet an octet."""

    alphabet: Alphabet
    header: bytes
    body: bytes


def split(text: str) -> Split:
    """The fewest parts, in the smallest alphabet that has all letters; no letter is ever cut in two."""
    forced_by = next((letter for letter in text if letter not in _CODES), None)
    alphabet = Alphabet.GSM7 if forced_by is None else Alphabet.UCS2
    width, size = _WIDTHS[alphabet], _SIZES[alphabet]
    if sum(map(width, text)) <= size.alone:
        return Split(alphabet, (text,), forced_by)
    parts: list[str] = []
    start = filled = 0
    for place, letter in enumerate(text):
        if filled + width(letter) > size.together:
            parts.append(text[start:place])
            start, filled = place, 0
        filled += width(letter)
    return Split(alphabet, (*parts, text[start:]), forced_by)


def segments(text: str, reference: int) -> tuple[Segment, ...]:
    """The parts with the headers by which a phone joins them; `reference`, 0 to 255, is one for all."""
    found = split(text)
    total = len(found.parts)
    return tuple(
        Segment(found.alphabet, _header(reference, total, number), _encoded(part, found.alphabet))
        for number, part in enumerate(found.parts, start=1)
    )


def _header(reference: int, total: int, number: int) -> bytes:
    if total == 1:
        return b""
    element = bytes((_CONCATENATION, _REFERENCE_LENGTH, reference, total, number))
    return bytes((len(element),)) + element


def _encoded(part: str, alphabet: Alphabet) -> bytes:
    if alphabet is Alphabet.UCS2:
        return part.encode("utf-16-be")
    return b"".join(_CODES[letter] for letter in part)


def _septets(letter: str) -> int:
    return len(_CODES[letter])


def _code_units(letter: str) -> int:
    return 2 if ord(letter) > 0xFFFF else 1


_WIDTHS: dict[Alphabet, Callable[[str], int]] = {Alphabet.GSM7: _septets, Alphabet.UCS2: _code_units}
