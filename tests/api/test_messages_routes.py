"""Knows that people see what became of every message, also of those of which nobody can know."""

import pytest
from fakes.mail_server import ScriptedServer, speaking
from people import Center

from db import tables as t
from db.ledger import Ledger
from domain.effects import EffectClass
from messaging.mail import MailChannel
from messaging.sending import Sender
from messaging.smtp import MailServer


async def send(center: Center, key: str, effect_class: EffectClass, *script: str) -> bool:
    """A planned mail of a case is sent to a server that follows the script."""
    case = await center.add_case(phone=f"+4860010020{key[-1]}")
    async with center.database.unit() as session:
        row = await session.get_one(t.Case, case["id"])
        contact = t.ContactPoint(
            id=key, contact_id=row.contact_id, kind="mail", value="jan@example.com", raw="jan@example.com"
        )
        template = t.Template(
            hash=key, name=key, number=1, subject="Dzień dobry", body="…", created_at=session.now
        )
        args = {"template": key, "status": "obiecal", "action": 0}
        effect = t.Effect(
            key=key, kind="mail", effect_class=effect_class, campaign_id=row.campaign_id,
            case_id=row.id, args=args, planned_at=session.now,
        )  # fmt: skip
        await session.put(contact, template, effect)
    async with speaking(ScriptedServer(*script)) as port:
        channel = MailChannel(MailServer("127.0.0.1", port, tls="none"), "biuro@example.com")
        return await Sender(Ledger(center.database), {"mail": channel}).perform(key)


@pytest.mark.fault("F23")
async def test_a_mail_of_unknown_outcome_is_found_and_said_not_to_be_repeated(center: Center):
    await center.open_campaign()
    assert not await send(center, "m1", EffectClass.MARKETING, "cut")
    assert await send(center, "m2", EffectClass.MARKETING, "ok")
    found = (await center.manager.get("/messages", params={"state": "unknown"})).json()["items"]
    assert [(one["recipient"], one["words"]["en"]) for one in found] == [
        ("jan@example.com", "outcome unknown, not repeated")
    ]
    confirmed = (await center.manager.get("/messages", params={"state": "confirmed"})).json()["items"]
    assert ["queued" in one["reference"] for one in confirmed] == [True]
    assert (await center.manager.get("/messages", params={"channel": "sms"})).json()["items"] == []
    wrong = await center.manager.get("/messages", params={"channel": "gołąb"})
    assert wrong.status_code == 422


async def test_a_mail_that_was_refused_says_why_beside_its_case(center: Center):
    await center.open_campaign()
    assert not await send(center, "m1", EffectClass.MARKETING, "rcpt 550")
    (case,) = (await center.manager.get("/cases")).json()["items"]
    (effect,) = (await center.manager.get(f"/cases/{case['id']}/effects")).json()
    assert (effect["kind"], effect["state"]) == ("mail", "rejected")
    assert effect["words"]["pl"].startswith("nie wykonano: 550")
