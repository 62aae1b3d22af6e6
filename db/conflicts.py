"""Knows how two people who change the same thing are told: what is there now, and what was to be written."""

from domain.errors import Conflict, Invalid


class ChangedMeanwhile(Conflict):
    """Somebody changed this {kind} since you read it. Compare both versions, then repeat your change."""

    code = "changed_meanwhile"
    message_pl = "Ktoś zmienił to od Twojego odczytu ({kind}). Porównaj obie wersje i powtórz zmianę."


class IfMatchNeeded(Invalid):
    """Say which version you change: send the ETag that you read as If-Match."""

    code = "if_match_needed"
    message_pl = "Podaj, którą wersję zmieniasz: wyślij odczytany ETag w nagłówku If-Match."


class Taken(Conflict):
    """There is already a {kind} {name}. Choose another name, or change that one."""

    code = "name_taken"
    message_pl = "Już istnieje: {kind} {name}. Wybierz inną nazwę albo zmień istniejący wpis."


class InUse(Conflict):
    """This {kind} is in use: {reason}"""

    code = "in_use"
    message_pl = "To jest w użyciu ({kind}): {reason}"


def check_etag(present: int, if_match: int | None, theirs: object, kind: str = "") -> None:
    """Refuse a change that was made without, or from another than, the present version `theirs`."""
    if if_match is None:
        raise IfMatchNeeded
    if if_match != present:
        named = kind or type(theirs).__name__.removesuffix("View").lower()
        raise ChangedMeanwhile(kind=named, theirs=theirs)
