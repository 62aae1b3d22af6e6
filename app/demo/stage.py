"""Knows how the demo's contact center is set up through the API, so often as one likes with the same result."""

from dataclasses import dataclass
from typing import Any, Final

from app.client import Api
from app.demo.cast import Cast, cast, document
from app.examples import missing, publish_changed, put_numbers, what_differs
from app.publishing import publish
from graphs import check

CAMPAIGN: Final = "demo"


@dataclass(frozen=True, slots=True)
class Stage:
    """The campaign as it stands, and the agent who works in it."""

    cast: Cast
    campaign: str
    campaign_id: str
    agent_id: str


def set_stage(api: Api) -> Stage:
    """Make what is missing of users, numbers, graphs and campaign; the campaign is on afterwards."""
    played = cast()
    agent_id = _agent(api, played)
    put_numbers(api, [played.number])
    publish(api, what_differs(api, missing(api), campaign=False).values())
    for kind in ("ivr", "campaign"):
        text = document(kind)
        publish_changed(api, check(text), text)
    started = api.post(f"/campaigns/{CAMPAIGN}/start").body
    return Stage(played, CAMPAIGN, started["id"], agent_id)


def _agent(api: Api, played: Cast) -> str:
    found: list[dict[str, Any]] = api.get(f"/users?q={played.agent.email}").body["items"]
    if found:
        return found[0]["id"]
    person = {"email": played.agent.email, "name": played.agent.name, "roles": ["agent"]}
    return api.post("/users", person).body["id"]
