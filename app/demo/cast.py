"""Knows who plays in the demo and what they say, as `examples/demo/` writes it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

_FOLDER = Path(__file__).parents[2] / "examples" / "demo"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Part):
    name: str
    email: str
    phone: str = ""


class Saving(_Part):
    """A status that the agent saves, with a note and perhaps fields of the record."""

    status: str
    note: str
    fields: dict[str, str] = Field(default_factory=dict[str, str])


class Cast(_Part):
    """The people, the customer's record, and what the agent saves."""

    number: str
    agent: Person
    customer: Person
    record: dict[str, str]
    promised: Saving
    paid: Saving
    given_up: str


def cast() -> Cast:
    """The cast of the demo."""
    file = _FOLDER / "cast.yaml"
    return Cast.model_validate(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))


def document(kind: str) -> str:
    """The demo's own document of a kind: ivr or campaign. Its process is the example `windykacja`."""
    return (_FOLDER / f"{kind}.yaml").read_text(encoding="utf-8")
