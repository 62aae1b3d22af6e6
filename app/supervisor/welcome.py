"""Knows what a new user is told when everything runs."""

from collections.abc import Mapping

from app.settings import Settings
from app.wording import say


def running_words() -> str:
    """The line that comes when everything is there; programs that started `up` wait for it."""
    return say("Centralka is running.", "Centralka działa.")


def welcome(settings: Settings, made: Mapping[str, str]) -> str:
    """The addresses, the first user, the number to call, the next command to try."""
    rows = {
        say("API", "API"): f"{settings.api_url}/docs",
        say("SIP", "SIP"): f"{settings.switch.address}:{settings.port('sip')}",
        say("Sign in as", "Logowanie"): made.get("email", ""),
        say("Password", "Hasło"): made.get("password", ""),
        say("Number to call", "Numer do zadzwonienia"): made.get("number", ""),
        say("State and logs", "Dane i dzienniki"): str(settings.state),
        say("Try next", "Następny krok"): "./centralka demo",
        say("End", "Koniec"): "Ctrl-C",
    }
    width = max(map(len, rows))
    lines = [f"  {name:<{width}}  {value}" for name, value in rows.items() if value]
    return "\n".join(["", running_words(), "", *lines, ""])
