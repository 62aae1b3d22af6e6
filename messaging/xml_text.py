"""Knows how XML is written so that any text comes back from it as it was, where XML can hold it."""

import re
from collections.abc import Iterable, Mapping

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}
# A reader turns a bare carriage return into a line feed, and every blank in an attribute into a space.
_IN_TEXT = {**_ESCAPES, ord("\r"): "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, ord("\n"): "&#10;", ord("\t"): "&#9;"}
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def leaf(name: str, text: str, attributes: Mapping[str, str] | None = None) -> str:
    """An element that holds text."""
    return f"<{name}{_written(attributes)}>{_writable(text).translate(_IN_TEXT)}</{name}>"


def branch(name: str, children: Iterable[str], attributes: Mapping[str, str] | None = None) -> str:
    """An element that holds elements, which are already written."""
    return f"<{name}{_written(attributes)}>{''.join(children)}</{name}>"


def _written(attributes: Mapping[str, str] | None) -> str:
    pairs = (attributes or {}).items()
    return "".join(f' {name}="{_writable(text).translate(_IN_ATTRIBUTE)}"' for name, text in pairs)


def _writable(text: str) -> str:
    """XML 1.0 has no way to write control characters and lone surrogates, so U+FFFD says that one was there."""
    return _UNWRITABLE.sub("\ufffd", text)
