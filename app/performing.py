"""Knows who carries out an effect: the database itself, or a channel that leaves the house."""

from activities.ports import Performer
from db.inside import InsideEffects


class Performers:
    """Each effect goes to the one who can do it."""

    def __init__(self, inside: InsideEffects, outside: Performer) -> None:
        self._inside, self._outside = inside, outside

    async def perform(self, effect_key: str) -> bool:
        """Carry out the planned effect; False when it was refused or its outcome stays unknown."""
        if await self._inside.has(effect_key):
            return await self._inside.perform(effect_key)
        return await self._outside.perform(effect_key)
