"""Knows what is said about campaigns that pass records to each other."""

from graphs.sentences.wording import Sentence, notice, warning

ACROSS = {
    "moves_in_circles": Sentence(
        "Records go round for ever by themselves: {loop}. End the case somewhere on this way instead of moving it.",
        "Rekordy krążą same bez końca: {loop}. Zakończ sprawę gdzieś na tej drodze, zamiast ją przenosić.",
    ),
    "moves_back_and_forth": warning(
        "Agents can pass a record round without a limit: {loop}. Break the circle, or let a campaign refuse it"
        " (`records.refuse_from`).",
        "Agenci mogą przekazywać rekord w kółko bez ograniczenia: {loop}. Przerwij koło albo niech kampania odmówi"
        " (`records.refuse_from`).",
    ),
    "copies_endless": Sentence(
        "Copies of a record are made for ever: {loop}. Add a counter on this way, or copy somewhere outside of it.",
        "Kopie rekordu powstają bez końca: {loop}. Dodaj na tej drodze licznik albo kopiuj poza nią.",
    ),
    "success_across": warning(
        "One customer counts as two successes, first in {first}, then in {second}. Credit it in one of the campaigns.",
        "Jeden klient liczy się jako dwa sukcesy, najpierw w {first}, potem w {second}. Naliczaj w jednej z kampanii.",
    ),
    "campaign_absent": warning(
        "There is no campaign `{name}` yet, so this fails until it is created.{hint} Create it, or name another.",
        "Nie ma jeszcze kampanii `{name}`, więc do jej utworzenia to się nie uda.{hint_pl} Utwórz ją lub podaj inną.",
    ),
    "campaign_refuses": warning(
        "`{name}` takes no records from {sources} (`records.refuse_from`), so this fails. Choose another.",
        "`{name}` nie przyjmuje rekordów z {sources} (`records.refuse_from`), więc to się nie uda. Wybierz inną.",
    ),
    "campaign_without_process": warning(
        "The process of `{name}` is not published, so no record can go there yet. Publish it first.",
        "Proces kampanii `{name}` nie jest opublikowany, więc rekord tam nie trafi. Najpierw go opublikuj.",
    ),
    "fields_differ": warning(
        "`{name}` reads these fields of the record in another way: {fields}. Values that do not fit are kept"
        " as they are and told in the case. Give the fields the same type in both campaigns.",
        "`{name}` inaczej czyta te pola rekordu: {fields}. Wartości, które nie pasują, pozostaną bez zmian"
        " i będą wskazane w sprawie. Nadaj polom ten sam typ w obu kampaniach.",
    ),
    "fields_differ_from": warning(
        "Records come here from `{name}`, where this field has another type: {fields}. Give it the same type in both.",
        "Z kampanii `{name}` przychodzą rekordy, w których to pole ma inny typ: {fields}. Nadaj mu ten sam typ w obu.",
    ),
    "fields_absent": notice(
        "`{name}` has no such fields: {fields}. Their values are kept in the case, where they can only be removed.",
        "`{name}` nie ma takich pól: {fields}. Ich wartości pozostaną w sprawie, gdzie można je tylko usunąć.",
    ),
    "waiting_not_progressive": warning(
        "Nobody waits for the dialer in {names}, which does not dial progressively, so this never happens."
        " Set `dial.mode: progressive` there, or remove it.",
        "W {names} nikt nie czeka na dialer, bo nie dzwoni ona progresywnie, więc to nie nastąpi."
        " Ustaw tam `dial.mode: progressive` albo to usuń.",
    ),
    "at_skipped": notice(
        "The clocks skip {at} in {zone}, so the callback is at {effective}.",
        "Zegary w {zone} przeskakują {at}, więc powrót będzie o {effective}.",
    ),
}
