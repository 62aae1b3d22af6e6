"""Knows how to be Temporal's workflows without Temporal: each order is done at once, on the real database."""

from db.agents import Agents
from db.cases import Cases
from db.library import Library
from db.session import Database
from domain.cases import AssignOwner, SaveDisposition, SetRecall
from domain.errors import CaseClosed, StatusRefused, Unavailable
from domain.ids import AgentId, CallId, CampaignId, CaseId
from graphs.process import Assigned, Recalled, Saved, advance, compile_process, cursor_from_json
from workflows.case_steps import assigned_event, recalled_event, record_of, rules_of, saved_event


class InMemoryWork:
    """Satisfies api.ports.Work. `silent` is a Temporal that does not answer; orders are remembered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._agents, self._cases = Agents(database), Cases(database)
        self._library = Library(database)
        self._saved: set[str] = set()
        self.silent = False
        self.running: set[CampaignId] = set()
        self.hung_up: list[CallId] = []

    async def set_presence(self, agent_id: AgentId, presence: str, break_type: str | None) -> None:
        self._answer()
        await self._agents.set_presence(agent_id, presence, break_type)

    async def end_wrap_up(self, agent_id: AgentId) -> None:
        self._answer()
        await self._agents.end_wrap_up(agent_id)

    async def extend_wrap_up(self, agent_id: AgentId) -> None:
        self._answer()
        await self._agents.extend_wrap_up(agent_id)

    async def save_disposition(self, case_id: CaseId, save: SaveDisposition, key: str) -> None:
        self._answer()
        if key not in self._saved:
            await self._step(case_id, saved_event(save, self._database.clock()), save)
            self._saved.add(key)

    async def recall(self, case_id: CaseId, order: SetRecall) -> None:
        self._answer()
        await self._step(case_id, recalled_event(order, self._database.clock()), None)

    async def assign(self, case_id: CaseId, order: AssignOwner) -> None:
        self._answer()
        await self._step(case_id, assigned_event(order, self._database.clock()), None)

    async def _step(
        self, case_id: CaseId, event: Saved | Recalled | Assigned, save: SaveDisposition | None
    ) -> None:
        case = await self._cases.load(case_id)
        cursor = cursor_from_json(case.cursor)
        if cursor.finished:
            raise CaseClosed
        process = compile_process(await self._library.body(case.process_hash))
        step = advance(process, cursor, event, rules_of(case))
        if step.refusal is not None:
            reason = step.refusal
            raise StatusRefused(
                status=save.status if save is not None else "",
                reason=reason.message,
                reason_pl=reason.message_pl,
                refusal=reason.code,
            )
        await self._cases.commit_step(record_of(case_id, step, event.now, save, None))

    async def start_campaign(self, campaign_id: CampaignId) -> None:
        self._answer()
        self.running.add(campaign_id)

    async def stop_campaign(self, campaign_id: CampaignId) -> None:
        self._answer()
        self.running.discard(campaign_id)

    async def hang_up(self, call_id: CallId) -> None:
        self._answer()
        self.hung_up.append(call_id)

    def _answer(self) -> None:
        if self.silent:
            raise Unavailable(part="Temporal")
