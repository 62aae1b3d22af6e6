"""Knows what is said about scripts."""

from graphs.sentences.wording import Sentence, notice

SCRIPT = {
    "end_like_question": Sentence(
        "The end `{name}` is named like a question, so `next` could mean either. Rename one of them.",
        "Zakończenie `{name}` nazywa się jak pytanie, więc `next` mogłoby znaczyć jedno i drugie. Zmień nazwę.",
    ),
    "required_unreachable": Sentence(
        "`{name}` must be answered, but no way leads to it. Lead an answer to it, or remove it.",
        "Na `{name}` trzeba odpowiedzieć, a nic do niego nie prowadzi. Skieruj tam odpowiedź albo je usuń.",
    ),
    "loop_of_questions": Sentence(
        "The talk would go round for ever: {loop}. Each question is asked once; lead one answer elsewhere.",
        "Rozmowa kręciłaby się bez końca: {loop}. Każde pytanie zadaje się raz; skieruj odpowiedź gdzie indziej.",
    ),
    "choice_reserved": Sentence(
        "A choice cannot be named `otherwise`, which means every other answer. Rename it.",
        "Wybór nie może się nazywać `otherwise`, bo to znaczy każdą inną odpowiedź. Zmień nazwę.",
    ),
    "branch_needs_choice": Sentence(
        "Only a `choice` or `truth` can branch, and `{name}` is a `{type}`. Write one name after `next:`.",
        "Rozgałęzia się tylko `choice` albo `truth`, a `{name}` to `{type}`. Wpisz po `next:` jedną nazwę.",
    ),
    "next_choice_unknown": Sentence(
        "`{name}` is no answer to this question.{hint} Its answers: {known}; all others: otherwise.",
        "`{name}` nie jest odpowiedzią na to pytanie.{hint_pl} Odpowiedzi: {known}; wszystkie inne: otherwise.",
    ),
    "choice_without_way": Sentence(
        "These answers lead nowhere: {choices}. Name where each leads, or add `otherwise:`.",
        "Te odpowiedzi prowadzą donikąd: {choices}. Wskaż, dokąd prowadzą, albo dodaj `otherwise:`.",
    ),
    "branch_without_answer": Sentence(
        "Without an answer to `{name}` the talk cannot go on. Make it `required: true`, or add `otherwise:`.",
        "Bez odpowiedzi na `{name}` rozmowa nie pójdzie dalej. Dodaj `required: true` albo `otherwise:`.",
    ),
    "result_unknown": Sentence(
        "The script has no field `{name}`.{hint} Known fields: {known}. Add it to `results:`.",
        "Skrypt nie ma pola `{name}`.{hint_pl} Znane pola: {known}. Dodaj je w `results:`.",
    ),
    "result_value_unknown": Sentence(
        "The field `{field}` has no value `{name}`.{hint} Its values: {known}. Add it to `results:`.",
        "Pole `{field}` nie ma wartości `{name}`.{hint_pl} Jego wartości: {known}. Dodaj ją w `results:`.",
    ),
    "result_needs_choice": Sentence(
        "Only the answer to a `choice` becomes a field, so `{name}` sets none. Change its type, or remove this.",
        "Polem staje się tylko odpowiedź na `choice`, więc `{name}` go nie ustawi. Zmień typ albo usuń.",
    ),
    "result_never_set": Sentence(
        "No way through the script sets the field `{name}`. Set it in a question or an end, or remove it.",
        "Żadna droga przez skrypt nie ustawia pola `{name}`. Ustaw je w pytaniu lub zakończeniu albo usuń.",
    ),
    "result_value_never_set": notice(
        "No way through the script gives the field `{name}` the values: {values}. Remove them if not needed.",
        "Żadna droga przez skrypt nie nadaje polu `{name}` wartości: {values}. Usuń je, jeśli są zbędne.",
    ),
    "text_braces": Sentence(
        "`{value}` cannot be filled in. Braces hold one name, like {{ contact.name }}; nothing else.",
        "`{value}` nie da się wypełnić. W klamrach stoi jedna nazwa, np. {{ contact.name }}; nic więcej.",
    ),
    "text_name_unknown": Sentence(
        "There is no value `{name}` to show.{hint} Known: {known}.",
        "Nie ma wartości `{name}` do pokazania.{hint_pl} Znane: {known}.",
    ),
    "script_field_unknown": Sentence(
        "The script `{script}` has no field `{name}`.{hint} Its fields: {known}.",
        "Skrypt `{script}` nie ma pola `{name}`.{hint_pl} Jego pola: {known}.",
    ),
    "script_value_unknown": Sentence(
        "The field `{field}` of the script `{script}` never has the value `{name}`.{hint} Choose one of: {known}.",
        "Pole `{field}` skryptu `{script}` nigdy nie ma wartości `{name}`.{hint_pl} Wybierz jedną z: {known}.",
    ),
}
