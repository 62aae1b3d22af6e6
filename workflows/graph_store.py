"""Knows how a workflow reads the graph behind a hash: from memory, else through a reader that the worker injects."""

from collections.abc import Callable
from typing import Any

from domain.ids import GraphHash
from graphs.ivr import Ivr, compile_ivr
from graphs.process import Process, compile_process

Reader = Callable[[GraphHash], dict[str, Any]]

_readers: list[Reader] = []
_processes: dict[GraphHash, Process] = {}
_ivrs: dict[GraphHash, Ivr] = {}


def read_graphs_with(reader: Reader) -> None:
    """Set the reader; it blocks shortly and raises when it cannot read, which retries the workflow task."""
    _readers[:] = [reader]


def process(graph_hash: GraphHash) -> Process:
    """The compiled process: the same hash is the same document for ever."""
    if graph_hash not in _processes:
        _processes[graph_hash] = compile_process(_readers[0](graph_hash))
    return _processes[graph_hash]


def ivr(graph_hash: GraphHash) -> Ivr:
    if graph_hash not in _ivrs:
        _ivrs[graph_hash] = compile_ivr(_readers[0](graph_hash))
    return _ivrs[graph_hash]
