"""The example processes, published, and a short life of a case in each: real mails, an SMS gateway, a courier."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fakes.sms_gateways import AnyServer, listening
from fakes.web_server import Asked, Reply, web_server
from ruamel.yaml import YAML

from tests.casework.office import CaseOffice
from tests.installation import CHECKOUT, Client, until
from tests.scenarios.company import listening as hearing

EXAMPLES = CHECKOUT / "examples" / "processes"


def document(name: str, part: str) -> str:
    return (EXAMPLES / name / f"{part}.yaml").read_text(encoding="utf-8")


async def published(office: CaseOffice, name: str) -> str:
    """What the command says that publishes an example."""
    done = await asyncio.to_thread(office.command, "examples", "publish", name)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def opened(office: CaseOffice, name: str, **more: Any) -> dict[str, Any]:
    """The example's campaign with agents of this test, and under a name of its own; it only dials by hand."""
    office.anna = await office.hire_agent("anna", phone=False)
    jan = await office.hire_agent("jan", phone=False)
    campaign = YAML(typ="safe", pure=True).load(document(name, "campaign"))
    own = {
        "campaign": office.name,
        "queue": office.name,
        "numbers": [office.number()],
        "dial": {"redial_after": "1h"},
    }
    members = [{"agent": agent.email} for agent in (office.anna, jan)]
    await office.open({**campaign, **own, "members": members, **more})
    return {"anna": office.anna, "jan": jan}


async def tell(office: CaseOffice, case: str, event: str) -> None:
    await office.admin.call("POST", f"/cases/{case}/events", json={"event": event}, expect=202)


@asynccontextmanager
async def sms_gateway(office: CaseOffice) -> AsyncGenerator[AnyServer]:
    """The only SMS service of the installation while the block runs, so that a process need not name it."""
    server = AnyServer()
    fields = {"do": "{number}", "tresc": "{text}"}
    async with listening(server) as url:
        options = {
            "url": url + "/sms",
            "fields": fields,
            "body": "form",
            "senders": ["Firma"],
            "sender": "Firma",
        }
        others = [
            one["name"] for one in (await office.admin.get("/services"))["items"] if one["kind"] == "sms"
        ]
        for other in others:
            await office.admin.raw("DELETE", f"/services/{other}")
        form = {"kind": "sms", "adapter": "http", "options": options}
        await office.admin.call("PUT", f"/services/bramka-{office.tag}", json=form)
        yield server
        await office.admin.raw("DELETE", f"/services/bramka-{office.tag}")


@asynccontextmanager
async def courier(office: CaseOffice, refuses: str) -> AsyncGenerator[list[dict[str, Any]]]:
    """The service `kurier`, which refuses parcels to that city; the orders that it took."""
    taken: list[dict[str, Any]] = []

    def answer(asked: Asked) -> Reply:
        order = json.loads(asked.body)
        if order["city"] == refuses:
            return Reply(422, b'{"error": "no such city"}')
        taken.append(order)
        return Reply(201, json.dumps({"number": f"PL{len(taken):06}"}).encode())

    async with web_server(answer) as server:
        (wanted,) = YAML(typ="safe", pure=True).load(document("sprzedaz", "services"))
        wanted["options"]["url"] = server.url + "/v1/orders"
        path = f"/services/{wanted.pop('name')}"
        present = await office.admin.raw("GET", path)
        read = {"If-Match": present.headers["etag"]} if present.status_code == 200 else {}
        await office.admin.call("PUT", path, json=wanted, headers=read)
        yield taken


async def answered(client: Client, case: str, **answers: Any) -> None:
    """The agent goes through the script of the case and submits it."""
    path = f"/cases/{case}/script"
    found = await client.get(path)
    tag = {"If-Match": f'"{found["etag"]}"'}
    await client.call("PUT", f"{path}/answers", json={"answers": answers}, headers=tag)
    await client.post(f"{path}/submit")


async def texts(server: AnyServer, count: int) -> Any:
    """The first messages that the gateway took, once there are so many."""

    async def all_there() -> list[str]:
        found = [one.form["tresc"] for one in server.asked]
        return found if len(found) >= count else []

    return await until(all_there, 15, f"{count} SMS")


@pytest.mark.feature("SYS-P-05", "SYS-P-08", "SYS-P-09", "SYS-P-14", "SYS-P-15", "SYS-P-23", "SYS-P-92")
async def test_debt_is_promised_broken_paid_in_instalments_and_closed(office: CaseOffice):
    await published(office, "windykacja")
    assert await published(office, "windykacja") == ""
    await opened(office, "windykacja")
    graph = await office.admin.get("/graphs/process/windykacja-miekka/versions/1")
    process = graph["document"]
    assert (process["title"], process["kind"]) == ("Windykacja miękka", "supporting")
    assert process["description"].startswith("Przypomnienie o zaległości")
    assert "Trzecia obietnica jest ostatnia" in process["statuses"]["obietnica"]["description"]
    address = f"dluznik-{office.tag}@example.com"
    record = {"numer_umowy": f"U/{office.tag}", "kwota": "1240,50"}
    case = await office.add(emails=(address,), **record)
    choices = {
        one["status"]: one for one in (await office.anna.client.get(f"/cases/{case}/choices"))["items"]
    }
    assert (choices["obietnica"]["title"], choices["obietnica"]["color"]) == ("Obiecał wpłatę", "#2f9e44")
    assert "zlamana-obietnica" in choices
    assert "do-decyzji" not in choices
    async with sms_gateway(office) as gateway:
        await tell(office, case, "mail")
        await office.becomes_status(case, "do-kontaktu")
        due = choices["obietnica"]["latest"]
        given = {
            "kwota_obietnicy": "500",
            "data_obietnicy": "31.12.2026",
            "liczba_rat": 1,
            "kwota_raty": 1240,
        }
        await office.save(case, "obietnica", callback_at=due, fields=given)
        confirmed = await office.mail_to(address)
        assert confirmed["subject"] == f"Umowa U/{office.tag}, potwierdzenie ustaleń"
        assert "wpłata 500 zł do dnia 2026-12-31" in confirmed["body"]
        await office.save(case, "zlamana-obietnica")
        assert await texts(gateway, 1) == [
            f"Nie odnotowalismy obiecanej wplaty do umowy U/{office.tag}. Prosimy o kontakt."
        ]
        await tell(office, case, "mail")
        await office.save(case, "ugoda")
        await office.becomes_status(case, "raty")
        await tell(office, case, "wplata-raty")
        paid = await office.becomes_status(case, "zaplacone")
    assert (paid["finished"], paid["credited_to"]) == (True, office.anna.id)
    edges = await office.edges(case)
    assert edges[-3:] == ["saved", "actions.0.on_success", "on_event.wplata-raty#1"]
    subjects = {mail["subject"].partition(", ")[2] for mail in await office.mails(address)}
    assert {"potwierdzenie ustaleń", "spłata w ratach"} <= subjects


@pytest.mark.feature("SYS-P-05")
async def test_whoever_objects_to_calls_is_on_the_list_of_the_whole_company(office: CaseOffice):
    await published(office, "windykacja")
    await opened(office, "windykacja")
    address = f"sprzeciw-{office.tag}@example.com"
    case = await office.add(emails=(address,), numer_umowy=f"U/{office.tag}", kwota=10)
    await answered(office.anna.client, case, powitanie="sprzeciw")
    await office.becomes_status(case, "nie-dzwonic")
    assert "nie będziemy dzwonić" in (await office.mail_to(address))["subject"]

    async def blocked() -> bool:
        return (await office.case(case))["do_not_call"] == "global"

    await until(blocked, 10, "the number is blocked everywhere")


@pytest.mark.feature("SYS-P-03", "SYS-P-61", "SYS-P-76", "SYS-P-79", "NEW-10")
async def test_sale_is_confirmed_by_another_agent_sent_returned_and_taken_back(office: CaseOffice):
    async with courier(office, refuses="Niedaleko") as taken, sms_gateway(office) as gateway:
        await published(office, "sprzedaz")
        agents = await opened(office, "sprzedaz", agents_may={"classify_without_call": True})
        address = f"klientka-{office.tag}@example.com"
        fields: dict[str, Any] = {"produkt": "Światłowód 600", "cena": 79, "okres": "24"}
        case = await office.add(emails=(address,), **fields)
        where = {"ulica": "Prosta 51", "kod_pocztowy": "00-838", "miasto": "Niedaleko"}
        sold = await office.save(case, "sprzedaz", fields=where)
        assert (sold["credited_to"], sold["lifecycle"]) == (office.anna.id, "confirm")
        assert "79 zł" in (await office.mail_to(address))["body"]
        script = await agents["jan"].client.get(f"/cases/{case}/script")
        assert script["script"] == "potwierdzenie-sprzedazy"
        await answered(agents["jan"].client, case, produkt=True, adres=True, zgoda="tak")
        await office.becomes_status(case, "zly-adres")
        assert taken == []
        changed = await office.case(case)
        await office.admin.call(
            "PATCH",
            f"/cases/{case}",
            json={"fields": {"miasto": "Warszawa"}},
            headers={"If-Match": f'"{changed["etag"]}"'},
        )
        await tell(office, case, "adres-poprawiony")
        await office.becomes_status(case, "wyslana")
        (order,) = taken
        assert (order["street"], order["city"], order["weight"]) == ("Prosta 51", "Warszawa", 0.5)
        (text,) = await texts(gateway, 1)
        assert text == f"Zamowienie {sold['number']} jest w drodze. Kurier zadzwoni przed przyjazdem."
        await tell(office, case, "zwrot")
        await office.becomes_status(case, "zwrocona")
        cancelled = await office.save(case, "anulowana")
    assert (cancelled["finished"], cancelled["credited_to"]) == (True, None)
    sent = (await office.history(case))[-1]["already_sent"]
    assert [(one["kind"], one["state"]) for one in sent] == [
        ("mail", "confirmed"),
        ("courier", "confirmed"),
        ("sms", "confirmed"),
    ]
    assert sent[1]["reference"] == "PL000001"


@pytest.mark.feature("SYS-P-04", "SYS-P-06", "FCC-142", "FCC-143", "FCC-162")
async def test_forgotten_service_ticket_escalates_is_solved_and_reopened_by_mail(office: CaseOffice):
    await published(office, "serwis")
    name = f"serwis-{office.tag}"
    text = document("serwis", "process").replace("process: zgloszenia-serwisowe", f"process: {name}")
    text = text.replace("tests: required\n", "").replace("kind: supporting", "kind: managerial")
    text = text.replace("after: 15min", "after: 1s")
    hours = "      hours: [{days: mon-fri, hours: 08:00-18:00}]\n"
    shortened, count = re.subn(
        rf"limit: 4h\n      warning: 1h\n{re.escape(hours)}", "limit: 3s\n      warning: 2s\n", text, count=1
    )
    assert count == 1
    await office.publish("process", name, shortened)
    agents = await opened(office, "serwis", process=name)
    address = f"firma-{office.tag}@example.com"
    fields = {"priorytet": "wysoki", "kategoria": "sprzęt", "temat": "Drukarka nie drukuje"}
    form = {"contact": {"name": "Maria Nowak", "emails": [address]}, "fields": fields}
    async with hearing(office.anna.client, topic="cases") as stream:
        ticket = await office.anna.client.call(
            "POST", f"/campaigns/{office.name}/cases", json=form, expect=201
        )
        case, number = ticket["id"], ticket["number"]
        assert ticket["ticket"] == f"#{number}"
        assert (await office.mail_to(address))[
            "subject"
        ] == f"[#{number}] Przyjęliśmy zgłoszenie: Drukarka nie drukuje"
        await office.becomes_status(case, "eskalacja")

        async def both() -> bool:
            heard = [event["kind"] for event in stream.heard if event["subject_id"] == case]
            return {"sla_warning", "sla_exceeded"} <= set(heard)

        await until(both, 10, "the warning and the end of the SLA")
    jan = agents["jan"]
    assigned = await office.save(case, "przydzielone", owner=jan.email)
    assert (assigned["owner_id"], assigned["sla"]["state"]) == (jan.id, "running")
    await office.save(case, "rozwiazane", by=jan, fields={"rozwiazanie": "Wymieniony bęben."})
    await tell(office, case, "mail")
    reopened = await office.becomes_status(case, "ponownie-otwarte")
    assert (reopened["owner_id"], reopened["finished"]) == (jan.id, False)

    async def noticed() -> bool:
        notices = (await jan.client.get("/notifications", unread=True))["items"]
        return f"Klient wrócił do zgłoszenia {number}: Drukarka nie drukuje" in [
            one["text"] for one in notices
        ]

    await until(noticed, 10, "Jan is told that the customer is back")
    found = (await jan.client.get("/cases", q=f"#{number}"))["items"]
    assert [(one["id"], one["status"]) for one in found] == [(case, "ponownie-otwarte")]
