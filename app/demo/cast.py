"""Knows who plays in the demo and what they say, as `examples/demo/<language>/` writes it."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from app.settings import Language

_FOLDER = Path(__file__).parents[2] / "examples" / "demo"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Part):
    name: str
    email: str
    phone: str = ""


class Saving(_Part):
    """A status that the agent saves, with a note and perhaps a field of the record."""

    status: str
    note: str
    field: str = ""
    value: str = ""


class MailTemplate(_Part):
    name: str
    effect_class: Literal["transactional", "marketing"]
    subject: str
    body: str


class Cast(_Part):
    """The people, their words, and the documents that they work by."""

    number: str
    agent: Person
    customer: Person
    promised: Saving
    paid: Saving
    given_up: str
    mail: MailTemplate


def cast_of(language: Language) -> Cast:
    """The cast that speaks this language."""
    file = _FOLDER / language / "cast.yaml"
    return Cast.model_validate(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))


def document(language: Language, kind: str) -> str:
    """The demo's document of a kind: process, ivr or campaign."""
    return (_FOLDER / language / f"{kind}.yaml").read_text(encoding="utf-8")
