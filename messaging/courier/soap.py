"""Knows SOAP 1.1 with literal bodies: how a call is written, and how its answer or fault is read (W3C NOTE SOAP)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from messaging.xml_text import DECLARATION, branch, leaf

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
Fields = Mapping[str, "Field"]
Field = str | Fields | Sequence["Field"]
"""What an element holds: text, elements by name, or itself several times."""


class NotSoapError(ValueError):
    """The answer is no SOAP envelope, or has a document type, which SOAP forbids."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` without its prefix."""

    code: str
    text: str


def call(operation: str, namespace: str, fields: Fields) -> bytes:
    """The envelope that calls an operation; its children are in the same namespace."""
    body = branch(operation, _children(fields), {"xmlns": namespace})
    return (DECLARATION + branch("s:Envelope", (branch("s:Body", (body,)),), {"xmlns:s": ENVELOPE})).encode()


def answer(document: bytes) -> Element | Fault:
    """What the body of an envelope holds, names without namespaces; NotSoapError if it is none."""
    root = _parsed(document)
    body = root.find("Body") if root.tag == "Envelope" else None
    if body is None or len(body) == 0:
        raise NotSoapError
    first = body[0]
    if first.tag != "Fault":
        return first
    code = (first.findtext("faultcode") or "").strip().rpartition(":")[2]
    return Fault(code, (first.findtext("faultstring") or "").strip())


def _children(fields: Fields) -> list[str]:
    return [written for name, field in fields.items() for written in _elements(name, field)]


def _elements(name: str, field: Field) -> list[str]:
    if isinstance(field, str):
        return [leaf(name, field)]
    if isinstance(field, Mapping):
        return [branch(name, _children(field))]
    return [written for one in field for written in _elements(name, one)]


def _parsed(document: bytes) -> Element:
    """Without a document type there are no entities, so nothing in it can grow or be fetched."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def begin(name: str, _attributes: Mapping[str, str]) -> None:
        builder.start(name.rpartition("}")[2], {})

    def end(name: str) -> None:
        builder.end(name.rpartition("}")[2])

    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(document, True)
        return builder.close()
    except (expat.ExpatError, AssertionError) as problem:
        raise NotSoapError from problem


def _refuse(*_declaration: Any) -> None:
    raise NotSoapError
