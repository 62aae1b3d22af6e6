"""Knows how the label of a parcel that was ordered is fetched from its courier."""

from domain.errors import NotFound
from domain.services import OutsideService
from messaging.courier.ordering import Courier
from messaging.services import Lines


async def label_of(lines: Lines, service: OutsideService, reference: str) -> bytes:
    """The label as the courier gives it; NotFound, or Unavailable while the courier cannot be asked."""
    line = await lines.line(service)
    if not isinstance(line.transport, Courier):
        raise NotFound(kind="courier", name=service.name)
    return await line.transport.label(reference)
