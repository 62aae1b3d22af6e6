"""Knows what is said about each kind of problem, in English and Polish: what is wrong and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    en: str
    pl: str
    severity: str = "error"


def _notice(en: str, pl: str) -> Sentence:
    return Sentence(en, pl, "notice")


READING = {
    "too_large": Sentence(
        "The document is larger than 1 MB. Split it or remove what is not needed.",
        "Dokument jest większy niż 1 MB. Podziel go albo usuń to, co zbędne.",
    ),
    "too_deep": Sentence(
        "Nested more than 32 levels deep. Flatten this part.",
        "Zagnieżdżenie przekracza 32 poziomy. Spłaszcz tę część.",
    ),
    "too_many_values": Sentence(
        "The document has more than 20,000 values. Split it into several documents.",
        "Dokument ma ponad 20 000 wartości. Podziel go na kilka dokumentów.",
    ),
    "yaml_syntax": Sentence(
        "This cannot be read as YAML or JSON: {detail}. Check indentation, colons and quotes here.",
        "Nie można tego odczytać jako YAML ani JSON: {detail}. Sprawdź tu wcięcia, dwukropki i cudzysłowy.",
    ),
    "yaml_tab": Sentence(
        "A tab is used for indentation. Use spaces.",
        "Wcięcie zrobiono tabulatorem. Użyj spacji.",
    ),
    "yaml_anchor_not_allowed": Sentence(
        "The anchor &{name} is not allowed. Write the value out where it is used.",
        "Kotwica &{name} jest niedozwolona. Wpisz wartość tam, gdzie jest używana.",
    ),
    "yaml_alias_not_allowed": Sentence(
        "The alias *{name} is not allowed. Write the value out here.",
        "Alias *{name} jest niedozwolony. Wpisz tu wartość wprost.",
    ),
    "yaml_alias_to_itself": Sentence(
        "The alias *{name} stands inside the value that it names. Write the value out here.",
        "Alias *{name} wskazuje wartość, w której sam stoi. Wpisz tu wartość wprost.",
    ),
    "yaml_tag_not_allowed": Sentence(
        "The tag {name} is not allowed. Remove it; every value is read as text.",
        "Znacznik {name} jest niedozwolony. Usuń go; każda wartość jest czytana jako tekst.",
    ),
    "yaml_directive_not_allowed": Sentence(
        "Directives such as %YAML are not allowed. Remove the line.",
        "Dyrektywy takie jak %YAML są niedozwolone. Usuń ten wiersz.",
    ),
    "yaml_several_documents": Sentence(
        "A second document begins here. Put each document into a file of its own.",
        "Tu zaczyna się drugi dokument. Umieść każdy dokument w osobnym pliku.",
    ),
    "duplicate_key": Sentence(
        "`{name}` stands here a second time (first in line {first}). Remove one of the two.",
        "`{name}` występuje tu drugi raz (pierwszy w wierszu {first}). Usuń jedno z nich.",
    ),
    "key_not_text": Sentence(
        "A name before the colon must be plain text. Write a name instead of a list or mapping.",
        "Nazwa przed dwukropkiem musi być tekstem. Wpisz nazwę zamiast listy lub mapy.",
    ),
    "empty_value": Sentence(
        "There is no value here. Write one, or remove the line.",
        "Brakuje tu wartości. Wpisz ją albo usuń wiersz.",
    ),
    "empty_document": Sentence(
        "The document is empty. Begin with `process:`, `ivr:` or `campaign:` and a name.",
        "Dokument jest pusty. Zacznij od `process:`, `ivr:` albo `campaign:` i nazwy.",
    ),
    "control_character": Sentence(
        "A control character is not allowed here. Remove it.",
        "Znak sterujący jest tu niedozwolony. Usuń go.",
    ),
}

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
        "There is no action `{name}`. Known actions: {known}.",
        "Nie ma akcji `{name}`. Znane akcje: {known}.",
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
    "key_invalid": Sentence(
        "There is no key `{value}` on a phone. Use one of 0-9, * and #.",
        "Nie ma klawisza `{value}` na telefonie. Użyj jednego z 0-9, * i #.",
    ),
    "prompt_missing": Sentence(
        "Nothing is said here. Add `say:` with a text or `play:` with the name of a recording.",
        "Nic tu nie słychać. Dodaj `say:` z tekstem albo `play:` z nazwą nagrania.",
    ),
    "prompt_twice": Sentence(
        "Both `say` and `play` stand here. Keep one of them.",
        "Jest tu zarówno `say`, jak i `play`. Zostaw jedno z nich.",
    ),
}

GRAPH = {
    "graph_too_large": Sentence(
        "The graph has {count} nodes; at most 2,000 are allowed. Split it.",
        "Graf ma {count} węzłów; dozwolone jest najwyżej 2000. Podziel go.",
    ),
    "target_unknown": Sentence(
        "`{name}` does not exist, so this leads nowhere.{hint} Name one that exists, or add it.",
        "`{name}` nie istnieje, więc to przejście prowadzi donikąd.{hint_pl} Podaj istniejący albo dodaj.",
    ),
    "node_unreachable": Sentence(
        "Nothing leads to `{name}`. Lead an edge to it, or remove it.",
        "Nic nie prowadzi do `{name}`. Doprowadź do niego przejście albo go usuń.",
    ),
    "initial_twice": Sentence(
        "`{name}` is marked as initial, but `{first}` already is. Keep one.",
        "`{name}` oznaczono jako początkowy, ale jest nim już `{first}`. Zostaw jeden.",
    ),
    "initial_missing": _notice(
        "No status is marked as initial, so the first, `{name}`, is. Add `initial: true` where it belongs.",
        "Nie ma statusu początkowego, więc jest nim pierwszy: `{name}`. Dodaj `initial: true` we właściwym.",
    ),
    "loop_without_wait": Sentence(
        "This loop runs for ever without a wait or a bound: {loop}. Add a delay, a wait or a counter.",
        "Ta pętla kręci się bez końca, bez oczekiwania i ograniczenia: {loop}. Dodaj opóźnienie lub licznik.",
    ),
    "wait_without_limit": Sentence(
        "A case could wait in `{name}` for ever. Add an action whose on_success and on_failure leave it.",
        "Sprawa czekałaby w `{name}` bez końca. Dodaj akcję, której on_success i on_failure go opuszczają.",
    ),
    "agent_time_for_system": Sentence(
        "Only the system sets `{name}`, yet an agent should choose its time. Make it relative or absolute.",
        "`{name}` ustawia tylko system, a czas miałby wybrać agent. Wybierz czas względny lub bezwzględny.",
    ),
    "agent_time_on_edge": Sentence(
        "The system leads to `{name}` here, yet an agent should choose its time. Lead to another status.",
        "System prowadzi tu do `{name}`, a czas miałby wybrać agent. Skieruj przejście do innego statusu.",
    ),
    "after_missing": Sentence(
        "The callback of `{name}` is relative. Add `after:` with a time, like `after: 2h`.",
        "Powrót w `{name}` jest względny. Dodaj `after:` z czasem, np. `after: 2h`.",
    ),
    "at_missing": Sentence(
        "The callback of `{name}` is absolute. Add `at:` with a moment, like `at: 2026-12-01 09:00`.",
        "Powrót w `{name}` jest bezwzględny. Dodaj `at:` z datą i godziną, np. `at: 2026-12-01 09:00`.",
    ),
    "time_source_missing": Sentence(
        "The callback of `{name}` has no time. Add `time: relative`, `absolute` or `agent` to its qualifier.",
        "Powrót w `{name}` nie ma czasu. Dodaj do kwalifikatora `time: relative`, `absolute` albo `agent`.",
    ),
    "field_unused": Sentence(
        "`{field}` has no effect with this qualifier. Remove it, or choose another qualifier.",
        "`{field}` nie działa z tym kwalifikatorem. Usuń je albo wybierz inny kwalifikator.",
    ),
    "callback_missing": Sentence(
        "The delay counts from the callback, but `{name}` has none. Count it from status, save or call_end.",
        "Opóźnienie liczy się od powrotu, a `{name}` go nie ma. Licz je od status, save albo call_end.",
    ),
    "terminal_has_exit": Sentence(
        "`{name}` ends the case, so this edge is never taken. Remove it, or choose another qualifier.",
        "`{name}` kończy sprawę, więc to przejście nie nastąpi. Usuń je albo wybierz inny kwalifikator.",
    ),
    "private_without_owner": Sentence(
        "A case can come to the private `{name}` without an owner. Add `owner:`, or make it public.",
        "Sprawa może trafić do prywatnego `{name}` bez opiekuna. Dodaj `owner:` albo zmień na publiczny.",
    ),
    "outcome_unhandled": _notice(
        "After these outcomes nothing happens but another attempt later: {outcomes}. Name them in on_dialer.",
        "Po tych wynikach będzie tylko kolejna próba później: {outcomes}. Wymień je w on_dialer.",
    ),
    "template_unknown": Sentence(
        "There is no template `{name}`.{hint} Upload it first, or name another.",
        "Nie ma szablonu `{name}`.{hint_pl} Najpierw go wgraj albo podaj inny.",
    ),
    "prompt_unknown": Sentence(
        "There is no recording `{name}`.{hint} Upload it first, or use `say:`.",
        "Nie ma nagrania `{name}`.{hint_pl} Najpierw je wgraj albo użyj `say:`.",
    ),
    "agent_unknown": Sentence(
        "There is no agent `{name}`.{hint} Add the agent first, or name another.",
        "Nie ma agenta `{name}`.{hint_pl} Najpierw go dodaj albo podaj innego.",
    ),
    "process_unknown": Sentence(
        "There is no process `{name}`.{hint} Publish it first, or name another.",
        "Nie ma procesu `{name}`.{hint_pl} Najpierw go opublikuj albo podaj inny.",
    ),
    "ivr_unknown": Sentence(
        "There is no IVR `{name}`.{hint} Publish it first, or name another.",
        "Nie ma IVR `{name}`.{hint_pl} Najpierw go opublikuj albo podaj inny.",
    ),
    "menu_without_exit": Sentence(
        "A caller can never leave the menu `{name}`. Lead a key to a queue, to dial or to hang_up.",
        "Dzwoniący nigdy nie wyjdzie z menu `{name}`. Skieruj któryś klawisz do kolejki, dial albo hang_up.",
    ),
    "menu_loop_without_input": Sentence(
        "Who presses nothing goes round for ever: {loop}. Lead no_input to a queue, to dial or to hang_up.",
        "Kto nic nie naciśnie, krąży bez końca: {loop}. Skieruj no_input do kolejki, dial albo hang_up.",
    ),
    "number_twice": Sentence(
        "The number {name} stands here twice. Remove one.", "Numer {name} występuje tu dwa razy. Usuń jeden."
    ),
    "member_twice": Sentence(
        "The agent {name} stands here twice. Remove one.", "Agent {name} występuje tu dwa razy. Usuń jednego."
    ),
    "caller_id_not_verified": Sentence(
        "{name} is not a number of ours, so it must not be shown to customers. Choose one of: {known}.",
        "{name} nie jest naszym numerem, więc nie wolno go pokazywać klientom. Wybierz jeden z: {known}.",
    ),
}

SENTENCES: dict[str, Sentence] = {**READING, **SHAPE, **GRAPH}
