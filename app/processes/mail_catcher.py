"""Knows the process `mail-catcher`: an SMTP server that keeps every mail in the state folder."""

from app.settings import Settings
from messaging import catcher


async def catch_mail(settings: Settings) -> None:
    """Run until cancelled."""
    await catcher.run(settings.state / "mail", settings.port("mail"))
