"""A case on a real Temporal: what is saved, what is sent, when it ends."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.house import FakeCases, FakePerformer
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from workflow_office import unique, working

from activities.failures import as_error
from app.work import TemporalWork
from domain.cases import CaseFact, LoadedCase, SaveDisposition
from domain.errors import CaseClosed, StatusRefused
from domain.ids import AgentId, CampaignId, CaseId, GraphHash
from graphs import check
from graphs.process import NEW_CASE, Created, Rules, advance, compile_process, cursor_to_json
from workflows import graph_store

PROCESS = """
process: proba
title: Próba
statuses:
  nowy: {title: Nowy, initial: true, qualifier: none, for: system, on_dialer: {busy: zajety}}
  zajety: {title: Zajęty, for: system, qualifier: callback-public-relative, after: 2h}
  obiecal:
    title: Obiecał
    qualifier: callback-public-relative
    after: 1d
    actions:
      - send_mail: {template: potwierdzenie}
        delay: {for: 1s, from: status}
        on_success: stay
        on_failure: blad
  blad: {title: Błąd, for: system, qualifier: callback-public-relative, after: 1d}
  koniec: {title: Koniec, qualifier: terminal}
"""


@pytest.fixture
def cases() -> FakeCases:
    checked = check(PROCESS, "process")
    assert checked.canonical is not None, checked.problems
    assert checked.hash is not None
    graph_store.read_graphs_with(lambda _: checked.canonical or {})
    created = advance(
        compile_process(checked.canonical),
        NEW_CASE,
        Created(datetime.now(UTC)),
        Rules("Europe/Warsaw", _HOUR),
    )
    case_id = unique("x").replace("x-", "")
    return FakeCases(
        LoadedCase(
            CaseId(case_id),
            CampaignId("k"),
            GraphHash(checked.hash),
            "Europe/Warsaw",
            3600.0,
            cursor_to_json(created.cursor),
        )
    )


_HOUR = timedelta(hours=1)


def saving(status: str) -> SaveDisposition:
    return SaveDisposition(unique("d"), status, AgentId("anna"))


async def until_sent(mailer: FakePerformer, patience: float = 10.0) -> None:
    async with asyncio.timeout(patience):
        while not mailer.sent:
            await asyncio.sleep(0.05)


async def test_saved_status_is_one_step_and_its_mail_goes_out_after_its_delay(
    temporal: Client, cases: FakeCases
) -> None:
    mailer = FakePerformer()
    case_id = cases.case.case_id
    async with working(temporal, cases, mailer) as office:
        handle = await office.start("CaseWorkflow", [case_id, None], f"case-{case_id}")
        began = datetime.now(UTC)
        await handle.execute_update("save", saving("obiecal"), id="key-1")
        assert cases.steps[2].rows[0].status == "obiecal"
        assert not mailer.sent
        await until_sent(mailer)
        assert (datetime.now(UTC) - began).total_seconds() > 0.9
        await handle.execute_update("save", saving("koniec"), id="key-2")
        await handle.result()
    assert mailer.sent == [effect.key for effect in cases.effects]
    assert len(mailer.sent) == 1
    assert mailer.sent[0].startswith(f"{case_id}/")


async def test_same_save_repeated_under_its_key_is_applied_once(temporal: Client, cases: FakeCases) -> None:
    case_id = cases.case.case_id
    async with working(temporal, cases, FakePerformer()) as office:
        handle = await office.start("CaseWorkflow", [case_id, None], f"case-{case_id}")
        save = saving("obiecal")
        await handle.execute_update("save", save, id="key")
        await handle.execute_update("save", save, id="key")
        await handle.terminate()
    assert sorted(cases.steps) == [2]


async def test_failed_mail_leads_to_its_own_status(temporal: Client, cases: FakeCases) -> None:
    case_id = cases.case.case_id
    async with working(temporal, cases, FakePerformer(answer=False)) as office:
        handle = await office.start("CaseWorkflow", [case_id, None], f"case-{case_id}")
        await handle.execute_update("save", saving("obiecal"))
        async with asyncio.timeout(10):
            while not any(row.status == "blad" for step in cases.steps.values() for row in step.rows):
                await asyncio.sleep(0.05)
        await handle.terminate()


async def test_unknown_status_is_refused_and_nothing_is_written(temporal: Client, cases: FakeCases) -> None:
    case_id = cases.case.case_id
    async with working(temporal, cases, FakePerformer()) as office:
        handle = await office.start("CaseWorkflow", [case_id, None], f"case-{case_id}")
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await handle.execute_update("save", saving("zajety"))
        await handle.terminate()
    assert isinstance(refused.value.cause, ApplicationError)
    assert isinstance(as_error(refused.value.cause), StatusRefused)
    assert cases.steps == {}


async def test_save_after_the_end_is_refused_as_closed(temporal: Client, cases: FakeCases) -> None:
    case_id, work = cases.case.case_id, TemporalWork(temporal, "n1")
    async with working(temporal, cases, FakePerformer()):
        await work.save_disposition(case_id, saving("koniec"), "first")
        cases.case = replace(cases.case, cursor=cases.steps[2].cursor)
        with pytest.raises(CaseClosed):
            await work.save_disposition(case_id, saving("obiecal"), "second")
    assert sorted(cases.steps) == [2]


async def test_fact_told_twice_counts_once(temporal: Client, cases: FakeCases) -> None:
    case_id = cases.case.case_id
    fact = CaseFact("outcome", "attempt-1", datetime.now(UTC), outcome="busy", attempt_id="attempt-1")
    async with working(temporal, cases, FakePerformer()) as office:
        handle = await office.start("CaseWorkflow", [case_id, None], f"case-{case_id}")
        await handle.signal("fact", fact)
        await handle.signal("fact", fact)
        await handle.execute_update("save", saving("koniec"))
        await handle.result()
    assert [row.edge for number in sorted(cases.steps) for row in cases.steps[number].rows] == [
        "on_dialer.busy",
        "saved",
    ]


class SlowPerformer(FakePerformer):
    """Works on each effect until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = asyncio.Event()

    async def perform(self, effect_key: str) -> bool:
        self.sent.append(effect_key)
        return await self.let_go.wait()


async def test_fact_that_comes_while_a_finished_case_waits_for_its_mail_is_kept_as_late(
    temporal: Client, cases: FakeCases
) -> None:
    case_id, mailer = cases.case.case_id, SlowPerformer()
    async with working(temporal, cases, mailer) as office:
        handle = await office.start("CaseWorkflow", [case_id, None], f"case-{case_id}")
        await handle.execute_update("save", saving("obiecal"))
        await until_sent(mailer)
        await handle.execute_update("save", saving("koniec"))
        await handle.signal("fact", CaseFact("mail", "mail-1", datetime.now(UTC)))
        await handle.signal("fact", CaseFact("mail", "mail-1", datetime.now(UTC)))
        with pytest.raises(WorkflowUpdateFailedError):
            await handle.execute_update("save", saving("obiecal"))
        mailer.let_go.set()
        await handle.result()
    assert cases.late == ["mail"]
