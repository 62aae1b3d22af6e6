"""What a row of the history says in words, where it sets no status."""

import pytest
from graph_documents import process, sound

from graphs.process import compile_process
from graphs.process.explain import explain


@pytest.mark.parametrize(
    ("edge", "en", "pl"),
    [
        ("changed.recall", "The time of the next contact was set.", "Ustawiono termin następnego kontaktu."),
        ("changed.owner", "The case was given to another agent.", "Sprawę przydzielono innemu agentowi."),
        ("changed.fields", "Fields of the record were corrected.", "Poprawiono pola rekordu."),
        ("changed.contact", "The customer's data were corrected.", "Poprawiono dane klienta."),
        (
            "changed.inbound_status",
            "It was noted what the customer who called wanted.",
            "Zapisano, czego chciał dzwoniący klient.",
        ),
        (
            "late.outcome.busy",
            "The case was closed already when the number was busy.",
            "Gdy numer był zajęty, sprawa była już zamknięta.",
        ),
        (
            "late.mail",
            "The case was closed already when the customer wrote a mail.",
            "Gdy klient napisał mail, sprawa była już zamknięta.",
        ),
    ],
)
def test_row_that_sets_no_status_says_what_was_done(edge: str, en: str, pl: str) -> None:
    compiled = compile_process(sound(process(start={"initial": True})).canonical or {})
    words = explain(compiled, edge, "start", "start")
    assert (words.en, words.pl) == (en, pl)
