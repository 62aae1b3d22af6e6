"""Knows the calls that play a message: stored as a tree when an action orders one, planned when its campaign may dial.

Such a call is an attempt like those of the dialer, but for the agent: it reserves no seat and tells no outcome. The
effect waits as planned for the windows of the campaign, for another attempt or talk of its case to end, and for a free
place among the `AT_ONCE`; it is settled by the end of its attempt, in the same transaction.
"""

from typing import Any

from sqlmodel import col, func, select

from db.attempts import tell_effect
from db.do_not_call import blocked_case
from db.due import first_number, is_spoken_with
from db.graphs import keep_document
from db.hours import dials_at
from db.rules import process_of, rules_of_campaign
from db.session import Session
from db.tables.campaigns import Campaign
from db.tables.cases import Case, ContactPoint
from db.tables.effects import Attempt, Effect
from domain.effects import EffectState
from domain.ids import GraphHash
from graphs import graph_hash
from graphs.ivr import compile_ivr, message_tree
from graphs.process import cursor_from_json
from graphs.process.actions import CallAndPlay

CALL = "call"
AT_ONCE = 10
"""Messages that one campaign plays at the same time: nobody paces them by the number of free agents."""
BLOCKED, NO_NUMBER, UNKNOWN_RECORDING, LEFT = "do_not_call", "no_number", "prompt_unknown", "status_left"


async def keep_message(session: Session, campaign_id: str, order: CallAndPlay) -> GraphHash | None:
    """Store the tree that says the message, and its text for the switch; None: nobody knows the recording."""
    if order.play is not None and order.audio is None:
        return None
    rules = rules_of_campaign(await session.get_one(Campaign, campaign_id))
    said: dict[str, Any] = order.model_dump(exclude_none=True)
    tree = message_tree(said, rules.language)
    await keep_document(session, "ivr", graph_hash(tree), tree, compile_ivr(tree).prompts)
    return graph_hash(tree)


async def plan_messages(session: Session, campaign: Campaign, node: str) -> list[str]:
    """The attempts for messages of the campaign that may be played now."""
    if not may_play(session, campaign):
        return []
    planned: list[str] = []
    for effect, case in await _orders(session, campaign.id):
        if case.attempt_id is not None:
            continue
        point = await _first_number(session, case)
        if not await _is_wanted(session, effect, case):
            await _give_up(session, effect, EffectState.CANCELLED, LEFT)
        elif point is None or await _is_blocked(session, case):
            await _give_up(session, effect, EffectState.REJECTED, BLOCKED if point else NO_NUMBER)
        else:
            attempt = _attempt(session, effect, campaign, point)
            attempt.node, case.attempt_id = node, attempt.id
            session.add(attempt)
            planned.append(attempt.id)
    await session.flush()
    return planned


def may_play(session: Session, campaign: Campaign) -> bool:
    """On, and within its calling windows, in whatever mode it dials for agents."""
    return campaign.on and dials_at(rules_of_campaign(campaign), session.now, recall=False)


async def _orders(session: Session, campaign_id: str) -> list[tuple[Effect, Case]]:
    """What is planned, as far as there are free places; what others are changing at this moment is left out."""
    query = (
        select(Effect, Case)
        .join(Case, col(Case.id) == col(Effect.case_id))
        .where(
            Effect.campaign_id == campaign_id,
            Effect.kind == CALL,
            Effect.state == EffectState.PLANNED,
            col(Case.attempt_id).is_(None),
            ~is_spoken_with(),
        )
        .order_by(col(Effect.planned_at), col(Effect.key))
        .limit(AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True)
    )
    found = list((await session.exec(query)).all())
    return found[: AT_ONCE - await _open(session, campaign_id)] if found else []


async def _open(session: Session, campaign_id: str) -> int:
    mine = (col(Attempt.campaign_id) == campaign_id, col(Attempt.effect_key).is_not(None))
    query = select(func.count()).where(*mine, col(Attempt.state) != "ended")
    return min((await session.exec(query)).one(), AT_ONCE)


async def _first_number(session: Session, case: Case) -> str | None:
    mine = select(ContactPoint.id).join(Case, first_number()).where(Case.id == case.id)
    return (await session.exec(mine)).first()


async def _is_wanted(session: Session, effect: Effect, case: Case) -> bool:
    """As with an action that waits for its delay: the case stands where it was ordered, or the action says `keep`."""
    status: str = effect.args["status"]
    action: int = effect.args["action"]
    process = await process_of(session, case.process_hash)
    standing = cursor_from_json(case.cursor).standing
    ordered_at = (int(effect.key.split("/")[1]), status)
    if ordered_at in ((standing.entered, case.status), standing.wait):
        return True
    return process.nodes[status].tasks[action].keep


async def _is_blocked(session: Session, case: Case) -> bool:
    found = select(Case.id).where(Case.id == case.id, blocked_case())
    return (await session.exec(found)).first() is not None


async def _give_up(session: Session, effect: Effect, state: EffectState, why: str) -> None:
    """It will never be played: the case has gone on without it, or nobody may be called."""
    effect.state, effect.result, effect.settled_at = state, why, session.now
    session.add(effect)
    if state is EffectState.REJECTED and effect.case_id is not None:
        await tell_effect(session, effect.key, effect.case_id, ok=False)


def _attempt(session: Session, effect: Effect, campaign: Campaign, point: str) -> Attempt:
    return Attempt(
        id=session.new_id(),
        case_id=effect.case_id or "",
        campaign_id=campaign.id,
        contact_point_id=point,
        effect_key=effect.key,
        ivr_hash=effect.args["ivr"],
        node="",
        caller_id=rules_of_campaign(campaign).caller_id or "",
        rule={"document": campaign.etag},
        planned_at=session.now,
    )
