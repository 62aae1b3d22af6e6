"""Knows how documents come to the server: in the order in which they need each other, and as much at once as can be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from app.client import Api, ApiRefused
from app.documents import Documents, Found
from app.wording import say
from domain.errors import Problem
from graphs import Checked

_ORDER: Final = ("script", "ivr", "scenarios", "process", "campaign")
"""What is named stands before what names it; scenarios before the process that may demand them."""
_GRAPHS: Final = ("process", "ivr", "script")


@dataclass(frozen=True, slots=True)
class Published:
    """A document that has come to the server: what it became, and what its campaigns do now."""

    line: str
    answer: Mapping[str, Any]
    sentences: Sequence[str] = ()


@dataclass(slots=True)
class Run:
    """What a run of publishing came to; `refused`: where and why it stopped, with what had not yet been published."""

    published: list[tuple[Path, Published]] = field(default_factory=list[tuple[Path, Published]])
    refused: tuple[Path, ApiRefused] | None = None
    left: list[Path] = field(default_factory=list[Path])


def in_order(documents: Documents) -> Documents:
    """The same documents in the order in which they can be published: a tree before those that enter it.

    They are sound together, so that no trees enter each other in a circle.
    """
    enters = {found.name or "": found.enters for _, found in documents.values() if found.kind == "ivr"}
    trees = list(TopologicalSorter(enters).static_order())

    def place(item: tuple[Path, tuple[str, Checked]]) -> tuple[int, int]:
        found = item[1][1]
        return _ORDER.index(found.kind or ""), trees.index(found.name or "") if found.kind == "ivr" else 0

    return dict(sorted(documents.items(), key=place))


def problems_there(api: Api, documents: Documents) -> list[Found]:
    """What the server finds in each document beside all that it has; names that come along count as known."""
    named = [
        f"{checked.kind}:{checked.name}" for _, checked in documents.values() if checked.name is not None
    ]
    also = "&".join(f"also={quote(name)}" for name in named) if len(documents) > 1 else ""
    found: list[Found] = []
    for file, (text, checked) in documents.items():
        path = f"/graphs/check?{also}"
        there = checked.kind != "scenarios"
        found.append((file, api.post_document(path, text).problems if there else checked.problems))
    return found


def save_drafts(api: Api, documents: Documents) -> None:
    """Save what is not there yet: a draft that was approved of stays as it is."""
    for text, checked in documents.values():
        if checked.kind in _GRAPHS:
            save_draft(api, _path(checked), text)


def save_draft(api: Api, path: str, text: str) -> None:
    draft = api.find(f"{path}/draft")
    if draft is None or draft.body["text"] != text:
        api.put_document(f"{path}/draft", text, draft and draft.etag)


def unreviewed(api: Api, documents: Documents) -> list[Found]:
    """A problem for each draft that needs the approval of somebody else and has not got it."""
    found: list[Found] = []
    for file, (_, checked) in documents.items():
        if checked.kind not in _GRAPHS:
            continue
        path = _path(checked)
        review = api.get(f"{path}/draft/review").body
        if review["needed"] and not review["approved"] and _is_news(api, path):
            found.append((file, [_to_review(file, review["authors"])]))
    return found


def publish_all(api: Api, documents: Documents) -> Run:
    """Publish in this order, up to the first that the server refuses."""
    run, files = Run(), list(documents)
    for index, (file, (text, checked)) in enumerate(documents.items()):
        try:
            run.published.append((file, publish(api, checked, text)))
        except ApiRefused as refused:
            run.refused, run.left = (file, refused), files[index:]
            break
    return run


def publish(api: Api, checked: Checked, text: str) -> Published:
    """Publish a sound document over what is there."""
    if checked.kind == "scenarios":
        return _put_scenarios(api, f"/graphs/process/{checked.name}/scenarios", text)
    if checked.kind == "campaign":
        return _put_campaign(api, f"/campaigns/{checked.name}", text)
    return _publish_graph(api, _path(checked), text)


def _put_campaign(api: Api, path: str, text: str) -> Published:
    present = api.find(path)
    put = api.put_document(path, text, present and present.etag).body
    return Published(f"campaign {put['name']}: {put['etag']}", put)


def _put_scenarios(api: Api, path: str, text: str) -> Published:
    """They are refused where a process that demands them is published, not here."""
    present = api.find(path)
    put = api.put_document(path, text, present and present.etag).body
    passed = sum(story["passed"] for story in put["stories"])
    return Published(f"scenarios {put['process']}: {put['etag']} ({passed}/{len(put['stories'])})", put)


def _publish_graph(api: Api, path: str, text: str) -> Published:
    save_draft(api, path, text)
    version = api.post(f"{path}/publish").body
    line = f"{version['kind']} {version['name']}: {version['number']} ({version['hash'][:12]})"
    return Published(line, version, [use["sentence"] for use in version["campaigns"]])


def told(run: Run) -> Iterator[str]:
    """What was published and what was not, where a run stopped on its way."""
    done = ", ".join(str(file) for file, _ in run.published) or "–"
    left = ", ".join(map(str, run.left))
    yield say(
        f"Published: {done}. Not published: {left}.", f"Opublikowano: {done}. Nie opublikowano: {left}."
    )


def _path(checked: Checked) -> str:
    return f"/graphs/{checked.kind}/{checked.name}"


def _is_news(api: Api, path: str) -> bool:
    """Whether the draft says anything that is not published."""
    graph = api.get(path).body
    return not graph["number"] or bool(api.get(f"{path}/diff?to=draft").body["changes"])


def _to_review(file: Path, authors: Sequence[str]) -> Problem:
    names = ", ".join(authors) or "–"
    return Problem(
        "review_needed",
        f"Its draft is saved, but another designer than {names} must approve of it: centralka graphs review {file}",
        f"Szkic zapisano, ale musi go zatwierdzić inny projektant niż {names}: centralka graphs review {file}",
        line=1,
        column=1,
    )
