"""Knows how an event is told to the person at the terminal, in Polish or English."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.demo.cast import Cast
from app.demo.timeline import Happening
from app.wording import say


class Teller:
    """Makes a line of each event that belongs to the story."""

    def __init__(self, cast: Cast, zone: str) -> None:
        self._cast, self._zone = cast, ZoneInfo(zone)
        self._told_of_case = ""

    def tell(self, event: Happening) -> str | None:
        """The line, or None for what needs no word."""
        told = {"calls": self._call, "agent": self._agent, "cases": self._case, "campaign": self._campaign}
        if event.topic == "queues" and event.kind == "entered":
            return say("queued: music plays", "w kolejce: gra muzyka")
        teller = told.get(event.topic)
        return None if teller is None else teller(event)

    def _call(self, event: Happening) -> str | None:
        name, phone = self._cast.customer.name, self._cast.customer.phone
        by = event.data.get("ended_by")
        lines = {
            "arrived": say(
                f"call in: {name} ({phone}) calls {self._cast.number}",
                f"połączenie: {name} ({phone}) dzwoni na {self._cast.number}",
            ),
            "answered": say(f"answered by {name}", f"{name} odbiera"),
            "connected": say("talking: both hear each other", "rozmowa: obie strony się słyszą"),
            "talk_ended": say("the agent hangs up", "konsultant się rozłącza"),
            "ended": say(f"call ended (by: {by})", f"koniec połączenia (zakończył: {by})"),
        }
        return self._block(event) if event.kind == "order_done" else lines.get(event.kind)

    def _block(self, event: Happening) -> str | None:
        if event.data["order"] != "read":
            return None
        took = f"{event.data['seconds']:.1f} s"
        return say(f"block: announcement, {took}", f"blok: zapowiedź, {took}")

    def _agent(self, event: Happening) -> str | None:
        agent = self._cast.agent.name
        if event.kind != "seat_changed":
            return None
        lines = {
            "free": say(f"{agent} is free", f"{agent}: do dyspozycji"),
            "offered": say(f"offered: the phone of {agent} rings", f"oferta: dzwoni telefon, {agent}"),
            "reserved": say(
                f"dial: {self._cast.customer.phone} is called, {agent} is reserved",
                f"wybieranie: {self._cast.customer.phone}, rezerwacja: {agent}",
            ),
            "wrap_up": say("wrap-up, until ", "czas po rozmowie, do ") + self._clock(event.data["until"]),
        }
        return lines.get(event.data["state"])

    def _case(self, event: Happening) -> str | None:
        status, due = event.data["status"], event.data["due_at"]
        if event.data["finished"]:
            return say(f"status: {status}; the case is closed", f"status: {status}; sprawa zamknięta")
        again = say("; call back at ", "; ponowny telefon ") + self._clock(due) if due else ""
        line = f"status: {status}{again}"
        is_news, self._told_of_case = line != self._told_of_case, line
        return line if is_news else None

    def _campaign(self, event: Happening) -> str | None:
        if event.kind != "attempt_ended":
            return None
        outcome = event.data["outcome"]
        return say(f"outcome of the dial: {outcome}", f"wynik wybierania: {outcome}")

    def _clock(self, moment: str | None) -> str:
        if moment is None:
            return "–"
        return datetime.fromisoformat(moment).astimezone(self._zone).strftime("%H:%M:%S")
