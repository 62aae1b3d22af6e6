"""Knows which mail addresses are taken, refused and rewritten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from messaging.addresses import mail_address, mailbox


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("anna@firma.pl", "anna@firma.pl"),
        ("Anna.Nowak+oferta@FIRMA.pl", "Anna.Nowak+oferta@firma.pl"),
        ("anna@żółw.pl", "anna@xn--w-uga1v8h.pl"),
        ("anna@xn--w-uga1v8h.pl", "anna@xn--w-uga1v8h.pl"),
        ("o'neil@sub.domain.example", "o'neil@sub.domain.example"),
    ],
)
def test_a_valid_address_is_taken_with_its_domain_in_punycode(text: str, wire: str):
    assert mail_address(text) == wire


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "@",
            "anna",
            "anna@",
            "@firma.pl",
            "anna@firma",
            "anna@@firma.pl",
            "anna@firma..pl",
            "anna@.pl",
        ),
        *("anna@firma.pl.", "anna@-firma.pl", "anna@firma_x.pl", "anna@1.2.3.4", "anna@[127.0.0.1]"),
        *("a@b.pl\nRCPT TO:<x>", "a@b.pl\r\n", "a\x00@b.pl", " a@b.pl", "a b@c.pl", '"a b"@x.pl', '"a b"@x'),
        *(
            ".a@b.pl",
            "a.@b.pl",
            "a..b@c.pl",
            "żółw@b.pl",
            "a@b.pl,c@d.pl",
            "<a@b.pl>",
            "a@xn--a.pl",
            "a@\ud800.pl",
        ),
        *("a" * 65 + "@b.pl", "a@" + "b" * 64 + ".pl", "a@" + "b." * 126 + "pl", "x" * 300 + "@b.pl"),
    ],
)
def test_what_is_no_address_is_refused(text: str):
    with pytest.raises(Invalid) as refusal:
        mail_address(text, "email")
    (found,) = refusal.value.problems
    assert (found.code, found.field) == ("mail_address_invalid", "email")
    assert found.message
    assert found.message_pl


@pytest.mark.parametrize(
    "domain", ["localhost", "LOCALHOST", "x.localhost", "printer.local", "a.home.arpa", "b.lan"]
)
def test_an_address_inside_the_network_is_refused(domain: str):
    with pytest.raises(Invalid) as refusal:
        mail_address(f"anna@{domain}")
    assert refusal.value.problems[0].code == "mail_address_local"


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_taken_fits_on_one_line_and_stays_as_it_is(local: str, domain: str):
    try:
        wire = mail_address(f"{local}@{domain}")
    except Invalid:
        return
    assert wire.isascii()
    assert wire.isprintable()
    assert not set(wire) & set(' <>,;:"()[]\\')
    assert mail_address(wire) == wire


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("biuro@firma.pl", ("", "biuro@firma.pl")),
        ("Biuro Firmy <biuro@firma.pl>", ("Biuro Firmy", "biuro@firma.pl")),
        ('"Żółw, S.A." <biuro@żółw.pl>', ("Żółw, S.A.", "biuro@xn--w-uga1v8h.pl")),
        ("centralka@localhost", ("", "centralka@localhost")),
    ],
)
def test_a_sender_has_a_name_and_an_address(text: str, parts: tuple[str, str]):
    assert mailbox(text) == parts


@pytest.mark.parametrize("text", ["A\r\nBcc: x <a@b.pl>", "A <a@b.pl>, B <b@c.pl>", "A <>", "A"])
def test_a_sender_with_a_second_line_or_a_second_address_is_refused(text: str):
    with pytest.raises(Invalid):
        mailbox(text)
