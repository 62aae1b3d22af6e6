"""A case as XML keeps its published schema whatever people wrote, and is the same bytes each time."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from domain.case_data import CaseData, ContactData, HistoryData, Named
from messaging.case_xml import NAMESPACE, case_schema, case_xml

SCHEMA = etree.XMLSchema(etree.fromstring(case_schema()))
NS = {"c": NAMESPACE}
SALE = CaseData(
    number=17,
    campaign=Named("sprzedaz", "Sprzedaż & dostawa"),
    process=Named("sprzedaz-z-kurierem"),
    status=Named("wyslany", "Wysłany <kurierem>"),
    zone="Europe/Warsaw",
    created_at=datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
    updated_at=datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    due_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    responsible="Ewa Kowalska",
    contact=ContactData("Anna Nowak", ("+48601234567", "+48221234567"), ("anna@example.com",)),
    record={"kwota": "129,90", "adres": "ul. Prosta 51\r\n00-838"},
    history=(
        HistoryData(datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "nowy", edge="initial"),
        HistoryData(
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
            "wyslany",
            from_status="nowy",
            responsible="Ewa Kowalska",
            ordered_by="Ewa Kowalska",
            edge="disposition",
            note="Prosi o telefon\tprzed dostawą",
        ),
    ),
)


def _read(document: bytes) -> etree._Element:
    root = etree.fromstring(document)
    SCHEMA.assertValid(root)
    return root


def _texts(root: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in root.xpath(path, namespaces=NS)]


def test_a_case_says_everything_and_keeps_the_schema():
    root = _read(case_xml(SALE))
    assert _texts(root, "c:number") == ["17"]
    assert _texts(root, "c:campaign") == ["Sprzedaż & dostawa"]
    assert root.xpath("string(c:status/@name)", namespaces=NS) == "wyslany"
    assert _texts(root, "c:contact/c:phone") == ["+48601234567", "+48221234567"]
    assert _texts(root, "c:record/c:field[@name='adres']") == ["ul. Prosta 51\r\n00-838"]
    assert _texts(root, "c:history/c:change/c:note") == ["Prosi o telefon\tprzed dostawą"]


def test_times_have_the_offset_of_the_campaign_s_zone_on_both_sides_of_a_change_of_clocks():
    root = _read(case_xml(SALE))
    assert _texts(root, "c:created") == ["2026-03-29T00:30:00+01:00"]
    assert _texts(root, "c:updated") == ["2026-03-29T03:30:00+02:00"]
    assert _texts(root, "c:due") == ["2026-10-25T02:30:00+01:00"]
    assert _texts(_read(case_xml(replace(SALE, zone="UTC"))), "c:due") == ["2026-10-25T01:30:00+00:00"]


def test_a_bare_case_keeps_the_schema():
    bare = replace(SALE, contact=ContactData(""), due_at=None, responsible=None, record=None, history=())
    assert _texts(_read(case_xml(bare)), "c:due | c:responsible | c:contact/c:phone") == []


def test_the_order_in_which_a_record_was_kept_changes_no_byte():
    turned = dict(reversed((SALE.record or {}).items()))
    assert case_xml(replace(SALE, record=turned)) == case_xml(SALE)


@pytest.mark.parametrize("text", ["]]>", "&#0;", "<!DOCTYPE x>", "a\rb", "\ufffe", "\x0b", "\ud800", "😀"])
def test_no_text_breaks_the_document(text: str):
    root = _read(case_xml(replace(SALE, contact=ContactData(text), record={text: text})))
    shown = text if text.isprintable() or text == "a\rb" else "\ufffd"
    assert _texts(root, "c:contact/c:name") == [shown]
    assert root.xpath("string(c:record/c:field/@name)", namespaces=NS) == shown


@settings(deadline=None)
@given(st.text(st.characters(codec=None)))
def test_any_text_comes_back_but_for_what_xml_cannot_hold(text: str):
    root = _read(case_xml(replace(SALE, contact=ContactData(text), record={text: text})))
    back = _texts(root, "c:contact/c:name")[0]
    assert len(back) == len(text)
    assert all(now in (was, "\ufffd") for now, was in zip(back, text, strict=True))
    assert root.xpath("string(c:record/c:field/@name)", namespaces=NS) == back


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"+01:00</created>", b"</created>"),
        (b"<number>17<", b"<number>0<"),
        (b"<edge>", b"<extra/><edge>"),
        (b"urn:centralka:case:1", b"urn:centralka:case:2"),
    ],
)
def test_the_schema_refuses_what_is_not_such_a_case(right: bytes, wrong: bytes):
    document = case_xml(SALE)
    assert right in document
    assert not SCHEMA.validate(etree.fromstring(document.replace(right, wrong)))
