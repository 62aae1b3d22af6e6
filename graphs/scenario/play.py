"""Knows how a story is played step by step, and where it goes otherwise than it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.outcomes import Outcome
from domain.time import after
from graphs.findings import Finding, Loc
from graphs.process import SYSTEM, Contacted, Notified, Process, Refusal, Row, Saved, ScriptAnswered
from graphs.scenario.document import ScenarioDocument, Step
from graphs.scenario.expectations import Seen, otherwise
from graphs.scenario.life import MOST_STEPS, Endless, Life, unborn, world_of
from graphs.scenario.moments import shown

AGENT = "agent"
"""Who saves, where nobody is named."""
_LONGEST_WAY = 12


@dataclass(frozen=True, slots=True)
class Played:
    """A story as it went: `rows` is the whole history of its case; without findings it went as it says."""

    name: str
    findings: tuple[Finding, ...]
    rows: tuple[Row, ...]
    steps: int
    began: datetime
    ended: datetime


class _Stop(Exception):
    """The story cannot go on."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def play(document: ScenarioDocument, name: str, process: Process, left: int) -> Played:
    """The story up to its end, or to the first step that goes otherwise; `left` steps are left for it."""
    story = document.stories[name]
    own = story[0].given
    world = world_of(process, document.given if own is None else own.over(document.given))
    life = unborn(world, min(left, MOST_STEPS))
    teller = _Teller(life, name, answered_at=world.begins if world.given.on_call else None)
    findings: tuple[Finding, ...] = ()
    for index, step in enumerate(story):
        if step.given is None:
            findings = tuple(teller.tell(step, ("stories", name, index)))
        if findings:
            break
    return Played(name, findings, tuple(life.rows), life.steps, world.begins, life.now)


@dataclass(slots=True)
class _Teller:
    """Tells the steps of one story; `rows` and `sent` were there before the present step, which is at `loc`."""

    life: Life
    story: str
    answered_at: datetime | None
    loc: Loc = ()
    rows: int = 0
    sent: int = 0
    refusal: Refusal | None = None

    def tell(self, step: Step, loc: Loc) -> Iterator[Finding]:
        """What goes otherwise in this step."""
        self.loc, self.refusal = loc, None
        try:
            if not self.life.steps:
                self.life.begin()
                self.rows = len(self.life.rows)
            self._wait(step)
            self.life.endings |= step.effects or {}
            self._happen(step)
        except Endless:
            yield self._finding("scenario_endless")
            return
        except _Stop as stop:
            yield stop.finding
            return
        yield from self._compare(step)
        self.rows, self.sent = len(self.life.rows), len(self.life.sent)

    def _compare(self, step: Step) -> Iterator[Finding]:
        life, refusal, then = self.life, self.refusal, step.then
        if refusal is not None and (then is None or then.refused is None):
            data = {"name": step.saved, "refusal": refusal.code}
            reason = {"reason": refusal.message, "reason_pl": refusal.message_pl}
            yield self._finding("save_refused", "saved", **data, **reason)
        elif then is not None:
            code = None if refusal is None else refusal.code
            seen = Seen(life, tuple(life.rows[self.rows :]), tuple(life.sent[self.sent :]), code)
            for field, expected, found in otherwise(then, seen):
                data = {"field": field, "expected": expected, "found": found}
                yield self._finding("expected_otherwise", "then", field, **data)

    def _wait(self, step: Step) -> None:
        life = self.life
        zone = life.world.rules.zone
        if step.at is not None:
            at = step.at.resolve(life.now, zone)
            if at < life.now:
                raise _Stop(self._finding("time_goes_back", "at"))
            life.live_until(at)
        elif step.after is not None:
            life.live_until(after(life.now, step.after, zone).at)

    def _happen(self, step: Step) -> None:
        if step.dial is not None:
            self._dial(step.dial, waits=step.at is None and step.after is None)
        elif step.outcome is not None:
            self._attempted(step.outcome)
        elif step.saved is not None:
            self._save(step, step.saved)
        elif step.arrives is not None:
            self._arrive(step.arrives, step.inbound_status)
        elif step.done is not None or step.failed is not None:
            self._end(step.done or step.failed or "", ok=step.failed is None)
        else:
            self._tell_others(step)

    def _tell_others(self, step: Step) -> None:
        waiting, event, answer = step.waiting, step.event, step.script
        if waiting is not None:
            self.life.apply(lambda now: Contacted(now, "waiting", waiting))
        elif event is not None:
            self.life.apply(lambda now: Notified(now, event))
        elif answer is not None:
            self.life.apply(lambda now: ScriptAnswered(now, answer.script, answer.field, answer.value))

    def _dial(self, outcomes: tuple[Outcome, ...], *, waits: bool) -> None:
        """With a time of its own a call is made then or not at all; else whenever the case is due."""
        life = self.life
        for index, outcome in enumerate(outcomes):
            while (waits or index) and (due := life.cursor.due) is not None and due.at > life.now:
                life.live_until(due.at)
            if life.cursor.due is None or life.cursor.due.at > life.now:
                due = life.cursor.due
                told = shown(due and due.at, life.world.rules.zone)
                place = ("dial", index) if len(outcomes) > 1 else ("dial",)
                raise _Stop(self._finding("not_dialled", *place, due=told))
            self._attempted(outcome)

    def _attempted(self, outcome: Outcome) -> None:
        self.life.dialled(outcome)
        if outcome is Outcome.ANSWERED:
            self.answered_at = self.life.now

    def _arrive(self, channel: str, wanted: str | None) -> None:
        if channel == "call":
            self.life.called()
            self.answered_at = self.life.now
        self.life.apply(lambda now: Contacted(now, channel, SYSTEM))
        if wanted is not None:
            self.life.past.wanted(wanted)

    def _save(self, step: Step, status: str) -> None:
        """A save after an answered call follows that, as it does where people talk."""
        zone, talked = self.life.world.rules.zone, self.answered_at
        made = self.life.apply(
            lambda now: Saved(
                now,
                status,
                step.by or AGENT,
                callback_at=step.callback and step.callback.resolve(now, zone),
                call_ended_at=talked,
                occasion=step.follows or (None if talked is None else Outcome.ANSWERED.value),
                owner=step.owner,
            )
        )
        self.refusal = made.refusal
        if made.refusal is None:
            self.answered_at = None

    def _end(self, kind: str, *, ok: bool) -> None:
        effect = next((effect for effect in self.life.open if effect.kind == kind), None)
        if effect is None:
            raise _Stop(self._finding("effect_not_open", "done" if ok else "failed", name=kind))
        self.life.end(effect, ok=ok)

    def _finding(self, code: str, *place: str | int, **data: object) -> Finding:
        hops = tuple(f"{row.edge} → {row.status}" for row in self.life.rows)
        left_out = ("…",) if len(hops) > _LONGEST_WAY else ()
        told = {
            "story": self.story,
            "now": shown(self.life.now, self.life.world.rules.zone),
            "way": ", ".join(left_out + hops[-_LONGEST_WAY:]),
        }
        return Finding(code, (*self.loc, *place), {**data, **told}, hops[-1_000:])
