"""Knows which patterns of users are taken: those that RE2 matches in time linear in the text."""

from typing import Final

import re2

MOST_PATTERN: Final = 256

_LIMITED = re2.Options()
_LIMITED.log_errors = False
_LIMITED.max_mem = 65_536


def supports(pattern: str) -> bool:
    """Whether the pattern is short, stays small when its repetitions are written out, and has nothing that
    RE2 cannot do, such as a back-reference.
    """
    if len(pattern) > MOST_PATTERN:
        return False
    try:
        re2.compile(pattern, options=_LIMITED)
    except (re2.error, UnicodeEncodeError):
        return False
    return True
