"""Knows the process `api`: the HTTP door, and the console where it was built."""

from pathlib import Path

import uvicorn

from api import Services, create_app
from app.delivery import Postman
from app.outside import OutsideServices
from app.settings import Settings
from app.temporal import connect
from app.wiring import open_database, outbox_of
from app.work import TemporalPart, TemporalWork
from db.events_feed import EventsFeed
from messaging.case_mail import CaseTemplates

CONSOLE = Path(__file__).parents[2] / "web" / "dist"


async def serve_api(settings: Settings) -> None:
    """Run until cancelled."""
    client = await connect(settings, lazy=True)
    postman = Postman(client)
    database = open_database(settings, postman.post)
    postman.serve(outbox_of(database))
    services = Services(
        database=database,
        work=TemporalWork(client, settings.node),
        templates=CaseTemplates(),
        outside=OutsideServices(settings, database),
        events=EventsFeed(database),
        parts={"database": database, "temporal": TemporalPart(client)},
        mailbox=None if settings.mail.host else settings.state / "mail",
        recordings=settings.recordings,
        console=CONSOLE if CONSOLE.exists() else None,
        four_eyes=settings.graphs.review,
    )
    config = uvicorn.Config(
        create_app(services),
        host="127.0.0.1",
        port=settings.port("api"),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    await _Server(config).serve()


class _Server(uvicorn.Server):
    """Signals are the process's business."""

    def install_signal_handlers(self) -> None:
        """Leave them alone."""
