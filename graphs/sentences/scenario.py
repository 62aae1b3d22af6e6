"""Knows what is said about scenarios, and about what they found to be otherwise."""

from graphs.sentences.wording import Sentence

SCENARIO = {
    "moment_invalid": Sentence(
        "`{value}` is not a time of a scenario. Write it like mon 09:00, 14:30, 2026-10-26 09:00 or in 15min.",
        "`{value}` nie jest czasem scenariusza. Zapisz go jak mon 09:00, 14:30, 2026-10-26 09:00 lub in 15min.",
    ),
    "step_empty": Sentence(
        "Nothing happens in this step. Write what happens or what must be so, or remove it.",
        "W tym kroku nic się nie dzieje. Wpisz, co się dzieje lub co ma zachodzić, albo go usuń.",
    ),
    "step_twofold": Sentence(
        "One thing happens in a step, and here there are: {names}. Make a step of each.",
        "W jednym kroku dzieje się jedna rzecz, a tu są: {names}. Zrób z każdej osobny krok.",
    ),
    "step_time_twice": Sentence(
        "A step has one time. Keep `at` or `after`.",
        "Krok ma jeden czas. Zostaw `at` albo `after`.",
    ),
    "given_too_late": Sentence(
        "What is given stands before everything that happens. Make it the first step, alone.",
        "To, co dane (`given`), stoi przed wszystkim, co się dzieje. Zrób z tego osobny, pierwszy krok.",
    ),
    "without_save": Sentence(
        "`{name}` belongs to a save. Add `saved:` with a status, or remove it.",
        "`{name}` dotyczy zapisu statusu. Dodaj `saved:` ze statusem albo to usuń.",
    ),
    "without_call": Sentence(
        "`inbound_status` belongs to a call of the customer. Add `arrives: call`, or remove it.",
        "`inbound_status` dotyczy połączenia od klienta. Dodaj `arrives: call` albo to usuń.",
    ),
    "record_value_invalid": Sentence(
        "`{value}` cannot be the {type} of a record: {reason}",
        "`{value}` nie może być wartością pola typu {type}: {reason_pl}",
    ),
    "process_other": Sentence(
        "These are scenarios of `{name}`, but the process is `{found}`. Choose the right file.",
        "To scenariusze procesu `{name}`, a proces to `{found}`. Wybierz właściwy plik.",
    ),
    "scenario_status_unknown": Sentence(
        "The process has no status `{name}`.{hint} Name one that exists.",
        "Proces nie ma statusu `{name}`.{hint_pl} Podaj istniejący.",
    ),
    "scenario_event_unknown": Sentence(
        "No status of the process awaits the event `{name}`.{hint} Known: {known}.",
        "Żaden status procesu nie czeka na zdarzenie `{name}`.{hint_pl} Znane: {known}.",
    ),
    "scenario_inbound_unknown": Sentence(
        "The process offers no inbound call status `{name}`.{hint} Name it in the process first.",
        "Proces nie ma statusu połączenia przychodzącego `{name}`.{hint_pl} Najpierw dopisz go w procesie.",
    ),
    "scenarios_missing": Sentence(
        "The process is published only when its scenarios pass, and it has none. Save some first "
        "(`graphs publish` with their file, or PUT /graphs/process/{name}/scenarios).",
        "Proces publikuje się tylko wtedy, gdy jego scenariusze przechodzą, a nie ma żadnych. Najpierw je zapisz "
        "(`graphs publish` z ich plikiem albo PUT /graphs/process/{name}/scenarios).",
    ),
    "expected_otherwise": Sentence(
        "In “{story}” at {now}: `{field}` should be {expected}, but is {found}. The way there: {way}.",
        "W „{story}”, {now}: `{field}` powinno być {expected}, a jest {found}. Droga dotąd: {way}.",
    ),
    "not_dialled": Sentence(
        "In “{story}” at {now}: nobody is dialled, for the case is due: {due}. The way there: {way}.",
        "W „{story}”, {now}: nikt nie dzwoni, bo termin sprawy to: {due}. Droga dotąd: {way}.",
    ),
    "save_refused": Sentence(
        "In “{story}” at {now}: `{name}` cannot be saved ({refusal}): {reason} The way there: {way}.",
        "W „{story}”, {now}: nie można zapisać `{name}` ({refusal}): {reason_pl} Droga dotąd: {way}.",
    ),
    "effect_not_open": Sentence(
        "In “{story}” at {now}: no effect of kind {name} is open. Say `effects: {{name}: open}` first. "
        "The way there: {way}.",
        "W „{story}”, {now}: żadna akcja rodzaju {name} nie trwa. Wpisz wcześniej `effects: {{name}: open}`. "
        "Droga dotąd: {way}.",
    ),
    "time_goes_back": Sentence(
        "In “{story}” it is {now} already. Write a later time. The way there: {way}.",
        "W „{story}” jest już {now}. Wpisz późniejszy czas. Droga dotąd: {way}.",
    ),
    "scenario_endless": Sentence(
        "“{story}” is stopped at {now}: a story takes at most 10,000 steps and ten years, and all together take "
        "100,000. Shorten it. The way there: {way}.",
        "„{story}” przerwano ({now}): opowieść ma najwyżej 10 000 kroków i dziesięć lat, a wszystkie razem "
        "100 000 kroków. Skróć ją. Droga dotąd: {way}.",
    ),
}
