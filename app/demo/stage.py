"""Knows how the demo's contact center is set up through the API, so often as one likes with the same result."""

from dataclasses import dataclass
from typing import Any

from app.client import Api
from app.demo.cast import Cast, cast_of, document
from app.publishing import publish
from app.settings import Language
from graphs import check


@dataclass(frozen=True, slots=True)
class Stage:
    """The campaign as it stands, and the agent who works in it."""

    cast: Cast
    campaign: str
    campaign_id: str
    agent_id: str


def set_stage(api: Api, language: Language) -> Stage:
    """Make what is missing of users, numbers, templates, graphs and campaign; the campaign is on afterwards."""
    cast = cast_of(language)
    agent_id = _agent(api, cast)
    if cast.number not in _listed(api, "/numbers", "number"):
        api.post("/numbers", {"number": cast.number})
    template = cast.mail.model_dump()
    known = api.find(f"/templates/{cast.mail.name}")
    if known is None or any(known.body[name] != value for name, value in template.items()):
        api.post("/templates", template)
    for kind in ("process", "ivr", "campaign"):
        _publish(api, document(language, kind))
    campaign = f"demo-{language}"
    started = api.post(f"/campaigns/{campaign}/start").body
    return Stage(cast, campaign, started["id"], agent_id)


def _agent(api: Api, cast: Cast) -> str:
    found: list[dict[str, Any]] = api.get(f"/users?q={cast.agent.email}").body["items"]
    if found:
        return found[0]["id"]
    person = {"email": cast.agent.email, "name": cast.agent.name, "roles": ["agent"]}
    return api.post("/users", person).body["id"]


def _publish(api: Api, text: str) -> None:
    """A document that stands as it is makes no new version."""
    checked = check(text)
    if checked.kind == "campaign":
        present = api.find(f"/campaigns/{checked.name}")
        same = present is not None and present.body["text"] == text
    else:
        same = _newest_text(api, f"/graphs/{checked.kind}/{checked.name}") == text
    if not same:
        publish(api, checked, text)


def _newest_text(api: Api, path: str) -> str | None:
    graph = api.find(path)
    number: int | None = None if graph is None else graph.body["number"]
    return api.get(f"{path}/versions/{number}").body["text"] if number else None


def _listed(api: Api, path: str, name: str) -> set[str]:
    items: list[dict[str, Any]] = api.get(f"{path}?limit=500").body["items"]
    return {item[name] for item in items}
