"""Knows what is said about a campaign."""

from graphs.sentences.wording import Sentence

CAMPAIGN = {
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
    "campaign_unknown": Sentence(
        "There is no campaign `{name}`.{hint} Create it first, or name another.",
        "Nie ma kampanii `{name}`.{hint_pl} Najpierw ją utwórz albo podaj inną.",
    ),
    "script_unknown": Sentence(
        "There is no script `{name}`.{hint} Publish it first, or name another.",
        "Nie ma skryptu `{name}`.{hint_pl} Najpierw go opublikuj albo podaj inny.",
    ),
    "number_twice": Sentence(
        "The number {name} stands here twice. Remove one.", "Numer {name} występuje tu dwa razy. Usuń jeden."
    ),
    "channel_twice": Sentence(
        "The channel {name} stands here twice. Remove one.", "Kanał {name} występuje tu dwa razy. Usuń jeden."
    ),
    "channel_without_calls": Sentence(
        "`{field}` is for calls, and the channel `call` is not active. Add it to `channels`, or remove this.",
        "`{field}` dotyczy połączeń, a kanał `call` nie jest włączony. Dodaj go do `channels` albo usuń to.",
    ),
    "member_twice": Sentence(
        "The agent {name} stands here twice. Remove one.", "Agent {name} występuje tu dwa razy. Usuń jednego."
    ),
    "caller_id_not_verified": Sentence(
        "{name} is not a number of ours, so it must not be shown to customers. Choose one of: {known}.",
        "{name} nie jest naszym numerem, więc nie wolno go pokazywać klientom. Wybierz jeden z: {known}.",
    ),
    "field_name_invalid": Sentence(
        "`{value}` cannot be the name of a field. Use 1-64 letters a-z, digits and `_`, a letter first.",
        "`{value}` nie może być nazwą pola. Użyj 1-64 małych liter a-z, cyfr i `_`, najpierw litery.",
    ),
    "file_name_invalid": Sentence(
        "`{value}` cannot be the name of a file. Use letters a-z, digits, `_`, `-`, and of `{time}`, `{campaign}`,"
        " `{number}`, `{fields}`, `{call}` what you want.",
        "`{value}` nie może być nazwą pliku. Użyj liter a-z, cyfr, `_`, `-` oraz wybranych spośród `{time}`,"
        " `{campaign}`, `{number}`, `{fields}`, `{call}`.",
    ),
    "field_of_system": Sentence(
        "`{name}` is in every campaign, as the contact's own. Leave out `type`, `choices` and `editable`"
        " (see `agents_may.edit_contact`).",
        "`{name}` jest w każdej kampanii i należy do kontaktu. Pomiń `type`, `choices` i `editable`"
        " (zob. `agents_may.edit_contact`).",
    ),
    "choices_missing": Sentence(
        "The field `{name}` has nothing to choose from. Write its `choices`.",
        "Pole `{name}` nie ma z czego wybierać. Wpisz jego `choices`.",
    ),
    "choices_not_possible": Sentence(
        "A field of type {type} has no choices. Remove `choices`, or make it `type: choice`.",
        "Pole typu {type} nie ma wyborów. Usuń `choices` albo wpisz `type: choice`.",
    ),
    "choice_twice": Sentence(
        "The choice `{name}` stands here twice. Remove one.",
        "Wybór `{name}` występuje tu dwa razy. Usuń jeden.",
    ),
    "unblock_not_below_limit": Sentence(
        "An agent blocked at {limit} unhandled records would be unblocked at {unblock}. Let `unblock` be less.",
        "Agent zablokowany przy {limit} nieobsłużonych rekordach byłby odblokowany przy {unblock}."
        " Zmniejsz `unblock`.",
    ),
    "latest_invalid": Sentence(
        "`{value}` is neither a time up to 365d, like 30d, nor a day, like 2026-12-31.",
        "`{value}` nie jest czasem do 365d, jak 30d, ani dniem, jak 2026-12-31.",
    ),
    "refused_twice": Sentence(
        "The campaign {name} stands here twice. Remove one.",
        "Kampania {name} występuje tu dwa razy. Usuń jedną.",
    ),
    "refuses_itself": Sentence(
        "A campaign cannot refuse its own records. Remove {name} here.",
        "Kampania nie może odmawiać własnych rekordów. Usuń stąd {name}.",
    ),
    "recall_windows_not_dialled": Sentence(
        "An inbound campaign dials no callbacks. Remove `recall_windows`, or let `direction` be both.",
        "Kampania przychodząca nie oddzwania. Usuń `recall_windows` albo wpisz `direction: both`.",
    ),
    "recall_windows_closed": Sentence(
        "No callback would ever be dialled: these windows and `dial.windows` are never open at the same time.",
        "Nigdy nie byłoby oddzwonień: te okna i `dial.windows` nigdy nie są otwarte jednocześnie.",
    ),
}
