"""Knows what is said about the fields and the values of a document."""

from graphs.sentences.wording import Sentence

SHAPE = {
    "kind_unknown": Sentence(
        "What document this is cannot be told. Begin with one of: {known}.",
        "Nie wiadomo, jaki to dokument. Zacznij od jednego z: {known}.",
    ),
    "kind_mismatch": Sentence(
        "This is a document of kind {found}, but {expected} was expected. Choose the right file or place.",
        "To dokument rodzaju {found}, a oczekiwano {expected}. Wybierz właściwy plik lub miejsce.",
    ),
    "unknown_field": Sentence(
        "There is no field `{name}` here.{hint} Known here: {known}.",
        "Nie ma tu pola `{name}`.{hint_pl} Znane tu pola: {known}.",
    ),
    "unknown_action": Sentence(
        "There is no action `{name}`.{hint} Known actions: {known}.",
        "Nie ma akcji `{name}`.{hint_pl} Znane akcje: {known}.",
    ),
    "action_not_one": Sentence(
        "An action does exactly one thing, here: {found}. Name one of: {known}.",
        "Akcja robi dokładnie jedną rzecz, tutaj: {found}. Podaj jedną z: {known}.",
    ),
    "unknown_block": Sentence(
        "There is no block `{name}`.{hint} Known blocks: {known}.",
        "Nie ma bloku `{name}`.{hint_pl} Znane bloki: {known}.",
    ),
    "unknown_value": Sentence(
        "`{name}` is not possible here.{hint} Choose one of: {known}.",
        "`{name}` nie jest tu możliwe.{hint_pl} Wybierz jedno z: {known}.",
    ),
    "field_missing": Sentence("The field `{name}` is missing. Add it.", "Brakuje pola `{name}`. Dodaj je."),
    "mapping_expected": Sentence(
        "Names with values (`name: value`) are expected here.",
        "Oczekiwano tu nazw z wartościami (`nazwa: wartość`).",
    ),
    "list_expected": Sentence(
        "A list is expected here. Write each item after a dash, or in [square brackets].",
        "Oczekiwano tu listy. Zapisz każdy element po myślniku albo w [nawiasach kwadratowych].",
    ),
    "text_expected": Sentence("A single value is expected here.", "Oczekiwano tu pojedynczej wartości."),
    "too_few": Sentence("Write at least one item here.", "Wpisz tu co najmniej jeden element."),
    "too_many": Sentence("Too many items: at most {most}.", "Za dużo elementów: najwyżej {most}."),
    "text_length": Sentence(
        "The text must have 1 to {most} characters. Shorten it or fill it in.",
        "Tekst musi mieć od 1 do {most} znaków. Skróć go albo uzupełnij.",
    ),
    "out_of_range": Sentence(
        "`{value}` is not a time between {least} and {most}. Write it like 30s, 10min, 2h, 5d or PT10M.",
        "`{value}` nie jest czasem od {least} do {most}. Zapisz go jak 30s, 10min, 2h, 5d albo PT10M.",
    ),
    "number_out_of_range": Sentence(
        "`{value}` is not a whole number between {least} and {most}.",
        "`{value}` nie jest liczbą całkowitą od {least} do {most}.",
    ),
    "name_invalid": Sentence(
        "`{value}` cannot be a name. Use 1-64 letters a-z, digits, `-` and `_`, and not the word `stay`.",
        "`{value}` nie może być nazwą. Użyj 1-64 liter a-z, cyfr, `-` i `_`, ale nie słowa `stay`.",
    ),
    "truth_invalid": Sentence(
        "Write true or false instead of `{value}`.", "Zamiast `{value}` wpisz true lub false."
    ),
    "colour_invalid": Sentence(
        'Write the colour `{value}` as six hexadecimal digits, like "#2f9e44".',
        'Zapisz kolor `{value}` sześcioma cyframi szesnastkowymi, np. "#2f9e44".',
    ),
    "zone_unknown": Sentence(
        "There is no time zone `{value}`. Write one like Europe/Warsaw.",
        "Nie ma strefy czasowej `{value}`. Wpisz np. Europe/Warsaw.",
    ),
    "time_invalid": Sentence(
        "`{value}` is not a moment. Write it like 2026-11-21 09:30.",
        "`{value}` nie jest datą z godziną. Zapisz ją jak 2026-11-21 09:30.",
    ),
    "date_invalid": Sentence(
        "`{value}` is not a date. Write it like 2026-11-11.",
        "`{value}` nie jest datą. Zapisz ją jak 2026-11-11.",
    ),
    "days_invalid": Sentence(
        "`{value}` does not name days. Write them like mon-fri or mon,wed,sat.",
        "`{value}` nie oznacza dni. Zapisz je jak mon-fri albo mon,wed,sat.",
    ),
    "hours_invalid": Sentence(
        "`{value}` are not hours of a day. Write them like 08:00-16:00, the earlier one first.",
        "`{value}` to nie są godziny. Zapisz je jak 08:00-16:00, wcześniejszą jako pierwszą.",
    ),
    "phone_invalid": Sentence(
        "`{value}` is not a phone number. Write it in full with the digits 0-9, like +48221234567.",
        "`{value}` nie jest numerem telefonu. Zapisz go w całości cyframi 0-9, np. +48221234567.",
    ),
    "number_not_allowed": Sentence(
        "`{value}` is an emergency, premium-rate or service number, which is not dialled. Give another.",
        "`{value}` to numer alarmowy, o podwyższonej opłacie albo kod usługi; takich nie wybieramy. Podaj inny.",
    ),
    "mail_invalid": Sentence(
        "`{value}` is not a mail address. Write it like name@example.com.",
        "`{value}` nie jest adresem e-mail. Zapisz go jak nazwa@example.com.",
    ),
    "secret_in_definition": Sentence(
        "This looks like a password or a key, which anybody who reads the document could use. Keep it as a secret"
        " (PUT /secrets/name) and write secret://name.",
        "To wygląda na hasło albo klucz, którego mógłby użyć każdy czytelnik dokumentu. Zapisz je jako sekret"
        " (PUT /secrets/nazwa) i wpisz secret://nazwa.",
    ),
}
