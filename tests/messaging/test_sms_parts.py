"""Knows how many parts texts take, and that no letter is lost or cut where they are split."""

from itertools import starmap

import pytest
from aiosmpplib.codec import GSM7BitCodec, UCS2Codec
from hypothesis import given
from hypothesis import strategies as st

from messaging.sms.parts import Alphabet, segments, split

_GSM = st.text(
    "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà\n\r€[]{}~^|\\", max_size=700
)
_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
_LONG = st.builds(
    lambda unit, times: unit * times, st.text("aż€😀", min_size=1, max_size=5), st.integers(1, 300)
)


@pytest.mark.parametrize(
    ("text", "parts", "forced_by"),
    [
        ("", 1, None),
        ("a" * 160, 1, None),
        ("a" * 161, 2, None),
        ("a" * 306, 2, None),
        ("a" * 307, 3, None),
        ("€" * 80, 1, None),
        ("a" + "€" * 80, 2, None),
        ("a" * 152 + "€" * 76 + "a", 2, None),
        ("a" * 152 + "€" * 76 + "aa", 3, None),
        ("ł" * 70, 1, "ł"),
        ("ł" * 71, 2, "ł"),
        ("ł" * 134, 2, "ł"),
        ("ł" * 135, 3, "ł"),
        ("😀" * 35, 1, "😀"),
        ("😀" * 36, 2, "😀"),
        ("😀" * 66, 2, "😀"),
        ("😀" * 67, 3, "😀"),
        ("Zażółć", 1, "ż"),
        ("a\x1b", 1, "\x1b"),
    ],
)
def test_a_text_takes_as_many_parts_as_the_standard_says(text: str, parts: int, forced_by: str | None):
    found = split(text)
    assert (len(found.parts), found.forced_by) == (parts, forced_by)
    assert found.alphabet is (Alphabet.UCS2 if forced_by else Alphabet.GSM7)


@given(_GSM | _ANY | _LONG)
def test_the_parts_joined_are_the_text_and_each_fits(text: str):
    found = split(text)
    assert "".join(found.parts) == text
    for segment in segments(text, 7) if text else ():
        assert len(segment.header) + len(segment.body) <= (140 if found.alphabet is Alphabet.UCS2 else 160)


@given(_GSM | _ANY | _LONG)
def test_another_library_reads_every_part_as_it_was_written(text: str):
    found = split(text)
    codec = UCS2Codec() if found.alphabet is Alphabet.UCS2 else GSM7BitCodec()
    for part, segment in zip(found.parts, segments(text, 7), strict=True):
        assert codec.decode(segment.body)[0] == part


@given(_GSM.filter(lambda text: len(text) > 160), st.integers(0, 255))
def test_every_part_of_a_long_text_says_which_it_is(text: str, reference: int):
    headers = [segment.header for segment in segments(text, reference)]
    expected = ((5, 0, 3, reference, len(headers), number) for number in range(1, len(headers) + 1))
    assert headers == list(starmap(lambda *octets: bytes(octets), expected))


def test_a_text_for_one_part_has_no_header():
    (only,) = segments("Dzień dobry".replace("ń", "n"), 7)
    assert (only.header, only.body) == (b"", b"Dzien dobry")
