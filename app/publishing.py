"""Knows how documents come to the server: all of them or none, each before what names it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from app.client import Api, ApiRefused
from app.documents import Documents, Found
from app.wording import say
from domain.errors import Problem
from graphs import Checked, order

_GRAPHS: Final = ("process", "ivr", "script")


@dataclass(frozen=True, slots=True)
class Published:
    """A document that has come to the server: what it became, and what its campaigns do now."""

    line: str
    answer: Mapping[str, Any]
    sentences: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of publishing came to: everything is published, or nothing, since a document was `refused`."""

    published: Sequence[tuple[Path, Published]] = ()
    refused: tuple[Path, ApiRefused] | None = None
    left: Sequence[Path] = ()


def in_order(documents: Documents) -> Documents:
    """The same documents in the order in which they can be published."""
    found = {file: checked for file, (_, checked) in documents.items()}
    return {file: documents[file] for file in order.in_order(found)}


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
    """Publish all of them over what is there, or none."""
    try:
        became = publish(api, documents.values())
    except ApiRefused as refused:
        named = {f"{checked.kind} {checked.name}": file for file, (_, checked) in documents.items()}
        file = named.get(str(refused.data.get("document")), next(iter(documents)))
        return Run((), (file, refused), tuple(documents))
    return Run(tuple(zip(documents, became, strict=True)))


def publish(api: Api, documents: Iterable[tuple[str, Checked]]) -> list[Published]:
    """What sound documents became, in one transaction of the server."""
    pairs = list(documents)
    if not pairs:
        return []
    sent = [{"text": text, "etag": _present(api, checked)} for text, checked in pairs]
    answers = api.post("/graphs/publish", {"documents": sent}).body
    return [_published(checked, answer) for (_, checked), answer in zip(pairs, answers, strict=True)]


def _present(api: Api, checked: Checked) -> int | None:
    """The version of what a document goes over, if there is one."""
    match checked.kind:
        case "campaign":
            path = f"/campaigns/{checked.name}"
        case "scenarios":
            path = f"/graphs/process/{checked.name}/scenarios"
        case _:
            path = f"{_path(checked)}/draft"
    there = api.find(path)
    return there and there.body["etag"]


def _published(checked: Checked, answer: Mapping[str, Any]) -> Published:
    match checked.kind:
        case "campaign":
            return Published(f"campaign {answer['name']}: {answer['etag']}", answer)
        case "scenarios":
            stories = answer["stories"]
            passed = f"{sum(story['passed'] for story in stories)}/{len(stories)}"
            return Published(f"scenarios {answer['process']}: {answer['etag']} ({passed})", answer)
        case _:
            line = f"{answer['kind']} {answer['name']}: {answer['number']} ({answer['hash'][:12]})"
            return Published(line, answer, [use["sentence"] for use in answer["campaigns"]])


def told(run: Run) -> str:
    """That nothing was published, and what was to be."""
    left = ", ".join(map(str, run.left))
    return say(
        f"Nothing was published. That was to be: {left}.", f"Nic nie opublikowano. Miało to być: {left}."
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
