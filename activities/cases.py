"""Knows how a case's workflow reads where the case stands and writes its steps."""

from temporalio import activity

from activities.ports import Cases
from domain.cases import LoadedCase, StepRecord, StoredStep
from domain.ids import CaseId, GraphHash


class CaseActivities:
    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    @activity.defn
    async def load_case(self, case_id: CaseId) -> LoadedCase:
        return await self._cases.load(case_id)

    @activity.defn
    async def commit_step(self, step: StepRecord) -> StoredStep:
        """Write the step in one transaction; the stored one comes back when it was written before."""
        return await self._cases.commit_step(step)

    @activity.defn
    async def answer_conditions(
        self, case_id: CaseId, process_hash: GraphHash, conditions: list[str]
    ) -> list[bool]:
        """The truth of conditions, and nothing of the facts behind it: those must not reach a history."""
        return await self._cases.answer(case_id, process_hash, conditions)

    @activity.defn
    async def write_late(self, case_id: CaseId, what: str, told: str) -> None:
        await self._cases.write_late(case_id, what, told)
