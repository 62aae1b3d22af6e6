"""Knows how a document comes to the server: a graph as a new version, others in their place."""

from app.client import Api
from graphs import Checked


def publish(api: Api, checked: Checked, text: str) -> str:
    """Publish a sound document over what is there; one line that tells what it became."""
    if checked.kind == "scenarios":
        return _put_scenarios(api, f"/graphs/process/{checked.name}/scenarios", text)
    if checked.kind == "campaign":
        return _put_campaign(api, f"/campaigns/{checked.name}", text)
    return _publish_graph(api, f"/graphs/{checked.kind}/{checked.name}", text)


def _put_campaign(api: Api, path: str, text: str) -> str:
    present = api.find(path)
    put = api.put_document(path, text, present and present.etag).body
    return f"campaign {put['name']}: {put['etag']}"


def _put_scenarios(api: Api, path: str, text: str) -> str:
    """They are refused where a process that demands them is published, not here."""
    present = api.find(path)
    put = api.put_document(path, text, present and present.etag).body
    passed = sum(story["passed"] for story in put["stories"])
    return f"scenarios {put['process']}: {put['etag']} ({passed}/{len(put['stories'])})"


def _publish_graph(api: Api, path: str, text: str) -> str:
    draft = api.find(f"{path}/draft")
    api.put_document(f"{path}/draft", text, draft and draft.etag)
    version = api.post(f"{path}/publish").body
    return f"{version['kind']} {version['name']}: {version['number']} ({version['hash'][:12]})"
