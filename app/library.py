"""Knows how graphs are read by hash: for the gateway, and synchronously for workflows, which may not wait."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from db.library import Library
from domain.ids import GraphHash
from graphs.ivr import compile_ivr

PATIENCE = 1.5
"""Seconds a workflow task waits for a graph; below the two after which the SDK calls it a deadlock."""


class SqlLibrary(Library):
    """The store, with what the gateway asks of a graph."""

    async def prompts(self, graph: GraphHash) -> Sequence[str]:
        """The hashes of the texts that a tree speaks."""
        return [prompt.hash for prompt in compile_ivr(await self.body(graph)).prompts]

    async def dial_number(self, graph: str, block: str) -> str:
        """The number (E.164) that a dial block of an IVR rings."""
        return compile_ivr(await self.body(GraphHash(graph))).dial_number(block)


def graph_reader(library: Library, loop: asyncio.AbstractEventLoop) -> Callable[[GraphHash], dict[str, Any]]:
    """A reader for workflow threads: the read itself runs in the worker's own loop."""

    def read(graph_hash: GraphHash) -> dict[str, Any]:
        return asyncio.run_coroutine_threadsafe(library.body(graph_hash), loop).result(PATIENCE)

    return read
