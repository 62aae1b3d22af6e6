"""Knows what is said about a process."""

from graphs.sentences.wording import Sentence, notice

PROCESS = {
    "initial_twice": Sentence(
        "`{name}` is marked as initial, but `{first}` already is. Keep one.",
        "`{name}` oznaczono jako początkowy, ale jest nim już `{first}`. Zostaw jeden.",
    ),
    "initial_missing": notice(
        "No status is marked as initial, so the first, `{name}`, is. Add `initial: true` where it belongs.",
        "Nie ma statusu początkowego, więc jest nim pierwszy: `{name}`. Dodaj `initial: true` we właściwym.",
    ),
    "branch_unreachable": Sentence(
        "Branch {first} above has no condition, so this one is never taken. Put it last, or add `when:` to it.",
        "Gałąź {first} powyżej nie ma warunku, więc ta nigdy nie nastąpi. Przenieś tamtą na koniec lub dodaj `when:`.",
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
    "sla_hours_too_few": Sentence(
        "In these hours the limit of {limit} is not reached within {weeks} weeks. Open more hours, or lower it.",
        "W tych godzinach limit {limit} nie minie przez {weeks} tygodni. Dodaj godziny albo zmniejsz limit.",
    ),
    "terminal_has_exit": Sentence(
        "`{name}` ends the case, so this edge is never taken. Remove it, or choose another qualifier.",
        "`{name}` kończy sprawę, więc to przejście nie nastąpi. Usuń je albo wybierz inny kwalifikator.",
    ),
    "private_without_owner": Sentence(
        "A case can come to the private `{name}` without an owner. Add `owner:`, or make it public.",
        "Sprawa może trafić do prywatnego `{name}` bez opiekuna. Dodaj `owner:` albo zmień na publiczny.",
    ),
    "outcome_unhandled": notice(
        "After these outcomes nothing happens but another attempt later: {outcomes}. Name them in on_dialer.",
        "Po tych wynikach będzie tylko kolejna próba później: {outcomes}. Wymień je w on_dialer.",
    ),
    "campaign_unknown": Sentence(
        "There is no campaign `{name}`.{hint} Create it first, or name another.",
        "Nie ma kampanii `{name}`.{hint_pl} Najpierw ją utwórz albo podaj inną.",
    ),
    "service_unknown": Sentence(
        "There is no service `{name}`.{hint} Set it up first, or name another.",
        "Nie ma usługi `{name}`.{hint_pl} Najpierw ją skonfiguruj albo podaj inną.",
    ),
    "template_unknown": Sentence(
        "There is no template `{name}`.{hint} Upload it first, or name another.",
        "Nie ma szablonu `{name}`.{hint_pl} Najpierw go wgraj albo podaj inny.",
    ),
}
