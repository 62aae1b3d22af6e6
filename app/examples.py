"""Knows the example processes, and how each comes to a server with all that it names, as often as one likes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from app.client import Api
from app.documents import Documents
from app.publishing import in_order, publish
from app.scenarios import Rehearsal, processes_with_scenarios, rehearse_files
from graphs import Checked, check

_FOLDER = Path(__file__).parents[1] / "examples" / "processes"
_PARTS = ("templates.yaml", "services.yaml")


def names() -> list[str]:
    """The folders of the examples."""
    return sorted(folder.name for folder in _FOLDER.iterdir() if folder.is_dir())


def what_differs(api: Api, names: Sequence[str], *, campaign: bool = True) -> Documents:
    """The documents of these examples that differ from what is there; what they name is put there by then.

    Services and campaigns that exist are left as they are: their owners have changed them.
    """
    for name in names:
        _put_services(api, name)
        put_templates(api, _parts(name, "templates.yaml"))
    documents = in_order({file: found for name in names for file, found in _documents(name).items()})
    news = {file: found for file, found in documents.items() if _is_news(api, found, campaign=campaign)}
    for _, checked in news.values():
        put_numbers(api, (checked.canonical or {}).get("numbers", ()))
    return news


def missing(api: Api) -> list[str]:
    """The examples whose process is not there."""
    return [name for name in names() if api.find(f"/graphs/process/{_process(name)}") is None]


def rehearsals() -> Iterator[Rehearsal]:
    """The stories of each example, played on its process."""
    for name in names():
        for canonical, files in processes_with_scenarios(_documents(name)):
            yield rehearse_files(canonical, files)


def publish_changed(api: Api, checked: Checked, text: str) -> None:
    """A document that stands as it is makes no new version."""
    if _present_text(api, checked) != text:
        publish(api, [(text, checked)])


def put_templates(api: Api, templates: list[dict[str, str]]) -> None:
    """Templates whose version in force is another."""
    present: list[dict[str, Any]] = api.get("/templates?limit=500").body["items"]
    known = {item["name"]: item for item in present}
    for template in templates:
        whole = {"channel": "mail", "effect_class": "transactional", **template}
        found = known.get(template["name"], {})
        if any(found.get(field) != value for field, value in whole.items()):
            api.post("/templates", whole)


def put_numbers(api: Api, numbers: list[str]) -> None:
    """Numbers of ours that are not known yet."""
    items: list[dict[str, Any]] = api.get("/numbers?limit=500").body["items"]
    known = {item["number"] for item in items}
    for number in numbers:
        if number not in known:
            api.post("/numbers", {"number": number})


def _process(name: str) -> str | None:
    return next(checked.name for _, checked in _documents(name).values() if checked.kind == "process")


def _documents(name: str) -> Documents:
    files = (file for file in sorted((_FOLDER / name).glob("*.yaml")) if file.name not in _PARTS)
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    return {file: (text, check(text)) for file, text in texts.items()}


def _is_news(api: Api, found: tuple[str, Checked], *, campaign: bool) -> bool:
    text, checked = found
    if checked.kind == "campaign":
        return campaign and api.find(f"/campaigns/{checked.name}") is None
    return _present_text(api, checked) != text


def _present_text(api: Api, checked: Checked) -> str | None:
    path = f"/graphs/{checked.kind}/{checked.name}"
    match checked.kind:
        case "campaign":
            path = f"/campaigns/{checked.name}"
        case "scenarios":
            path = f"/graphs/process/{checked.name}/scenarios"
        case _:
            graph = api.find(path)
            number = graph and graph.body["number"]
            path = f"{path}/versions/{number}" if number else ""
    present = api.find(path) if path else None
    return present and present.body["text"]


def _put_services(api: Api, name: str) -> None:
    for service in _parts(name, "services.yaml"):
        path = f"/services/{service.pop('name')}"
        if api.find(path) is None:
            api.put(path, service)


def _parts(name: str, file: str) -> list[dict[str, Any]]:
    path = _FOLDER / name / file
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) if path.exists() else []
