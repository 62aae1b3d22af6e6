"""Knows which couriers there are, and makes the adapter of one from its options."""

from collections.abc import Mapping
from typing import Final

from messaging.courier.gls import GlsCourier, GlsService
from messaging.courier.http import AskedHttpCourier, HttpCourier, HttpCourierService
from messaging.courier.ordering import Courier
from messaging.providers.secrets import Reveal
from messaging.web import WebClient

CourierService = GlsService | HttpCourierService
ADAPTERS: Final[Mapping[str, type[CourierService]]] = {"gls": GlsService, "http": HttpCourierService}
"""The options of each adapter."""


def courier(service: CourierService, reveal: Reveal, web: WebClient) -> Courier:
    """The adapter to this service."""
    if isinstance(service, GlsService):
        return GlsCourier(service, reveal, web)
    if service.lookup is None:
        return HttpCourier(service, reveal, web)
    return AskedHttpCourier(service, service.lookup, reveal, web)
