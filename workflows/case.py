"""Knows the life of a case: it applies what happens to it to its process graph, one step a transaction."""

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

from activities.cases import CaseActivities
from activities.effects import EffectActivities
from activities.failures import as_failure
from domain.cases import (
    AssignOwner,
    CaseFact,
    LoadedCase,
    PlannedEffect,
    SaveDisposition,
    SetRecall,
    StoredStep,
)
from domain.errors import CaseClosed, StatusRefused
from domain.ids import CaseId
from graphs import process as language
from graphs.conditions import Answers, Facts
from workflows import graph_store
from workflows.case_steps import assigned_event, recalled_event, record_of, rules_of, saved_event
from workflows.options import DELIVERY, QUICK

LONG_HISTORY = 2000
FACTS_REMEMBERED = 200


@dataclass
class CaseState:
    """What a case carries from run to run: its facts already heard, and those still to be applied."""

    heard: list[str] = field(default_factory=list)
    waiting: list[CaseFact] = field(default_factory=list)


@dataclass
class _Incoming:
    event: "language.Event"
    fact: CaseFact | None = None
    save: SaveDisposition | None = None
    answer: "asyncio.Future[None] | None" = None
    told: str | None = None

    @property
    def attempt_id(self) -> str | None:
        return None if self.fact is None else self.fact.attempt_id


@workflow.defn
class CaseWorkflow:
    """From the first touch to a terminal status; an untouched or finished case has no workflow."""

    def __init__(self) -> None:
        self._inbox: deque[_Incoming] = deque()
        self._state = CaseState()
        self._work: set[asyncio.Task[None]] = set()
        self._begun: set[str] = set()
        self._finished = False
        self._rules = 0

    @workflow.run
    async def run(self, case_id: CaseId, state: CaseState | None) -> None:
        self._carry(state)
        case = await self._load(case_id)
        graph = graph_store.process(case.process_hash)
        cursor = language.cursor_from_json(case.cursor)
        self._perform(case.effects)
        while not cursor.finished:
            self._stay_short(case_id)
            incoming = await self._next(cursor.wake_at)
            if case.rules < self._rules:
                case = await self._load(case_id)
            facts = await self._facts(case, graph, cursor, incoming.event)
            step = language.advance(graph, cursor, incoming.event, rules_of(case), facts)
            if step.cursor is cursor and incoming.attempt_id is None:
                self._answer(incoming, step.refusal)
                if cursor.closed:
                    await self._keep_late(case_id, incoming)
                continue
            stored = await self._commit(case, step, incoming)
            cursor = language.cursor_from_json(stored.cursor)
            self._rules = max(self._rules, stored.rules)
            if not stored.applied:
                self._inbox.appendleft(incoming)
                continue
            self._answer(incoming, None)
            self._perform(stored.effects)
        self._finished = True
        await self._close(case_id)

    async def _load(self, case_id: CaseId) -> LoadedCase:
        return await workflow.execute_local_activity_method(CaseActivities.load_case, case_id, **QUICK)

    def _carry(self, state: CaseState | None) -> None:
        if state is None:
            return
        early, self._inbox = self._inbox, deque()
        self._state = CaseState(state.heard)
        for fact in state.waiting:
            self._take(fact)
        for incoming in early:
            if incoming.fact is None:
                self._inbox.append(incoming)
            else:
                self.fact(incoming.fact)

    async def _next(self, wake_at: datetime | None) -> _Incoming:
        if not self._inbox:
            patience = None if wake_at is None else max(wake_at - workflow.now(), timedelta(0))
            try:
                await workflow.wait_condition(lambda: bool(self._inbox), timeout=patience)
            except TimeoutError:
                return _Incoming(language.Woken(now=workflow.now()))
        return self._inbox.popleft()

    async def _commit(self, case: LoadedCase, step: "language.Step", incoming: _Incoming) -> StoredStep:
        record = record_of(case.case_id, step, workflow.now(), incoming.save, incoming.attempt_id)
        record = replace(record, told=incoming.told, rules=case.rules)
        return await workflow.execute_local_activity_method(CaseActivities.commit_step, record, **QUICK)

    async def _facts(
        self, case: LoadedCase, graph: "language.Process", cursor: "language.Cursor", event: "language.Event"
    ) -> Facts:
        """What the event asks of the world: only the truth of conditions comes into the history."""
        wanted = [condition.id for condition in language.asked(graph, cursor, event)]
        if not wanted:
            return language.UNKNOWN
        truths = await workflow.execute_local_activity_method(
            CaseActivities.answer_conditions, args=[case.case_id, case.process_hash, wanted], **QUICK
        )
        return Answers(dict(zip(wanted, truths, strict=True)))

    def _perform(self, effects: tuple[PlannedEffect, ...]) -> None:
        for effect in effects:
            if effect.key in self._begun:
                continue
            self._begun.add(effect.key)
            task = asyncio.create_task(self._carry_out(effect.key))
            self._work.add(task)
            task.add_done_callback(self._work.discard)

    async def _carry_out(self, key: str) -> None:
        try:
            ok = await workflow.execute_activity_method(
                EffectActivities.perform_effect, key, task_queue="io", **DELIVERY
            )
        except ActivityError:
            ok = False
        own = key.partition("/")[2]
        done = language.EffectDone(now=workflow.now(), key=own, ok=ok)
        self._inbox.append(_Incoming(done, told=f"done/{own}"))

    def _answer(self, incoming: _Incoming, refusal: "language.Refusal | None") -> None:
        if incoming.answer is None:
            return
        if refusal is None:
            incoming.answer.set_result(None)
            return
        error = StatusRefused(
            status=incoming.save.status if incoming.save is not None else "",
            reason=refusal.message,
            reason_pl=refusal.message_pl,
            refusal=refusal.code,
        )
        incoming.answer.set_exception(as_failure(error))

    async def _close(self, case_id: CaseId) -> None:
        """Wait until all work is done; what happens meanwhile is refused, or kept in the history as late."""
        while True:
            await workflow.wait_condition(lambda: bool(self._inbox) or self._is_at_rest())
            if not self._inbox:
                return
            incoming = self._inbox.popleft()
            if incoming.answer is not None:
                incoming.answer.set_exception(as_failure(CaseClosed()))
            await self._keep_late(case_id, incoming)

    async def _keep_late(self, case_id: CaseId, incoming: _Incoming) -> None:
        if incoming.fact is not None:
            late = [case_id, incoming.fact.kind, incoming.fact.key]
            await workflow.execute_local_activity_method(CaseActivities.write_late, args=late, **QUICK)

    def _is_at_rest(self) -> bool:
        return not self._work and workflow.all_handlers_finished()

    def _stay_short(self, case_id: CaseId) -> None:
        """Continue a long history as a new run: handlers finished, mails sent; facts that nobody has applied yet
        are carried over in their order, since a moment without facts might never come."""
        info = workflow.info()
        if not info.is_continue_as_new_suggested() and info.get_current_history_length() <= LONG_HISTORY:
            return
        facts = [incoming.fact for incoming in self._inbox if incoming.fact is not None]
        if len(facts) == len(self._inbox) and not self._work and workflow.all_handlers_finished():
            self._state.waiting = facts
            workflow.continue_as_new(args=[case_id, self._state])

    @workflow.signal
    def fact(self, fact: CaseFact) -> None:
        """Something happened to the case; a fact told twice counts once."""
        if fact.key in self._state.heard:
            return
        self._state.heard.append(fact.key)
        del self._state.heard[:-FACTS_REMEMBERED]
        self._take(fact)

    def _take(self, fact: CaseFact) -> None:
        event = language.event_of(fact)
        if event is not None:
            self._inbox.append(_Incoming(event, fact, told=fact.key))

    @workflow.update
    async def save(self, order: SaveDisposition) -> None:
        """An agent saves a status; answered when the step is written."""
        self._rules = max(self._rules, order.rules)
        await self._ask(_Incoming(saved_event(order, workflow.now()), save=order))

    @workflow.update
    async def recall(self, order: SetRecall) -> None:
        """Somebody sets the time of the next contact; answered when the step is written."""
        await self._ask(_Incoming(recalled_event(order, workflow.now()), told=_update()))

    @workflow.update
    async def assign(self, order: AssignOwner) -> None:
        """A supervisor gives the case to another agent; answered when the step is written."""
        await self._ask(_Incoming(assigned_event(order, workflow.now()), told=_update()))

    async def _ask(self, incoming: _Incoming) -> None:
        if self._finished:
            raise as_failure(CaseClosed())
        incoming.answer = asyncio.get_running_loop().create_future()
        self._inbox.append(incoming)
        await incoming.answer


def _update() -> str:
    """What makes the present update count once."""
    info = workflow.current_update_info()
    assert info is not None, "only the handler of an update asks"
    return f"update/{info.id}"
