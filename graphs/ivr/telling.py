"""Knows how the way of a call is told in words: what it does now, and by which exit it goes on."""

from collections.abc import Sequence
from typing import assert_never

from domain.time import Span, format_span
from graphs.ivr.compiled import Ivr
from graphs.ivr.events import Begun, BlockDone, DialDone, Event, HungUp, QueueLeft, TalkEnded
from graphs.ivr.replay import Astray
from graphs.ivr.step import Answer, DialOut, Effect, EnterQueue, HangUp, RunBlock
from graphs.ivr.walk import Hop
from graphs.words import Words


def event_words(event: Event) -> Words:
    """What happened to the call, as the middle of a sentence."""
    match event:
        case Begun():
            return Words("the call began", "rozmowa się zaczęła")
        case BlockDone():
            return _heard(event)
        case QueueLeft():
            return Words("the wait in the queue was over", "skończyło się czekanie w kolejce")
        case DialDone():
            return Words(f"the dialled number: {event.outcome}", f"wybrany numer: {event.outcome}")
        case TalkEnded():
            return Words("the talk ended", "rozmowa z drugą stroną się skończyła")
        case HungUp():
            return Words("the caller hung up", "dzwoniący się rozłączył")
        case _:
            assert_never(event)


def _heard(event: BlockDone) -> Words:
    if not event.ok:
        return Words("it could not be played", "nie dało się odtworzyć")
    if event.keys:
        return Words(f"the caller pressed {event.keys}", f"dzwoniący nacisnął {event.keys}")
    return Words("it was played, and no key came", "odtworzono, a klawisza nie było")


def astray_words(astray: Astray) -> Words:
    """Where a replay leaves the record."""
    if astray.then is None:
        return Words(
            f"What the switch was told then does not fit `{astray.now}`: the rest was not kept.",
            f"To, co zlecono wtedy centrali, nie pasuje do `{astray.now}`: reszty nie zapisano.",
        )
    return Words(
        f"The call now comes to `{astray.now}`; then it came to `{astray.then}`.",
        f"Rozmowa trafia teraz do `{astray.now}`; wtedy trafiła do `{astray.then}`.",
    )


def hop_words(hop: Hop) -> Words:
    """By which exit the call came to a block."""
    if hop.block is None:
        return Words(f"The call begins at `{hop.target}`.", f"Rozmowa zaczyna się w `{hop.target}`.")
    way = "" if hop.exit is None else f" ({hop.exit})"
    return Words(
        f"From `{hop.block}`{way} to `{hop.target}`.",
        f"Z `{hop.block}`{way} do `{hop.target}`.",
    )


def effect_words(ivr: Ivr, effect: Effect) -> Words:
    """What is ordered from the switch or the queue."""
    match effect:
        case Answer():
            return Words("The call is answered.", "Rozmowa zostaje odebrana.")
        case RunBlock():
            said = _said(ivr, effect.prompts)
            asks = Words(", and waits for a key", " i czeka na klawisz") if effect.max_keys else Words("", "")
            return Words(f"It says {said.en}{asks.en}.", f"Słychać {said.pl}{asks.pl}.")
        case EnterQueue():
            wait = format_span(Span(rest=effect.max_wait))
            queue = f"`{effect.queue}`" if effect.queue else ""
            return Words(
                f"The caller waits in the queue {queue or 'of the campaign'}, at most {wait}.",
                f"Dzwoniący czeka w kolejce {queue or 'kampanii'}, najwyżej {wait}.",
            )
        case DialOut():
            number = ivr.dial_number(effect.node)
            return Words(f"The number {number} is rung.", f"Dzwoni numer {number}.")
        case HangUp():
            return _ends(effect)
        case _:
            assert_never(effect)


def _ends(effect: HangUp) -> Words:
    if effect.cause == "normal":
        return Words("The call ends.", "Rozmowa się kończy.")
    return Words(
        "The call ends: it went through too many blocks.", "Rozmowa się kończy: przeszła zbyt wiele bloków."
    )


def _said(ivr: Ivr, prompts: Sequence[str]) -> Words:
    """The texts that are spoken; of a recording its name."""
    texts = {each.hash: each.text for each in ivr.prompts}
    return Words(
        ", ".join(f"“{texts[prompt]}”" if prompt in texts else f"`{prompt}`" for prompt in prompts),
        ", ".join(f"„{texts[prompt]}”" if prompt in texts else f"`{prompt}`" for prompt in prompts),
    )
