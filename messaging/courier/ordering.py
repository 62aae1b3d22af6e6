"""Knows what every courier's adapter can do beyond taking orders."""

from abc import abstractmethod

from domain.parcels import Parcel
from messaging.transports import Transport


class Courier(Transport[Parcel]):
    """A transport of parcels; an accepted one has the courier's reference."""

    @abstractmethod
    async def label(self, reference: str) -> bytes:
        """The label to be printed. NotFound: the courier has none; Unavailable: it cannot be asked now."""
        ...
