"""Knows that whatever dies when, nothing planned is lost or done twice, but for the one repeat that is promised."""

import random
from dataclasses import replace
from datetime import timedelta

from fakes.crash_worlds import LETTER, Run, broken, worlds
from fakes.mail_ledger import MailLedger

from domain.effects import EffectState, Job

SCHEDULES = 1_000


async def test_a_thousand_random_crash_schedules_lose_nothing_and_do_nothing_twice():
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    tried = worlds(random.Random(seed), SCHEDULES)
    found: list[tuple[int, str]] = []
    for number, world in enumerate(tried):
        ledger = MailLedger(Job("key", world.kind, EffectState.PLANNED, 0, 0, world.effect_class, LETTER))

        def later(ledger: MailLedger = ledger) -> None:
            job = ledger.jobs["key"]
            ledger.jobs["key"] = replace(job, since=job.since + timedelta(seconds=30))

        await Run(ledger, world, "key", later).until_settled()
        problem = broken(world, ledger.jobs["key"].state)
        if problem:
            found.append((number, problem))
    assert found == [], f"seed {seed}"
    done = sum(1 for world in tried if world.taken)
    assert done > SCHEDULES // 4, f"seed {seed}: only {done} were done at all"
