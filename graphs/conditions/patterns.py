"""Knows which patterns of users are taken: those that RE2 matches in time linear in the text."""

from typing import Final

import re2

MOST_CHARACTERS: Final = 256

_QUIET = re2.Options()
_QUIET.log_errors = False


def supports(pattern: str) -> bool:
    """Whether the pattern is short enough and has nothing that RE2 cannot do, such as a back-reference."""
    if len(pattern) > MOST_CHARACTERS:
        return False
    try:
        re2.compile(pattern, options=_QUIET)
    except (re2.error, UnicodeEncodeError):
        return False
    return True
