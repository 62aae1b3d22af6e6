"""Knows how it is told in words what became of an effect, and why."""

from collections.abc import Mapping
from typing import Final

from domain.effects import EffectState
from graphs.words import Words

WAITING: Final = "waiting"
"""The state of an action whose time has not come: the case knows it, the ledger does not yet."""

_STATES: Final[Mapping[str, Words]] = {
    WAITING: Words("waits for its time", "czeka na swój czas"),
    EffectState.PLANNED: Words("to be done", "do wykonania"),
    EffectState.ATTEMPTING: Words("on its way", "w drodze"),
    EffectState.CONFIRMED: Words("done", "wykonano"),
    EffectState.REJECTED: Words("not done", "nie wykonano"),
    EffectState.UNKNOWN: Words("outcome unknown, not repeated", "wynik nieznany, nie powtórzono"),
    EffectState.CANCELLED: Words("cancelled before its time came", "anulowano, zanim nadszedł jego czas"),
}
_REASONS: Final[Mapping[str, Words]] = {
    "template_unknown": Words("there is no such template", "nie ma takiego szablonu"),
    "service_unknown": Words("there is no such service", "nie ma takiej usługi"),
    "service_ambiguous": Words("the action must name its service", "akcja musi wskazać usługę"),
    "service_outdated": Words("the service must be set up again", "usługę trzeba skonfigurować ponownie"),
    "secret_unknown": Words("a secret of the service is missing", "brakuje sekretu usługi"),
    "no_address": Words("the contact has no mail address", "kontakt nie ma adresu e-mail"),
    "no_number": Words("the contact has no phone number", "kontakt nie ma numeru telefonu"),
    "do_not_call": Words("the number is on the do-not-call list", "numer jest na liście „nie dzwonić”"),
    "prompt_unknown": Words("there is no such recording", "nie ma takiego nagrania"),
    "busy": Words("the line was busy", "numer był zajęty"),
    "no_answer": Words("nobody answered", "nikt nie odebrał"),
    "rejected": Words("the call was rejected", "połączenie odrzucono"),
    "invalid_number": Words("there is no such number", "nie ma takiego numeru"),
    "network_error": Words("the line did not carry the call", "sieć nie zestawiła połączenia"),
    "unhandled": Words("the message was not heard to its end", "komunikatu nie wysłuchano do końca"),
    "status_left": Words("the case had left the status", "sprawa opuściła status"),
    "campaign_unknown": Words("there is no such campaign", "nie ma takiej kampanii"),
    "campaign_refuses": Words("that campaign refuses the record", "tamta kampania nie przyjmuje rekordu"),
    "campaign_without_process": Words("that campaign has no process", "tamta kampania nie ma procesu"),
    "already_there": Words("the customer has a record there", "klient ma już tam rekord"),
    "url_not_public": Words("the address of the service is not public", "adres usługi nie jest publiczny"),
}


def words_of(state: str, reason: str | None) -> Words:
    """The state, and after a colon why; reasons of the other side are told as it said them."""
    said = _STATES[state]
    if not reason or state in (EffectState.CONFIRMED, EffectState.UNKNOWN):
        return said
    why = _REASONS.get(reason, Words(reason, reason))
    return Words(f"{said.en}: {why.en}", f"{said.pl}: {why.pl}")
