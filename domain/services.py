"""Knows what is said about services outside: SMS gateways, couriers, webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal


class ServiceKind(StrEnum):
    SMS = "sms"
    COURIER = "courier"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class OutsideService:
    """A service as an administrator described it; secrets stand in `options` by name."""

    name: str
    kind: ServiceKind
    adapter: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a service said to a test. `reason` is the first 200 letters of its own words, or a code of ours."""

    outcome: Literal["accepted", "refused", "postponed", "unknown"]
    reason: str
