"""Knows how a replay is told in words: what happened, where it leaves the record, and what was not kept."""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from graphs.process.compiled import Process
from graphs.process.events import (
    Assigned,
    Contacted,
    Created,
    DialerOutcome,
    EffectDone,
    Event,
    Notified,
    Recalled,
    Saved,
    ScriptAnswered,
    Woken,
)
from graphs.process.explain import CHANNELS, OUTCOMES, title
from graphs.process.replay import Apart, Divergence, Played, Replay
from graphs.words import Words

LOST: Final[Mapping[str, Words]] = {
    "rules": Words(
        "The rules of the campaign (zone, owners, redialling) are those of today.",
        "Reguły kampanii (strefa, opiekunowie, ponawianie) są dzisiejsze.",
    ),
    "conditions": Words(
        "Which conditions held is known only from the branch that was taken.",
        "O tym, które warunki były spełnione, mówi tylko wybrana gałąź.",
    ),
    "on_call": Words(
        "Whether the customer was on the line when the case began was not kept.",
        "Nie zapisano, czy klient był na linii, gdy sprawa się zaczęła.",
    ),
    "occasion": Words(
        "After which contact a status was saved was not kept, so `available_after` forbids nothing.",
        "Nie zapisano, po jakim kontakcie zapisano status, więc `available_after` niczego nie zabrania.",
    ),
    "forgotten": Words(
        "This long ago, what moved nothing is forgotten, and times are those of the history.",
        "Po takim czasie zapomniano to, co niczego nie zmieniło, a czasy są z historii.",
    ),
    "recall": Words(
        "To which time a contact was moved was not kept.",
        "Nie zapisano, na kiedy przesunięto kontakt.",
    ),
}


def lost_in(replayed: Replay) -> Iterator[Words]:
    """What a reader must know was not kept, each once."""
    yield LOST["rules"]
    if any(None in played.conditions.values() for played in replayed.played) or _unknown(replayed):
        yield LOST["conditions"]
    for code in dict.fromkeys(code for played in replayed.played for code in played.told.lost):
        yield LOST[code]


def _unknown(replayed: Replay) -> bool:
    return replayed.divergence is not None and replayed.divergence.code is Apart.NOT_KEPT


def happened(process: Process, event: Event, kind: str = "") -> Words:
    """What happened, as the middle of a sentence; `kind` is that of the action that ended."""
    match event:
        case DialerOutcome():
            return OUTCOMES[event.outcome]
        case Contacted():
            return CHANNELS[event.channel]
        case Notified():
            return Words(f"another system told of `{event.name}`", f"inny system zgłosił `{event.name}`")
        case ScriptAnswered():
            answer = f"{event.script}.{event.field} = {event.value}"
            return Words(f"the script was answered: {answer}", f"odpowiedziano w skrypcie: {answer}")
        case EffectDone():
            done = ("was done", "została wykonana") if event.ok else ("failed", "się nie powiodła")
            return Words(f"the action `{kind}` {done[0]}", f"akcja `{kind}` {done[1]}")
        case Saved() | Recalled() | Assigned() | Created() | Woken():
            return _ordered(process, event)
        case _:
            assert_never(event)


def _ordered(process: Process, event: Saved | Recalled | Assigned | Created | Woken) -> Words:
    match event:
        case Saved():
            aim = title(process, event.status)
            return Words(f"an agent saved “{aim}”", f"agent zapisał „{aim}”")
        case Recalled():
            return Words("the time of the next contact was set", "ustawiono termin następnego kontaktu")
        case Assigned():
            return Words("the case was given to another agent", "sprawę przydzielono innemu agentowi")
        case Created():
            return Words("the case began", "sprawa się rozpoczęła")
        case Woken():
            return Words("the time in a status ended", "skończył się czas w statusie")
        case _:
            assert_never(event)


def departure(process: Process, divergence: Divergence, played: Played) -> Words:
    """Where and how the replay leaves the record, in one sentence."""
    event = played.told.event
    told = Words("", "") if event is None else happened(process, event, played.told.kind)
    if divergence.code is Apart.EARLIER:
        return _earlier(process, divergence, title(process, played.status), told)
    reason = _reason(process, divergence)
    return Words(f"When {told.en}, {reason.en}", f"Gdy {told.pl}, {reason.pl}")


def _reason(process: Process, divergence: Divergence) -> Words:
    then = _way(process, divergence.then, Words("went to", "przeszła"), Words("stayed", "została"))
    now = _way(process, divergence.now, Words("goes to", "przechodzi"), Words("stays", "zostaje"))
    refusal, condition = divergence.refusal, divergence.condition
    if refusal is not None:
        return Words(f"that is refused now: {refusal.message}", f"teraz to odrzucono: {refusal.message_pl}")
    if condition is not None:
        return Words(
            f"now `{condition}` decides, and whether that held was not kept.",
            f"teraz decyduje `{condition}`, a nie zapisano, czy to zachodziło.",
        )
    if divergence.code is Apart.NOT_ORDERED:
        return Words(
            f"the case then {then.en}; now nobody has ordered this action.",
            f"sprawa wtedy {then.pl}; teraz nikt tej akcji nie zlecił.",
        )
    return Words(f"the case now {now.en}; then it {then.en}.", f"sprawa teraz {now.pl}; wtedy {then.pl}.")


def _earlier(process: Process, divergence: Divergence, here: str, told: Words) -> Words:
    now = _way(process, divergence.now, Words("goes to", "przechodzi"), Words("stays", "zostaje"))
    at = "" if divergence.at is None else f"{divergence.at:%Y-%m-%d %H:%M} UTC"
    return Words(
        f"The time in “{here}” ends now already at {at}, and the case {now.en}, before {told.en}.",
        f"Czas w „{here}” kończy się teraz już o {at} i sprawa {now.pl}, zanim {told.pl}.",
    )


def _way(process: Process, names: tuple[str, ...], goes: Words, stays: Words) -> Words:
    """What the case did or does, to these statuses."""
    if not names:
        return Words(f"{stays.en} where it was", f"{stays.pl} na miejscu")
    english = ", ".join(f"“{title(process, name)}”" for name in names)
    polish = ", ".join(f"„{title(process, name)}”" for name in names)
    return Words(f"{goes.en} {english}", f"{goes.pl} do {polish}")
