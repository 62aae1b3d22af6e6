"""Knows how a request to a provider is written in options: its address, its headers, and where to ask again."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Address = Annotated[str, StringConstraints(pattern=r"^https?://[^/{}?#\s]+([/?][^\s#]*)?$", max_length=1_000)]
"""A URL; only behind its host may fields and secrets stand."""
Path = Annotated[str, StringConstraints(pattern=r"^[\w-]+(\.[\w-]+)*$", max_length=200)]
Headers = Annotated[dict[str, Annotated[str, StringConstraints(max_length=1_000)]], Field(max_length=20)]


class Lookup(BaseModel):
    """A GET by which the provider says what became of `{key}`: 404, or no value at `reference`, is "not known"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Address
    reference: Path
