"""Knows the content-addressed store: documents and texts of prompts, by hash."""

from typing import Any

from db.session import Database
from db.tables.graphs import GraphDocument, Prompt
from domain.errors import NotFound
from domain.ids import GraphHash


class Library:
    """What is read here never changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def body(self, graph_hash: GraphHash) -> dict[str, Any]:
        """The canonical document of a hash."""
        async with self._database.read() as session:
            document = await session.get(GraphDocument, graph_hash)
        if document is None:
            raise NotFound(kind="graph", name=graph_hash)
        return document.body

    async def prompt(self, prompt_hash: str) -> tuple[str, str]:
        """The text and the voice of a prompt."""
        async with self._database.read() as session:
            prompt = await session.get(Prompt, prompt_hash)
        if prompt is None:
            raise NotFound(kind="prompt", name=prompt_hash)
        return prompt.text, prompt.voice
