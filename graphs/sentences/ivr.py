"""Knows what is said about an IVR."""

from graphs.sentences.wording import Sentence, notice

IVR = {
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
    "prompt_unknown": Sentence(
        "There is no recording `{name}`.{hint} Upload it first, or use `say:`.",
        "Nie ma nagrania `{name}`.{hint_pl} Najpierw je wgraj albo użyj `say:`.",
    ),
    "menu_without_exit": Sentence(
        "A caller can never leave the menu `{name}`. Lead a key to a queue, to dial or to hang_up.",
        "Dzwoniący nigdy nie wyjdzie z menu `{name}`. Skieruj któryś klawisz do kolejki, dial albo hang_up.",
    ),
    "menu_loop_without_input": Sentence(
        "Who presses nothing goes round for ever: {loop}. Lead no_input to a queue, to dial or to hang_up.",
        "Kto nic nie naciśnie, krąży bez końca: {loop}. Skieruj no_input do kolejki, dial albo hang_up.",
    ),
    "queue_never_open": Sentence(
        "No hours lead to the queue `{name}`: the opening hours on the way to it never meet. Change one of them.",
        "Żadne godziny nie prowadzą do kolejki `{name}`: godziny otwarcia po drodze nigdy się nie schodzą. Zmień je.",
    ),
    "exit_unknown": Sentence(
        "The tree `{tree}` does not come back by `{name}`.{hint} Its exits: {known}. Remove the line, or correct it.",
        "Drzewo `{tree}` nie wraca przez `{name}`.{hint_pl} Jego wyjścia: {known}. Usuń wiersz albo go popraw.",
    ),
    "exit_open": Sentence(
        "The tree `{tree}` comes back by `{name}` too, and nothing is said of it. Lead it to a block.",
        "Drzewo `{tree}` wraca też przez `{name}`, a nic o tym nie powiedziano. Doprowadź to wyjście do bloku.",
    ),
    "trees_in_circle": Sentence(
        "A tree would enter itself: {way}. Let the call come back (`return`) and jump outside of it.",
        "Drzewo weszłoby samo w siebie: {way}. Niech rozmowa wróci (`return`), a skok wykonaj poza nim.",
    ),
    "trees_too_deep": Sentence(
        "Trees enter each other too deep: {way}. At most {most} may be inside one another.",
        "Drzewa są zagnieżdżone zbyt głęboko: {way}. Najwyżej {most} może być jedno w drugim.",
    ),
    "whole_too_many": Sentence(
        "With the trees that it enters the tree has {count} blocks; at most 2,000 are allowed. Enter fewer.",
        "Razem z drzewami, do których wchodzi, drzewo ma {count} bloków; najwyżej 2000. Wejdź do mniej drzew.",
    ),
    "whole_too_large": Sentence(
        "The trees that it enters are larger than 1 MB together. Enter fewer, or make them smaller.",
        "Drzewa, do których wchodzi, są razem większe niż 1 MB. Wejdź do mniej drzew albo je zmniejsz.",
    ),
    "silent_hang_up": notice(
        "Out of hours callers are cut off without a word. Lead `outside` to an announcement first.",
        "Poza godzinami dzwoniący są rozłączani bez słowa. Skieruj `outside` najpierw do zapowiedzi.",
    ),
}
