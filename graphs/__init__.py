"""The graph languages, pure: reading with line numbers, verification and the interpreters."""

from graphs.catalogue import json_schema
from graphs.checking import Checked, canonical_text, check, graph_hash
from graphs.known import Known

__all__ = ["Checked", "Known", "canonical_text", "check", "graph_hash", "json_schema"]
