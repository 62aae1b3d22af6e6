"""Knows the lines of a node, by call and by channel."""

from collections.abc import Sequence

from domain.ids import CallId
from telephony.gateway.lines import Line


class Lines:
    """Every call that is tended now."""

    def __init__(self) -> None:
        self._by_call: dict[CallId, Line] = {}
        self._by_customer: dict[str, Line] = {}

    def add(self, line: Line) -> Line:
        self._by_call[line.call_id] = line
        if line.uniqueid:
            self._by_customer[line.uniqueid] = line
        return line

    def forget(self, line: Line) -> None:
        self._by_call.pop(line.call_id, None)
        self._by_customer.pop(line.uniqueid, None)

    def all(self) -> Sequence[Line]:
        return tuple(self._by_call.values())

    def of_call(self, call_id: str) -> Line | None:
        return self._by_call.get(CallId(call_id))

    def of_channel(self, uniqueid: str) -> Line | None:
        """The line of a customer's channel, or of a leg that was rung for it."""
        found = self._by_customer.get(uniqueid)
        if found is not None:
            return found
        return next((line for line in self._by_call.values() if uniqueid in line.legs), None)
