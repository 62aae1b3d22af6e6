"""Knows how an uploaded document is read and checked against everything that exists here."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace

from api import strict_json
from db import graphs, inbound_statuses, lines, networks, scripts, services, templates, users
from db.graphs import Publication
from db.session import Database, Session
from domain.errors import Invalid, Problem
from graphs.checking import Checked, check
from graphs.ivr import compile_ivr
from graphs.known import Known


def text_of(body: bytes, content_type: str) -> str:
    """The document as text; JSON is refused here already when it is not JSON."""
    if content_type.partition(";")[0].strip().lower() == "application/json":
        strict_json.parse(body)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        problem = Problem(
            "encoding_invalid",
            "The document is not UTF-8. Save it as UTF-8 and send it again.",
            "Dokument nie jest w UTF-8. Zapisz go w UTF-8 i wyślij ponownie.",
            line=line,
        )
        raise Invalid([problem]) from None


async def known_names(session: Session) -> Known:
    """Everything that documents may refer to."""
    network = await networks.network(session)
    return Known(
        campaigns=network.campaigns,
        services=await services.names(session),
        now=session.now,
        network=network,
        templates=await templates.hashes(session, "mail"),
        sms_templates=await templates.hashes(session, "sms"),
        prompts={},
        processes=await graphs.newest_hashes(session, "process"),
        ivrs=await graphs.newest_hashes(session, "ivr"),
        scripts=await scripts.fields(session),
        agents=await users.agents_by_email(session),
        numbers=await lines.verified_numbers(session),
        inbound_call_statuses=await inbound_statuses.retirements(session),
    )


async def checked(
    database: Database, text: str, kind: str | None, name: str | None = None, also: Sequence[str] = ()
) -> Checked:
    """All problems of a document; large ones are read in a thread, others are served meanwhile.

    `also`: documents (`kind:name`) that count as being here; what is in a script or a tree among them
    is not known.
    """
    async with database.read() as session:
        known = _with(await known_names(session), also)
    found = await asyncio.to_thread(check, text, kind, known)
    if entered := [tree for tree in found.enters if f"ivr:{tree}" not in also]:
        async with database.read() as session:
            found = await _with_trees(session, text, known, entered)
    if name is None or found.name is None or found.name == name:
        return found
    return replace(found, problems=(*found.problems, _misnamed(found.name, name)), canonical=None, hash=None)


async def checked_in(session: Session, text: str) -> Checked:
    """All problems of a document beside what this session sees, which may have written some of it."""
    known = await known_names(session)
    found = await asyncio.to_thread(check, text, None, known)
    return await _with_trees(session, text, known, found.enters) if found.enters else found


async def _with_trees(session: Session, text: str, known: Known, entered: Collection[str]) -> Checked:
    trees = await graphs.newest_trees(session, entered)
    return await asyncio.to_thread(check, text, "ivr", replace(known, trees=trees))


def _with(known: Known, also: Sequence[str]) -> Known:
    if not also:
        return known
    coming: dict[str, set[str]] = {"campaign": set(), "process": set(), "ivr": set(), "script": set()}
    for named in also:
        kind, _, name = named.partition(":")
        coming.setdefault(kind, set()).add(name)
    return replace(
        known,
        campaigns=coming["campaign"].union(known.campaigns or ()),
        processes=coming["process"].union(known.processes or ()),
        ivrs=coming["ivr"].union(known.ivrs or ()),
        scripts=None if coming["script"] else known.scripts,
    )


def publication(text: str, found: Checked) -> Publication:
    """What is to be published; `Invalid` with all problems while one of them is an error."""
    if found.canonical is None or found.hash is None or found.kind is None or found.name is None:
        raise Invalid(found.problems)
    prompts = compile_ivr(found.canonical).prompts if found.kind == "ivr" else ()
    return Publication(
        kind=found.kind,
        name=found.name,
        title=found.title or found.name,
        text=text,
        canonical=found.canonical,
        hash=found.hash,
        prompts=prompts,
    )


def _misnamed(found: str, expected: str) -> Problem:
    return Problem(
        "name_mismatch",
        f"The document is named `{found[:80]}`, but it was sent as `{expected}`. Use one name.",
        f"Dokument nazywa się `{found[:80]}`, a wysłano go jako `{expected}`. Użyj jednej nazwy.",
        line=1,
        column=1,
    )
