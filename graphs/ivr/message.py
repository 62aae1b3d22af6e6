"""Knows the smallest tree: it says one message and hangs up."""

from collections.abc import Mapping
from typing import Any

from graphs.ivr.document import IvrDocument


def message_tree(message: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The canonical tree that says what an announcement of these fields says, in the voice of the language."""
    document = IvrDocument.model_validate(
        {
            "ivr": "message",
            "language": language,
            "start": "message",
            "blocks": {
                "message": {**message, "block": "announcement", "next": "end"},
                "end": {"block": "hang_up"},
            },
        }
    )
    return document.model_dump(mode="json", by_alias=True, exclude_none=True)
