"""Knows what is said about a condition."""

from graphs.sentences.wording import Sentence

CONDITIONS = {
    "expression_syntax": Sentence(
        "The condition cannot be read at its character {column}: {detail}. Write it like `attempts.busy > 3`.",
        "Warunku nie można odczytać przy znaku {column}: {detail_pl}. Zapisz go jak `attempts.busy > 3`.",
    ),
    "expression_type": Sentence(
        "The types in the condition do not fit at its character {column}: {detail}.",
        "Typy w warunku nie pasują przy znaku {column}: {detail_pl}.",
    ),
    "expression_unknown_name": Sentence(
        "The condition asks at its character {column} for `{name}`, which does not exist.{hint} "
        "Ask for one of: {known}.",
        "Warunek pyta przy znaku {column} o `{name}`, czego nie ma.{hint_pl} Zapytaj o jedno z: {known}.",
    ),
    "regex_unsupported": Sentence(
        "The pattern at character {column} cannot be used. Write it out in quotes, with at most 256 "
        "characters, and without back-references, look-around and large numbers of repetitions.",
        "Nie można użyć wzorca przy znaku {column}. Wpisz go wprost w cudzysłowie, w najwyżej 256 znakach, "
        "bez odwołań wstecz, warunków dla otoczenia i dużych liczb powtórzeń.",
    ),
}
