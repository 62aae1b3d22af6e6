"""Knows the words that the text of a condition is made of; not what they mean together."""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<blank> \s+ | //[^\n]* )
    | (?P<text>  [bB]?[rR](?: '{3}.*?'{3} | "{3}.*?"{3} | '[^'\r\n]*' | "[^"\r\n]*" )
               | [bB]?(?: '{3}(?:[^\\]|\\.)*?'{3} | "{3}(?:[^\\]|\\.)*?"{3}
                        | '(?:[^'\\\r\n]|\\.)*' | "(?:[^"\\\r\n]|\\.)*" ) )
    | (?P<name>  [A-Za-z_][A-Za-z0-9_]* | `[^`\r\n]*` )
    | (?P<number> [0-9]+ )
    | (?P<open>  ['"].* )
    | (?P<sign>  . )
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """`at` counts characters from 0; `kind` is text (a literal in quotes), name, number, sign, or open: a
    quote that nothing ends, with all that follows.
    """

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens in order, without blanks and comments; linear in the length of the text."""
    found = _TOKEN.finditer(text)
    return tuple(
        Token(match.lastgroup or "sign", match[0], match.start())
        for match in found
        if match.lastgroup != "blank"
    )


def deepest(tokens: tuple[Token, ...]) -> int:
    """Where the brackets reach their greatest depth first."""
    depth = most = at = 0
    for token in tokens:
        depth += (token.text in "([{") - (token.text in ")]}") if token.kind == "sign" else 0
        if depth > most:
            most, at = depth, token.at
    return at
