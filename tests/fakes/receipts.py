"""Knows receipts of message centres, kept in memory."""

from domain.errors import Unavailable


class Receipts:
    """Receipts in memory; `away` is how many cannot be kept first."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, int, str], tuple[str, str]] = {}
        self.away = 0

    async def keep_receipt(self, service: str, reference: int, phone: str, became: tuple[str, str]) -> None:
        if self.away:
            self.away -= 1
            raise Unavailable(part="database")
        self.kept[service, reference, phone] = became

    async def receipt(self, service: str, reference: int, phone: str) -> tuple[str, str] | None:
        return self.kept.get((service, reference, phone))
