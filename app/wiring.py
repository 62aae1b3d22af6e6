"""Knows where ports and adapters meet: the one place that plugs the database, mail and Temporal together."""

from collections.abc import Callable, Sequence

from sqlmodel import col, select

from app.crash_points import CrashPoints
from app.performing import Performers
from app.sealing import InstallationSeal
from app.settings import Settings
from db.inside import KINDS, InsideEffects
from db.ledger import Ledger
from db.outbox import OutboxSource
from db.services import ServiceBook
from db.session import Database
from db.tables.people import Phone
from db.tables.switches import Trunk
from domain.facts import OutboxFact
from domain.services import ServiceKind
from messaging.mail import MAILS, MailChannel
from messaging.sending import Sender
from messaging.services import Lines
from messaging.smtp import MailServer
from messaging.web import WebClient
from telephony.config.settings import Endpoint
from telephony.config.settings import Trunk as TrunkLine


def open_database(
    settings: Settings, deliver: Callable[[Sequence[OutboxFact]], None] | None = None
) -> Database:
    """The database of the settings; facts of each unit go to `deliver` after its commit."""
    return Database(settings.database_url, deliver=deliver)


def outbox_of(database: Database) -> OutboxSource:
    """Where facts wait for their deliverer."""
    return OutboxSource(database)


def performers(settings: Settings, database: Database) -> Performers:
    """Whoever carries out what cases have planned."""
    ledger, inside = Ledger(database), InsideEffects(database)
    lines = service_lines(settings, database)
    channels = {**dict.fromkeys(MAILS, mail_channel(settings)), **dict.fromkeys(ServiceKind, lines)}
    sender = Sender(ledger, channels, CrashPoints(settings.crash_points).at)
    return Performers(ledger.kind, {**dict.fromkeys(channels, sender), **dict.fromkeys(KINDS, inside)})


def service_lines(settings: Settings, database: Database) -> Lines:
    """The ways to services outside."""
    book = ServiceBook(database, InstallationSeal(settings.codec_key()))
    return Lines(book, WebClient(settings.http.allowed_networks))


def mail_channel(settings: Settings) -> MailChannel:
    """Mail leaves through the configured server, else into the catcher."""
    host, port = settings.mail_server
    secret = settings.mail.secret
    server = MailServer(
        host=host,
        port=port,
        user=settings.mail.user,
        secret=secret.get_secret_value() if secret else "",
        tls=settings.mail.tls if settings.mail.host else "none",
    )
    return MailChannel(server, settings.mail.sender)


async def endpoints(database: Database) -> tuple[Endpoint, ...]:
    """The phones of the switch's configuration, in a stable order."""
    async with database.read() as session:
        phones = await session.exec(select(Phone).order_by(col(Phone.name)))
        return tuple(Endpoint(phone.name, phone.secret, phone.last_resort) for phone in phones)


async def trunks(database: Database) -> tuple[TrunkLine, ...]:
    """The trunks of the switch's configuration; none while the demo's is used."""
    async with database.read() as session:
        rows = await session.exec(select(Trunk).order_by(col(Trunk.name)))
        return tuple(TrunkLine(trunk.name, trunk.host, trunk.port) for trunk in rows)
