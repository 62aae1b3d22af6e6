"""Knows who wrote a draft and who else has approved it: what four eyes see before it is published (NEW-18)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from db import audits
from db.conflicts import check_etag
from db.session import Session
from db.tables import Draft, DraftHand, GraphDocument, GraphVersion, User
from domain.access import Who
from domain.errors import Conflict, NotFound

RULE: Final = "review"
"""The key of a document that demands a second person."""
Ref = tuple[str, str]
"""Kind and name of a draft."""


class ReviewNeeded(Conflict):
    """Another designer must approve this draft before it is published; {state}"""

    code = "review_needed"
    message_pl = "Przed publikacją ten szkic musi zatwierdzić inny projektant; {state_pl}"


class OwnDraft(Conflict):
    """You wrote this draft or a part of it. Ask another designer to review it."""

    code = "own_draft"
    message_pl = "To Twój szkic lub jego część. Poproś o zatwierdzenie innego projektanta."


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reviewer said of the draft; `stale`: of an earlier state of it, so that it does not count."""

    by: str
    approves: bool
    note: str
    at: datetime
    stale: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """`approved`: somebody other than its `authors` approves of the draft as it is, and nobody rejects it."""

    kind: str
    name: str
    etag: int
    needed: bool
    approved: bool
    authors: list[str]
    opinions: list[Opinion]


@dataclass(frozen=True, slots=True)
class Verdict:
    approves: bool
    note: str


async def read(session: Session, ref: Ref, *, needed: bool) -> ReviewView:
    """What has been said of a draft; `needed`: whether the installation or the draft itself demands it."""
    kind, name = ref
    draft = await _draft(session, ref)
    query = select(DraftHand, User.name).join(User, col(User.id) == DraftHand.user_id)
    mine = query.where(DraftHand.kind == kind, DraftHand.name == name).order_by(col(DraftHand.at))
    hands = (await session.exec(mine)).all()
    opinions = [
        Opinion(by, hand.approves, hand.note, hand.at, stale=hand.etag != draft.etag)
        for hand, by in hands
        if hand.etag is not None and not hand.wrote
    ]
    fresh = [opinion.approves for opinion in opinions if not opinion.stale]
    return ReviewView(
        kind=kind,
        name=name,
        etag=draft.etag,
        needed=needed or await _demanded(session, ref),
        approved=bool(fresh) and all(fresh),
        authors=[by for hand, by in hands if hand.wrote],
        opinions=opinions,
    )


async def review(session: Session, who: Who, ref: Ref, verdict: Verdict, if_match: int | None) -> None:
    """Approve of a draft as it was read, or reject it; who wrote any of it since the last version may not."""
    kind, name = ref
    draft = await _draft(session, ref, lock=True)
    check_etag(draft.etag, if_match, await read(session, ref, needed=False))
    hand = await _hand(session, who, ref)
    if hand.wrote:
        raise OwnDraft
    hand.etag, hand.approves, hand.note, hand.at = draft.etag, verdict.approves, verdict.note, session.now
    await session.put(hand)
    word = "draft.approved" if verdict.approves else "draft.rejected"
    audits.note(session, who, word, f"{kind}/{name}", etag=draft.etag)


async def wrote(session: Session, who: Who, ref: Ref) -> None:
    """This person has changed the draft; what was said of it before is stale by its etag."""
    hand = await _hand(session, who, ref)
    hand.wrote, hand.at = True, session.now
    await session.put(hand)


async def demand(session: Session, ref: Ref, etag: int, *, needed: bool) -> None:
    """Refuse to publish the draft of this etag while a second person is needed and has not approved of it."""
    found = await read(session, ref, needed=needed)
    if not found.needed or (found.approved and found.etag == etag):
        return
    rejected = [opinion.by for opinion in found.opinions if not (opinion.approves or opinion.stale)]
    if rejected:
        names = ", ".join(rejected)
        raise ReviewNeeded(state=f"it is rejected by {names}.", state_pl=f"odrzuca go {names}.")
    authors = ", ".join(found.authors) or "–"
    raise ReviewNeeded(
        state=f"it was written by {authors}. POST …/draft/review, or `centralka graphs review FILE`.",
        state_pl=f"napisał go {authors}. POST …/draft/review albo `centralka graphs review PLIK`.",
    )


async def settle(session: Session, ref: Ref) -> None:
    """The draft is what is published: who writes next begins a new one."""
    kind, name = ref
    hands = select(DraftHand).where(DraftHand.kind == kind, DraftHand.name == name)
    for hand in (await session.exec(hands)).all():
        await session.delete(hand)
    await session.flush()


async def _demanded(session: Session, ref: Ref) -> bool:
    """The version in force demands it: a draft cannot lift what it is held to by itself."""
    kind, name = ref
    newest = (
        select(GraphDocument)
        .join(GraphVersion, col(GraphVersion.hash) == GraphDocument.hash)
        .where(GraphVersion.kind == kind, GraphVersion.name == name)
        .order_by(col(GraphVersion.number).desc())
    )
    found = (await session.exec(newest.limit(1))).first()
    return found is not None and RULE in found.body


async def _draft(session: Session, ref: Ref, *, lock: bool = False) -> Draft:
    draft = await session.get(Draft, ref, with_for_update=lock)
    if draft is None:
        raise NotFound(kind=f"draft of {ref[0]}", name=ref[1])
    return draft


async def _hand(session: Session, who: Who, ref: Ref) -> DraftHand:
    kind, name = ref
    found = await session.get(DraftHand, (kind, name, who.user_id))
    return found or DraftHand(kind=kind, name=name, user_id=who.user_id, at=session.now)
