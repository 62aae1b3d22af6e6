"""Knows what is said about a process."""

from graphs.sentences.wording import Sentence, notice, warning

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
    "sla_without_hours": Sentence(
        "Without `hours` every minute counts, so `{field}` does nothing. Add `hours`, or remove it.",
        "Bez `hours` liczy się każda minuta, więc `{field}` nic nie zmienia. Dodaj `hours` albo usuń to pole.",
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
    "service_unknown": Sentence(
        "There is no service `{name}`.{hint} Set it up first, or name another.",
        "Nie ma usługi `{name}`.{hint_pl} Najpierw ją skonfiguruj albo podaj inną.",
    ),
    "inbound_call_status_unknown": Sentence(
        "There is no inbound call status `{name}`.{hint} Add it to the dictionary, or name another.",
        "Nie ma statusu połączenia przychodzącego `{name}`.{hint_pl} Dodaj go do słownika albo podaj inny.",
    ),
    "inbound_call_status_retired": Sentence(
        "The inbound call status `{name}` is retired. Remove it, or take it back into use in the dictionary.",
        "Status połączenia przychodzącego `{name}` wycofano. Usuń go albo przywróć w słowniku.",
    ),
    "inbound_call_status_twice": Sentence(
        "The inbound call status `{name}` stands here already. Remove one of them.",
        "Status połączenia przychodzącego `{name}` już tu jest. Usuń jeden z nich.",
    ),
    "template_unknown": Sentence(
        "There is no template `{name}`.{hint} Upload it first, or name another.",
        "Nie ma szablonu `{name}`.{hint_pl} Najpierw go wgraj albo podaj inny.",
    ),
    "never_ends": warning(
        "No case of this process ever ends. Add a status with a terminal qualifier.",
        "Żadna sprawa tego procesu się nie skończy. Dodaj status z kwalifikatorem kończącym.",
    ),
    "dead_end": warning(
        "A case in `{name}` never ends. Lead an edge to a status that ends it, or let agents set one.",
        "Sprawa w `{name}` nigdy się nie skończy. Skieruj ją do statusu, który kończy, lub pozwól go ustawić agentom.",
    ),
    "loop_without_bound": warning(
        "While nobody answers, this goes on for ever: {loop}. Add a counter to one of its statuses.",
        "Dopóki nikt nie odbiera, trwa to bez końca: {loop}. Dodaj licznik do jednego ze statusów.",
    ),
    "counter_to_itself": Sentence(
        "Over its limit the counter of `{name}` leads back to `{name}`. Lead it to another status.",
        "Po przekroczeniu licznik `{name}` prowadzi z powrotem do `{name}`. Skieruj go do innego statusu.",
    ),
    "field_for_agents": Sentence(
        "Only the system sets `{name}`, so `{field}` has no effect. Remove it, or let agents set the status.",
        "`{name}` ustawia tylko system, więc `{field}` nie działa. Usuń je albo udostępnij status agentom.",
    ),
    "latest_before_callback": Sentence(
        "The callback comes after {after}, but `latest` allows {latest}. Raise `latest`, or lower `after`.",
        "Powrót następuje po {after}, a `latest` dopuszcza {latest}. Zwiększ `latest` albo zmniejsz `after`.",
    ),
    "warning_before_sla": Sentence(
        "The warning would come before the time begins: the limit is {limit}. Let `warning` be less.",
        "Ostrzeżenie przyszłoby przed początkiem czasu: limit to {limit}. Zmniejsz `warning`.",
    ),
    "terminal_has_term": Sentence(
        "`{name}` ends the case, so no time passes in it. Remove `{field}`, or choose another qualifier.",
        "`{name}` kończy sprawę, więc nie płynie w nim czas. Usuń `{field}` albo wybierz inny kwalifikator.",
    ),
    "term_never": Sentence(
        "This time never comes: `{term}` ends the stay after {limit}. Let it be shorter, or remove it.",
        "Ten czas nie nadejdzie: `{term}` kończy pobyt po {limit}. Skróć go albo usuń.",
    ),
    "action_never": Sentence(
        "This action never runs: `{term}` ends the stay after {limit}. Shorten its delay, or add `keep: true`.",
        "Ta akcja nie ruszy: `{term}` kończy pobyt po {limit}. Skróć opóźnienie albo dodaj `keep: true`.",
    ),
    "callback_never": warning(
        "Nobody calls back: `{term}` ends the stay after {limit}. Let `after` be shorter, or the term longer.",
        "Nikt nie oddzwoni: `{term}` kończy pobyt po {limit}. Skróć `after` albo wydłuż ten czas.",
    ),
    "move_stays_open": warning(
        "The record goes on in `{campaign}` and stays open here too, so both campaigns call."
        " Lead on_success to a status that ends the case, or use `copy`.",
        "Rekord przechodzi do `{campaign}`, a tu pozostaje otwarty, więc dzwonić będą obie kampanie."
        " Skieruj on_success do statusu, który kończy sprawę, albo użyj `copy`.",
    ),
    "success_twice": warning(
        "The success was credited in `{first}` already, so `{name}` credits nothing. Remove the credit from one.",
        "Sukces naliczono już w `{first}`, więc `{name}` niczego nie nalicza. Usuń naliczanie z jednego z nich.",
    ),
    "revoke_without_success": warning(
        "No case comes to `{name}` with a success, so there is none to revoke. Choose `terminal`, or credit one.",
        "Do `{name}` nie trafia sprawa z sukcesem, więc nie ma czego cofać. Wybierz `terminal` albo nalicz sukces.",
    ),
    "answer_twice": Sentence(
        "This answer already leads on by the entry {first} of this list. Remove one of them.",
        "Ta odpowiedź już prowadzi dalej przez pozycję {first} tej listy. Usuń jedną z nich.",
    ),
    "at_past": notice(
        "This moment has passed, so the callback is due at once. Write a later one, or let it be relative.",
        "Ten moment już minął, więc powrót nastąpi od razu. Podaj późniejszy albo wybierz czas względny.",
    ),
    "at_far": warning(
        "This moment is more than a year ahead. Check the year.",
        "Ten moment jest za ponad rok. Sprawdź rok.",
    ),
}
