"""Knows what a text message must be before a gateway may see it: its sender, its recipient, its length."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from domain.errors import Invalid, Problem
from messaging.sentences import invalid, problem
from messaging.sms.parts import MOST_PARTS, split

_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 .&_-]{1,11}")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,8}")
_RECIPIENT = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class Sms:
    """A text message that may be sent: `recipient` in E.164, at most ten parts, a sender of the service."""

    sender: str
    recipient: str
    text: str


def sms(sender: str, recipient: str, text: str, registered: Collection[str]) -> Sms:
    """The message, or Invalid with everything that is wrong with it; `registered` are the service's senders."""
    found = [*sender_problems(sender, registered), *text_problems(text)]
    if not _RECIPIENT.fullmatch(recipient):
        found.append(problem("phone_invalid", field="recipient"))
    if found:
        raise Invalid(found)
    return Sms(sender, recipient, text)


def sender_problems(sender: str, registered: Collection[str], field: str = "sender") -> list[Problem]:
    """Why this sender may not be used: names of others (`Policja`) are never sent."""
    if not may_be_sender(sender):
        return [problem("sender_invalid", field=field)]
    if sender in registered:
        return []
    near = "".join(get_close_matches(sender, sorted(registered), 1, 0.6))
    return [problem("sender_not_registered", field=field, near=near, name=sender)]


def may_be_sender(sender: str) -> bool:
    """Whether networks can show this: up to 11 letters and digits, a number in E.164, or a short number."""
    named = _NAME.fullmatch(sender) is not None and sender == sender.strip()
    return named or _NUMBER.fullmatch(sender) is not None


def text_problems(text: str, field: str = "text") -> list[Problem]:
    """Why this text may not be sent."""
    if not text.strip():
        return [problem("sms_empty", field=field)]
    if any(_is_unsendable(letter) for letter in text):
        return [problem("sms_text_invalid", field=field)]
    parts = len(split(text).parts)
    if parts > MOST_PARTS:
        return [too_long(parts, field)]
    return []


def too_long(parts: int, field: str) -> Problem:
    """That a text takes more parts than are sent."""
    return problem("sms_too_long", field=field, parts=str(parts), most=str(MOST_PARTS))


def only_text(text: str, field: str) -> str:
    """`text` if it may be sent, else Invalid."""
    found = text_problems(text, field)
    if found:
        raise invalid(found[0])
    return text


def _is_unsendable(letter: str) -> bool:
    """Control characters, GSM's own escape among them, and halves of surrogate pairs."""
    return (
        (letter < " " and letter not in "\n\r\f")
        or "\x7f" <= letter < "\xa0"
        or "\ud800" <= letter <= "\udfff"
    )
