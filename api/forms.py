"""Knows what all forms have in common: unknown fields are refused, texts have limits, versions are ETags."""

from typing import Annotated, TypeVar

from fastapi import Depends, Header, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from domain.errors import Invalid, Problem

V = TypeVar("V")


class Form(BaseModel):
    """What a caller may send."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _without_controls(text: str) -> str:
    if any(character < " " or character == "\x7f" for character in text):
        message = "control characters are not allowed"
        raise ValueError(message)
    return text


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_without_controls),
]
"""A text of one line."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
"""A name that stands in documents and addresses."""
Word = Annotated[str, StringConstraints(pattern=r"^[^\W\d][\w-]{0,63}$")]
"""The name of a field."""
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s\x00-\x1f\"<>(),;:\\]{1,64}@[a-zA-Z0-9.-]{1,189}$")]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200)]
NoteText = Annotated[str, StringConstraints(max_length=20_000)]


class Tag:
    """Which version of a thing is answered (ETag)."""

    def __init__(self, response: Response) -> None:
        self._response = response

    def tag(self, etag: int, body: V) -> V:
        """The body, with its version in the response's ETag."""
        self._response.headers["ETag"] = f'"{etag}"'
        return body


class Version(Tag):
    """Which version of a thing the caller read (If-Match), None when none was named."""

    def __init__(self, response: Response, if_match: str | None) -> None:
        super().__init__(response)
        self.read = None if if_match is None else _number(if_match)


# Dependencies that are not coroutines would each cost a thread.
async def _tag(response: Response) -> Tag:
    return Tag(response)


async def _version(
    response: Response, if_match: Annotated[str | None, Header(max_length=100)] = None
) -> Version:
    return Version(response, if_match)


Tagged = Annotated[Tag, Depends(_tag)]
Versioned = Annotated[Version, Depends(_version)]


def _number(if_match: str) -> int:
    digits = if_match.removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit()):
        problem = Problem(
            code="if_match_invalid",
            message="If-Match must be an ETag of ours.",
            message_pl="If-Match musi być naszym znacznikiem ETag.",
            field="If-Match",
        )
        raise Invalid([problem])
    return int(digits[:18])
