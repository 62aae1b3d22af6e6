"""Knows what is said about the nodes and edges of any graph."""

from graphs.sentences.wording import Sentence

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
}
