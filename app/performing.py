"""Knows who carries out an effect: the database itself, or a channel that leaves the house."""

from collections.abc import Awaitable, Callable, Mapping

from activities.ports import Performer
from domain.errors import Unavailable


class Performers:
    """Each effect goes to the one who can do its kind."""

    def __init__(self, kind_of: Callable[[str], Awaitable[str]], able: Mapping[str, Performer]) -> None:
        self._kind_of, self._able = kind_of, able

    async def perform(self, effect_key: str) -> bool:
        """Carry out the planned effect; False when it was refused or its outcome stays unknown.

        Unavailable: nobody here can do its kind; another version of the worker may."""
        kind = await self._kind_of(effect_key)
        performer = self._able.get(kind)
        if performer is None:
            raise Unavailable(part=kind)
        return await performer.perform(effect_key)
