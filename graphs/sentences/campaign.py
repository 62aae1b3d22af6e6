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
