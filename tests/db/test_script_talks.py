"""An agent who talked along a script has said what became of the case, if the answers say so."""

from typing import Any

import pytest
from office import Office, canonical

from db import scripts
from db import tables as t
from db.scripts import ScriptRef
from domain.access import Role, Who
from domain.ids import AgentId

SCRIPT: dict[str, Any] = {
    "script": "rozmowa",
    "results": {"wynik": ["odmowa", "namysl"]},
    "questions": {
        "wynik": {"type": "choice", "choices": {"odmowa": "Nie", "namysl": "Namysł"}, "result": "wynik"}
    },
}
EDGE = {"script": "rozmowa", "field": "wynik", "value": "odmowa", "then": "odmowa"}
PROCESS: dict[str, Any] = {
    "process": "rozmowy",
    "statuses": {"nowy": {"initial": True, "on_script": [EDGE]}, "odmowa": {"qualifier": "terminal"}},
}


async def publish(office: Office) -> None:
    """The script, and a process mapped on it for new cases."""
    now = office.clock()
    async with office.database.unit() as session:
        await session.put(
            t.GraphDocument(hash="s1", kind="script", body=canonical(SCRIPT), created_at=now),
            t.GraphDocument(hash="ps1", kind="process", body=canonical(PROCESS), created_at=now),
            t.GraphVersion(
                id="v1",
                kind="script",
                name="rozmowa",
                number=1,
                title="",
                hash="s1",
                text="",
                published_at=now,
                published_by="system",
            ),
        )
    document = office.document([]) | {"scripts": {"call": "rozmowa"}}
    await office.set(t.Campaign, office.campaign, process_hash="ps1", document=document, etag=2)


async def submit(office: Office, agent: AgentId, case: str, answer: str) -> None:
    who = Who(agent, "Anna", "anna@example.com", "pl", frozenset({Role.AGENT}))
    ref = ScriptRef(who, case)
    await office.database.run(lambda session: scripts.save(session, ref, {"wynik": answer}, None))
    await office.database.run(lambda session: scripts.submit(session, ref, 1))


@pytest.mark.parametrize(("answer", "unhandled"), [("odmowa", False), ("namysl", True)])
async def test_case_is_handled_when_the_answers_of_the_talk_decide(
    office: Office, answer: str, unhandled: bool
):
    await publish(office)
    agent = await office.hire()
    call, _ = await office.talk()
    case = (await office.get(t.Call, call)).case_id
    assert case is not None
    await submit(office, agent, case, answer)
    assert office.told(f"case-{case}") == ([] if unhandled else ["fact"])
    await office.hang_up(call)
    await office.presence.end_wrap_up(agent)
    assert (await office.get(t.Case, case)).unhandled_by == (agent if unhandled else None)
    (answers,) = await office.all(t.ScriptAnswers)
    assert (answers.call_id, answers.by, answers.results) == (call, agent, {"wynik": answer})
