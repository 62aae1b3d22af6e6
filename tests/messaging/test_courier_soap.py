"""SOAP is read strictly: what is no envelope, or could grow while it is read, is no answer."""

from xml.etree.ElementTree import Element

import pytest

from messaging.courier.soap import ENVELOPE, Fault, NotSoapError, answer, call

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def _envelope(body: str, before: str = "") -> bytes:
    return f'{before}<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{body}</e:Body></e:Envelope>'.encode()


def test_a_call_comes_back_as_it_was_written():
    called = answer(call("adeLogin", "urn:x", {"user": "ż<&>\r", "list": {"item": ["1", "2"]}}))
    assert isinstance(called, Element)
    assert called.tag == "adeLogin"
    assert called.findtext("user") == "ż<&>\r"
    assert [item.text for item in called.findall("list/item")] == ["1", "2"]


def test_a_fault_is_read_without_its_prefix():
    fault = (
        "<e:Fault><faultcode>SOAP-ENV:err_sess_expired</faultcode><faultstring>Sesja</faultstring></e:Fault>"
    )
    assert answer(_envelope(fault)) == Fault("err_sess_expired", "Sesja")
    assert answer(_envelope("<e:Fault/>")) == Fault("", "")


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html></html>",
        b"<Envelope>",
        b"<Envelope/>",
        b"\xff\xfe",
        _envelope(""),
        _envelope("<x>&a;</x>"),
        _envelope("<x>&b;</x>", BOMB),
        _envelope("<x/>", '<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
        _envelope("<x/>") + b"<y/>",
        b"<a>" * 200_000,
    ],
)
def test_what_is_no_envelope_is_no_answer(document: bytes):
    with pytest.raises(NotSoapError):
        answer(document)


def test_depth_does_not_break_the_reader():
    deep = answer(_envelope("<a>" * 100_000 + "</a>" * 100_000))
    assert isinstance(deep, Element)
