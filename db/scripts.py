"""Knows which script a case asks for now, the draft of its answers, and what comes of a submitted one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlmodel import col, select

from db import graphs
from db.attempts import tell_case
from db.case_changes import call_of
from db.conflicts import check_etag
from db.letters import context_of
from db.opening import tell_screens
from db.rules import process_of, rules_of_campaign
from db.scopes import work_in_sight
from db.script_views import ScriptView, Submission, Talk, shown
from db.session import Session
from db.tables import Campaign, Case, ScriptAnswers, User
from domain.access import Who
from domain.cases import CaseFact
from domain.errors import Invalid, NotFound, Refused
from domain.qualifiers import Lifecycle
from domain.record_fields import Value
from graphs.process.compiled import Edge
from graphs.script import Script, State, accepted, answer, compile_script, missing_problem

_scripts: dict[str, Script] = {}
"""By content hash: the same hash is the same script for ever."""


class ScriptNotBegun(Refused):
    """Nothing has been answered in this script since it was last submitted."""

    code = "script_not_begun"
    message_pl = "Od ostatniego wysłania tego skryptu na nic w nim nie odpowiedziano."


@dataclass(frozen=True, slots=True)
class ScriptRef:
    """Which script is meant, and who means it; without a name, the one that the case asks for now."""

    who: Who
    case_id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What lies before the agent: a case, the version of its script, the draft of the answers."""

    case: Case
    campaign: Campaign
    script: Script
    hash: str
    draft: ScriptAnswers | None

    @property
    def answers(self) -> dict[str, Value]:
        return {} if self.draft is None else self.draft.answers


async def fields(session: Session) -> dict[str, Mapping[str, tuple[str, ...]]]:
    """The fields of the newest version of each script with their values: what statuses may be mapped on."""
    newest = await graphs.newest_hashes(session, "script")
    return {name: (await _compiled(session, found)).results for name, found in newest.items()}


async def read(session: Session, ref: ScriptRef) -> ScriptView:
    """The script of a case, and where its talk stands."""
    return await _view(session, ref.who, await _desk(session, ref, lock=False))


async def save(
    session: Session, ref: ScriptRef, given: Mapping[str, object], if_match: int | None
) -> ScriptView:
    """Keep these answers in the draft (None or blank takes one back); `Invalid` with all that are wrong."""
    desk = await _desk(session, ref, lock=True)
    if desk.draft is not None or if_match:
        await _refuse_lost_race(session, ref, desk, if_match)
    answers, problems = accepted(desk.script, given)
    if problems:
        raise Invalid(problems)
    merged = {name: value for name, value in {**desk.answers, **answers}.items() if value is not None}
    draft = desk.draft or _new_draft(session, desk)
    draft.answers, draft.etag = merged, draft.etag + 1
    draft.by, draft.updated_at = ref.who.user_id, session.now
    await session.put(draft)
    return await _view(session, ref.who, replace(desk, draft=draft))


async def submit(session: Session, ref: ScriptRef, if_match: int | None) -> ScriptView:
    """Submit the draft; `Invalid` names every answer that is missing. The case hears which fields were set."""
    desk = await _desk(session, ref, lock=True)
    if if_match is not None:
        await _refuse_lost_race(session, ref, desk, if_match)
    state = answer(desk.script, desk.answers)
    if state.missing:
        raise Invalid([missing_problem(desk.script.questions[name]) for name in state.missing])
    if desk.draft is None:
        raise ScriptNotBegun
    await _submitted(session, ref.who, desk, state)
    return await _view(session, ref.who, replace(desk, draft=None))


async def _submitted(session: Session, who: Who, desk: _Desk, state: State) -> None:
    process, case, draft = await process_of(session, desk.case.process_hash), desk.case, desk.draft
    assert draft is not None
    call = await call_of(session, who, case.id)
    heard = [
        (desk.script.name, field, value)
        for field, value in state.results.items()
        if any((desk.script.name, field, value) in node.on_script for node in process.nodes.values())
    ]
    ways = process.nodes[case.status].on_script
    draft.answers, draft.results = dict(state.answers), dict(state.results)
    draft.by, draft.call_id = who.user_id, call and call.id
    draft.decides = any(isinstance(ways.get(answered), Edge) for answered in heard)
    draft.submitted_at = draft.updated_at = session.now
    await session.put(draft)
    for script, field, value in heard:
        data = {"script": script, "field": field, "value": value}
        fact = CaseFact("script", f"script/{draft.id}/{field}", session.now, data=data)
        tell_case(session, case.id, fact)
    tell_screens(session, case, "script_submitted")


def _new_draft(session: Session, desk: _Desk) -> ScriptAnswers:
    return ScriptAnswers(
        id=session.new_id(),
        case_id=desk.case.id,
        script=desk.script.name,
        script_hash=desk.hash,
        by="",
        etag=0,
        created_at=session.now,
        updated_at=session.now,
    )


async def _desk(session: Session, ref: ScriptRef, *, lock: bool) -> _Desk:
    """The draft stays with the version of the script with which it began; a new one begins with the newest."""
    found = await session.exec(
        select(Case, Campaign)
        .join(Campaign, col(Campaign.id) == Case.campaign_id)
        .where(Case.id == ref.case_id, work_in_sight(col(Case.campaign_id), ref.who))
    )
    case, campaign = found.first() or (None, None)
    if case is None or campaign is None:
        raise NotFound(kind="case", name=ref.case_id)
    name = await _name(session, case, campaign, ref.name)
    mine = (ScriptAnswers.case_id == case.id, ScriptAnswers.script == name)
    open_draft = select(ScriptAnswers).where(*mine, col(ScriptAnswers.submitted_at).is_(None))
    draft = (await session.exec(open_draft.with_for_update() if lock else open_draft)).first()
    graph_hash = draft.script_hash if draft is not None else await _newest(session, name)
    return _Desk(case, campaign, await _compiled(session, graph_hash), graph_hash, draft)


async def _name(session: Session, case: Case, campaign: Campaign, asked: str | None) -> str:
    """The script of the campaign, or while a confirmation is due that of the status or of confirmations."""
    node = (await process_of(session, case.process_hash)).nodes[case.status]
    scripts = rules_of_campaign(campaign).scripts
    confirmation = node.script or scripts.confirmation
    confirms = case.lifecycle == Lifecycle.CONFIRM.value
    name = asked or (confirmation if confirms else scripts.call)
    if name is None or name not in (node.script, scripts.confirmation, scripts.call):
        raise NotFound(kind="script", name=asked or f"of {campaign.name}")
    return name


async def _newest(session: Session, name: str) -> str:
    return (await graphs.version(session, "script", name)).version.hash


async def _compiled(session: Session, graph_hash: str) -> Script:
    found = _scripts.get(graph_hash)
    if found is None:
        found = _scripts[graph_hash] = compile_script(await graphs.document(session, graph_hash))
    return found


async def _refuse_lost_race(session: Session, ref: ScriptRef, desk: _Desk, if_match: int | None) -> None:
    present = 0 if desk.draft is None else desk.draft.etag
    check_etag(present, if_match, await _view(session, ref.who, desk))


async def _view(session: Session, who: Who, desk: _Desk) -> ScriptView:
    context = await context_of(session, desk.case, desk.campaign)
    draft = desk.draft
    talk = Talk(
        case_id=desk.case.id,
        script=desk.script,
        hash=desk.hash,
        answers=desk.answers,
        etag=0 if draft is None else draft.etag,
        updated_at=None if draft is None else draft.updated_at,
        submitted=await _last(session, desk),
    )
    return shown(talk, {**context, "agent": {"name": who.name}})


async def _last(session: Session, desk: _Desk) -> Submission | None:
    query = (
        select(ScriptAnswers, User.name)
        .join(User, col(User.id) == ScriptAnswers.by)
        .where(ScriptAnswers.case_id == desk.case.id, ScriptAnswers.script == desk.script.name)
        .where(col(ScriptAnswers.submitted_at).is_not(None))
        .order_by(col(ScriptAnswers.submitted_at).desc())
    )
    found = (await session.exec(query.limit(1))).first()
    if found is None or found[0].submitted_at is None:
        return None
    row, name = found
    return Submission(found[0].submitted_at, row.by, name, row.answers, row.results)
