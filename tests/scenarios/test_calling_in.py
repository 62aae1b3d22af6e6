"""What a caller meets before an agent: hours, menu, queue without agents, an outside number, a wrong number."""

import pytest

from tests.faults.telling import TellablePhone
from tests.installation import until
from tests.phones import Behaviour
from tests.rtp import Capture
from tests.scenarios import documents
from tests.scenarios.company import CUSTOMER_TONE, PHONE, Company

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("scenarios"), pytest.mark.timeout(120)]
PROCESS = """
process: {name}
statuses:
  nowy: {{initial: true, for: system, qualifier: callback-public-relative, after: 5d, on_dialer: {{busy: koniec}}}}
  koniec: {{qualifier: terminal}}
"""
MENU = """
ivr: {name}
blocks:
  wybor:
    block: menu
    say: Wybierz.
    timeout: 20s
    retries: 1
    keys: {{0: wybor2, 1: koniec, 2: koniec, 3: koniec, 4: koniec, 5: koniec,
      6: koniec, 7: koniec, 8: koniec, 9: koniec, "*": kolejka, "#": koniec}}
    no_input: koniec
    wrong: pozegnanie
  wybor2: {{block: jump, to: drugie}}
  drugie: {{block: menu, say: Jeszcze raz., timeout: 20s, retries: 1, keys: {{5: koniec}}, no_input: koniec}}
  kolejka: {{block: queue, max_wait: 10min, timeout: koniec}}
  pozegnanie: {{block: announcement, say: Do widzenia., next: koniec}}
  koniec: {{block: hang_up}}
"""
CONSENT = """
ivr: {name}
blocks:
  pytanie: {{block: menu, say: Czy nagrywać?, timeout: 30s, keys: {{1: {yes}, 2: {no}}}, no_input: nie}}
  tak: {{block: return}}
  nie: {{block: return, exit: odmowa}}
"""
ENTERING = """
ivr: {name}
blocks:
  zgoda: {{block: subtree, tree: zgoda-{name}, next: kolejka, exits: {{odmowa: koniec}}}}
  kolejka: {{block: queue, max_wait: 10min, timeout: koniec}}
  koniec: {{block: hang_up}}
"""


async def _open(company: Company, ivr: str) -> None:
    name = f"kampania-{company.tag}"
    agent = await company.hire_agent()
    await company.publish("process", name, PROCESS.format(name=name))
    await company.publish("ivr", name, ivr)
    await company.open(company.campaign(agent, direction="inbound", queue=name))


async def _call_of(company: Company, caller: str, **wanted: str) -> dict[str, object] | None:
    """The newest call of this caller, if it is as wanted."""
    for call in await company.calls():
        if call["caller"] == caller:
            return call if wanted.items() <= call.items() else None
    return None


async def _becomes(company: Company, caller: str, **wanted: str) -> dict[str, object]:
    return await until(lambda: _call_of(company, caller, **wanted), 20, f"{caller}: {wanted}")


@pytest.mark.feature("FCC-74", "FCC-76", "FCC-95", "FCC-102")
async def test_caller_outside_the_hours_is_hung_up(company: Company):
    closed = "{days: mon-sun, hours: 00:00-00:01}"
    await _open(company, documents.ivr("fcc-102", f"kampania-{company.tag}", closed))
    phone = await company.caller(company.number())
    await phone.finished(15)
    call = await _becomes(company, company.customer(), state="ended")
    assert call["ended_by"] == "system"
    assert call["queued_at"] is None


async def test_caller_of_a_number_that_nobody_has_hears_a_polite_message(company: Company, capture: Capture):
    await _open(company, documents.ivr("fcc-102", f"kampania-{company.tag}"))
    before = (await company.admin.get("/calls", limit=1))["items"]
    phone = await company.caller("+48229990001")
    assert await phone.finished(20) == 0
    assert capture.heard_at(phone.media_port).seconds_of_sound() > 1
    assert (await company.admin.get("/calls", limit=1))["items"] == before


@pytest.mark.feature("FCC-77", "FCC-86", "FCC-87", "FCC-89", "FCC-97", "FCC-101", "FCC-103")
async def test_three_keys_lead_to_three_queues_with_three_ways_out(company: Company, capture: Capture):
    name = f"kampania-{company.tag}"
    ivr = documents.ivr("fcc-103", name).replace("5min", "2s").replace("2min", "2s")
    for queue in ("platnosci", "usterki", "biuro"):
        ivr = ivr.replace(f"queue: {queue}", f"queue: {name}")
    ivr = ivr.replace('"+48221234567"', f'"{company.customer(99)}"')
    await _open(company, ivr)
    outside = await _outside(company)
    numbers = {key: company.customer(int(key)) for key in "123"}
    callers = {
        key: await company.caller(company.number(), caller=number, keys=key)
        for key, number in numbers.items()
    }
    for key, phone in callers.items():
        await phone.is_up()
        phone.press()
        await _becomes(company, numbers[key], state="queued")
    await _becomes(company, numbers["1"], state="ivr")
    await _becomes(company, numbers["2"], state="ended", ended_by="system")
    await outside.rings()
    outside.answer()
    await outside.is_up()
    at_outside, at_caller = outside.media_port, callers["3"].media_port
    await until(lambda: capture.heard_at(at_caller).seconds_of(CUSTOMER_TONE) >= 0.5, 10, "the caller hears")
    await until(lambda: capture.heard_at(at_outside).seconds_of_sound() >= 0.5, 10, "the outside hears")
    for phone in (callers["1"], callers["3"]):
        phone.hang_up()
    assert [await phone.finished(10) for phone in (*callers.values(), outside)] == [0, 0, 0, 0]
    await _becomes(company, numbers["1"], state="ended", ended_by="customer")


async def _outside(company: Company) -> TellablePhone:
    behaviour = Behaviour(PHONE, company.tone(CUSTOMER_TONE), stay_ms=90_000)
    return await company.person(behaviour, "biuro", company.house.port("trunk"))


@pytest.mark.feature("FCC-89")
async def test_menu_knows_all_twelve_keys(company: Company):
    await _open(company, MENU.format(name=f"kampania-{company.tag}"))
    numbers = {key: company.customer(place) for place, key in enumerate("7*#0")}
    callers = {
        key: await company.caller(company.number(), caller=number, keys=key)
        for key, number in numbers.items()
    }
    for phone in callers.values():
        await phone.is_up()
        phone.press()
    await _becomes(company, numbers["*"], state="queued")
    for key in "7#":
        await _becomes(company, numbers[key], state="ended", ended_by="system")
    assert await _call_of(company, numbers["0"], state="ivr")
    for key in "*0":
        callers[key].hang_up()
    assert [await phone.finished(10) for phone in callers.values()] == [0, 0, 0, 0]


@pytest.mark.feature("EXT-37", "EXT-38")
async def test_caller_goes_through_a_tree_of_its_own_and_a_new_version_of_it_does_not_change_the_call(
    company: Company,
):
    name = f"kampania-{company.tag}"
    inner, outer = f"zgoda-{name}", ENTERING.format(name=name)
    await company.publish("ivr", inner, CONSENT.format(name=inner, yes="tak", no="nie"))
    await _open(company, outer)
    numbers = {key: company.customer(int(key)) for key in "12"}
    callers = {
        key: await company.caller(company.number(), caller=number, keys=key)
        for key, number in numbers.items()
    }
    for phone in callers.values():
        await phone.is_up()
    await company.publish_again("ivr", inner, CONSENT.format(name=inner, yes="nie", no="tak"))
    await company.publish_again("ivr", name, outer)
    for phone in callers.values():
        phone.press()
    await _becomes(company, numbers["1"], state="queued")
    ended = await _becomes(company, numbers["2"], state="ended", ended_by="system")
    callers["1"].hang_up()
    assert [await phone.finished(10) for phone in callers.values()] == [0, 0]
    walked = await company.admin.get(f"/calls/{ended['id']}/replay")
    assert [[hop["target"] for hop in step["way"]] for step in walked["steps"]] == [
        ["zgoda", "zgoda/pytanie"],
        ["zgoda/nie", "koniec"],
    ]
    assert (walked["steps"][1]["data"]["keys"], walked["steps"][0]["way"][0]["line"]) == ("2", 4)
    assert (walked["recorded_on"]["number"], walked["divergence"]) == (1, None)
    now = await company.admin.get(f"/calls/{ended['id']}/replay", version=2)
    assert (now["divergence"]["now"], now["divergence"]["then"]) == ("kolejka", "koniec")


@pytest.mark.hostile("H37")
async def test_script_in_a_callers_name_is_shown_as_text(company: Company):
    await _open(company, MENU.format(name=f"kampania-{company.tag}"))
    evil = "<script>alert(1)</script>${SYSTEM(id)}" + "x" * 500
    phone = await company.caller(company.number(), shown=evil)
    await phone.is_up()
    (call,) = await company.calls(live=True)
    assert evil.startswith(call["caller_name"])
    assert 60 < len(call["caller_name"]) <= 80
    answer = await company.admin.raw("GET", f"/calls/{call['id']}")
    assert answer.headers["content-type"].startswith("application/json")
    phone.hang_up()
    assert await phone.finished(10) == 0


@pytest.mark.hostile("H38")
async def test_flood_of_keys_meets_the_limit_of_the_menu(company: Company):
    tree = (
        MENU.format(name=f"kampania-{company.tag}")
        .replace("9: koniec, ", "")
        .replace("retries: 1", "retries: 2", 1)
    )
    await _open(company, tree)
    phone = await company.caller(company.number(), keys="9" * 40)
    await phone.is_up()
    phone.press()
    call = await _becomes(company, company.customer(), state="ended")
    assert call["ended_by"] == "system"
    assert await phone.finished(15) == 0
