"""Knows the five ways in which a request can be refused; the docstring of an error is its message."""

from collections.abc import Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a document or form: where it is, its stable code, and what to do (both languages)."""

    code: str
    message: str
    message_pl: str
    severity: str = "error"
    line: int | None = None
    column: int | None = None
    node: str | None = None
    field: str | None = None
    path: tuple[str, ...] = ()


class CentralkaError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"
    message_pl: ClassVar[str] = "Coś poszło nie tak."

    def __init__(self, problems: Sequence[Problem] = (), **data: object) -> None:
        self.data = data
        self.problems = tuple(problems)
        super().__init__(self.sentence())

    def sentence(self, language: str = "en") -> str:
        """The message in `pl` or `en`, with the error's data filled in."""
        template = self.message_pl if language == "pl" else cleandoc(type(self).__doc__ or "")
        for name, value in self.data.items():
            template = template.replace("{" + name + "}", str(value))
        return template


class NotFound(CentralkaError):
    """There is no {kind} {name}. Check the name, or list what there is."""

    code = "not_found"
    message_pl = "Nie ma: {kind} {name}. Sprawdź nazwę albo wyświetl listę."


class Conflict(CentralkaError):
    """Somebody else changed this first. Read it again and repeat your change."""

    code = "conflict"
    message_pl = "Ktoś zmienił to wcześniej. Odczytaj ponownie i powtórz zmianę."


class Refused(CentralkaError):
    """This is not allowed here: {reason}"""

    code = "refused"
    message_pl = "To nie jest tu dozwolone: {reason}"


class Invalid(CentralkaError):
    """The input has problems; correct them and send it again."""

    code = "invalid"
    message_pl = "Dane zawierają błędy; popraw je i wyślij ponownie."


class Unavailable(CentralkaError):
    """A part of the system does not answer: {part}. Nothing was saved; try again in a moment."""

    code = "unavailable"
    message_pl = "Część systemu nie odpowiada: {part}. Nic nie zapisano; spróbuj ponownie za chwilę."


def error_of(code: str, data: dict[str, Any]) -> CentralkaError:
    """The error of a stable code with its data, as it was raised in another process."""
    for kind in _family(CentralkaError):
        if kind.code == code:
            return kind(**data)
    return CentralkaError(**data)


def _family(kind: type[CentralkaError]) -> list[type[CentralkaError]]:
    return [kind, *(member for child in kind.__subclasses__() for member in _family(child))]


class AgentWithoutPhone(Refused):
    """You have no phone yet, so no call can reach you. Ask an administrator to give you one (POST /phones)."""

    code = "agent_without_phone"
    message_pl = "Nie masz telefonu, więc połączenia do Ciebie nie trafią. Poproś administratora o telefon."


class PhoneNotRegistered(Refused):
    """Your phone {phone} is not registered at the switch. Start it, or check its password, and try again."""

    code = "phone_not_registered"
    message_pl = "Twój telefon {phone} nie jest zarejestrowany w centrali. Włącz go albo sprawdź hasło."


class NotInWrapUp(Conflict):
    """You are not in wrap-up, so there is nothing to extend."""

    code = "not_in_wrap_up"
    message_pl = "Nie trwa czas po rozmowie, więc nie ma czego przedłużyć."


class WrapUpLimit(Refused):
    """The wrap-up has been extended by {seconds} s, which is the limit. Save a status, or take a break."""

    code = "wrap_up_limit"
    message_pl = (
        "Czas po rozmowie przedłużono już o {seconds} s, więcej nie można. Zapisz status albo idź na przerwę."
    )


class OfferWithdrawn(Conflict):
    """This offer ran out; the agent is not kept for it any more."""

    code = "offer_withdrawn"
    message_pl = "Ta oferta wygasła; konsultant nie jest już dla niej zarezerwowany."


class CallEnded(Conflict):
    """This call has ended."""

    code = "call_ended"
    message_pl = "Ta rozmowa już się zakończyła."


class CaseClosed(Conflict):
    """This case is closed and takes no further status."""

    code = "case_closed"
    message_pl = "Ta sprawa jest zamknięta i nie przyjmuje już statusów."


class StatusRefused(Refused):
    """The status {status} cannot be saved here: {reason}"""

    code = "status_refused"
    message_pl = "Nie można tu zapisać statusu {status}: {reason_pl}"
