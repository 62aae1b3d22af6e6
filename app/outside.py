"""Knows services outside as the API meets them: checked, tried, their secrets sealed."""

from collections.abc import Sequence

from app.sealing import InstallationSeal
from app.settings import Settings
from app.wiring import service_lines
from db.session import Database
from domain.errors import Problem
from domain.services import OutsideService, Trial
from messaging.courier.labels import label_of
from messaging.networks import Reach
from messaging.sentences import problem
from messaging.services import check_service
from messaging.trials import tried


class OutsideServices:
    """Satisfies api.ports.Outside."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._reach = Reach(settings.http.allowed_networks)
        self._seal = InstallationSeal(settings.codec_key())
        self._lines = service_lines(settings, database)

    def check(self, service: OutsideService) -> Sequence[Problem]:
        return check_service(service, self._reach.refuses)

    def secret_missing(self, name: str) -> Problem:
        return problem("secret_unknown", field="options", name=name)

    def sealed(self, name: str, value: str) -> bytes:
        return self._seal.closed(name, value)

    async def tried(self, service: OutsideService, key: str, to: str) -> Trial:
        return await tried(self._lines, service, key, to)

    async def label(self, service: OutsideService, reference: str) -> bytes:
        return await label_of(self._lines, service, reference)
