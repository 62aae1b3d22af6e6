"""Knows the five ways in which a request can be refused; the docstring of an error is its message."""

from collections.abc import Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import ClassVar


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
