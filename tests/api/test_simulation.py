"""Steps of a case and of a call on documents that are not saved: what became of them, and what may happen next."""

from typing import Any

import pytest
from people import YAML, Center, pretty

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOW = "2026-10-26T09:00:00Z"
PROCESS = """process: wizyty
statuses:
  nowy:
    initial: true
    title: Nowy
    on_dialer:
      busy: [{when: attempts.busy > 2, then: koniec}, {then: oddzwon}]
    on_mail: odpisal
  oddzwon: {for: system, qualifier: callback-public-relative, after: 2h, on_mail: odpisal}
  odpisal:
    title: Odpisał
    qualifier: callback-public-relative
    after: 1d
    actions: [{notify: {text: x}, on_success: koniec}]
    on_time: [{after: 3d, then: koniec}]
  koniec: {qualifier: terminal}
"""
CONSENT = """ivr: zgoda
blocks:
  pytanie: {block: menu, say: Czy nagrywać?, keys: {1: tak, 2: nie}, no_input: nie}
  tak: {block: return}
  nie: {block: return, exit: odmowa}
"""
LINE = """ivr: linia
blocks:
  godziny:
    block: availability
    open: [{days: mon-fri, hours: 08:00-16:00}]
    within: zgoda
    outside: zamkniete
  zgoda: {block: subtree, tree: zgoda, next: kolejka, exits: {odmowa: telefon}}
  kolejka: {block: queue, max_wait: 5min, timeout: telefon}
  telefon: {block: dial, number: "+48221234567", failed: zamkniete}
  zamkniete: {block: announcement, say: Do widzenia., next: koniec}
  koniec: {block: hang_up}
"""

ENTERS = "  zgoda: {block: subtree, tree: zgoda, next: kolejka, exits: {odmowa: telefon}}\n"
PLAIN = LINE.replace(ENTERS, "").replace("within: zgoda", "within: kolejka")


class Simulation:
    """The document, and where the simulated case or call stands after the steps so far."""

    def __init__(self, center: Center, kind: str, text: str) -> None:
        self.center, self.kind, self.text = center, kind, text
        self.cursor: Any = None

    async def asks(self, event: dict[str, Any] | None, now: str = NOW, **more: Any) -> Any:
        body = {"text": self.text, "cursor": self.cursor, "event": event, "now": now, **more}
        return await self.center.designer.post(f"/graphs/{self.kind}/step", json=body)

    async def step(self, event: dict[str, Any] | None, now: str = NOW, **more: Any) -> Any:
        answer = await self.asks(event, now, **more)
        assert answer.status_code == 200, pretty(answer)
        self.cursor = answer.json()["cursor"] or None
        return answer.json()

    async def refused(self, event: dict[str, Any] | None, **more: Any) -> Any:
        answer = await self.asks(event, **more)
        assert answer.status_code == 422, pretty(answer)
        return next(problem for problem in answer.json()["problems"] if problem["severity"] == "error")


async def test_case_is_stepped_through_its_process_with_what_may_happen_next(center: Center):
    case = Simulation(center, "process", PROCESS)
    unborn = await case.step(None)
    assert [each["event"] for each in unborn["ahead"]] == ["created"]
    begun = await case.step({"event": "created"})
    [row] = begun["history"]
    assert (row["edge"], row["status"], row["line"], row["column"]) == ("created", "nowy", 3, 3)
    busy = next(each for each in begun["ahead"] if each["edge"] == "on_dialer.busy")
    assert busy["branches"] == [
        {"when": "attempts.busy > 2", "to": "koniec"},
        {"when": None, "to": "oddzwon"},
    ]
    outcome = {"event": "dialer_outcome", "outcome": "busy"}
    asked = await case.refused(outcome)
    assert (asked["code"], asked["path"]) == ("condition_untold", ["conditions", "attempts.busy > 2"])
    moved = await case.step(outcome, conditions={"attempts.busy > 2": False})
    assert (moved["status"], moved["due"]) == ("oddzwon", "2026-10-26T11:00:00+00:00")
    assert moved["history"][0]["path"] == ["statuses", "nowy", "on_dialer", "busy", 1]
    assert "żaden wcześniejszy warunek" in moved["history"][0]["words"]["pl"]
    written = await case.step({"event": "contacted", "channel": "mail"})
    [effect] = written["effects"]
    assert (effect["kind"], effect["status"]) == ("notification", "odpisal")
    assert [(each["kind"], each["at"]) for each in written["next"]] == [
        ("callback", "2026-10-27T09:00:00Z"),
        ("term", "2026-10-29T09:00:00Z"),
    ]
    early = await case.step({"event": "woken"})
    assert (early["moved"], early["history"]) == (False, [])
    late = {"event": "woken"}, "2026-10-29T09:00:00Z"
    assert (await Simulation.step(case, *late))["closed"]
    assert (await case.step(None))["ahead"] == []


async def test_end_of_an_action_and_a_refused_save_are_steps_too(center: Center):
    case = Simulation(center, "process", PROCESS)
    await case.step({"event": "created"})
    refused = await case.step({"event": "saved", "status": "oddzwon"})
    assert (refused["moved"], refused["refusal"]["code"]) == (False, "status_not_allowed")
    assert "tylko system" in refused["refusal"]["words"]["pl"]
    written = await case.step({"event": "saved", "status": "odpisal", "by": "anna"})
    done = next(each for each in written["ahead"] if each["event"] == "effect_done")
    assert (done["data"], done["branches"]) == (
        {"key": written["effects"][0]["key"], "ok": True},
        [{"when": None, "to": "koniec"}],
    )
    ended = await case.step({"event": "effect_done", **done["data"]})
    assert (ended["status"], ended["history"][0]["line"]) == ("koniec", 14)


async def test_step_with_what_cannot_be_is_refused_with_its_place(center: Center):
    case = Simulation(center, "process", PROCESS)
    assert (await case.refused({"event": "woken"}))["code"] == "cursor_foreign"
    assert (await case.refused(None, zone="Warszawa"))["code"] == "zone_unknown"
    await case.step({"event": "created"})
    await case.step({"event": "contacted", "channel": "mail"})
    case.text = PROCESS.replace("odpisal", "napisal")
    foreign = await case.refused({"event": "contacted", "channel": "sms"})
    assert foreign["code"] == "cursor_foreign"
    assert "`odpisal`" in foreign["message"]
    case.text = PROCESS.replace("then: oddzwon", "then: oddzown")
    broken = await case.refused(None)
    assert (broken["code"], broken["line"], broken["node"]) == ("target_unknown", 7, "nowy")
    case.text = PROCESS
    for spoiled in (
        {"number": "x"},
        {"pending": [["1/odpisal/0"]]},
        {"pending": [["1/odpisal/7", NOW, "odpisal", 7, True]], "status": "odpisal"},
        {"counters": {"nowy": -1}},
        {"due": ["yesterday", "Europe/Warsaw", "2026-10-26T09:00:00"]},
        {"status": "nowy", "more": 1},
    ):
        case.cursor = spoiled
        assert (await case.asks(None)).status_code == 422
    case.cursor = None
    assert (await case.asks(None, now="9999-12-31T23:59:59Z")).status_code == 422
    assert (await case.asks({"event": "thought_of"})).status_code == 422


async def test_call_is_stepped_through_a_tree_and_the_tree_that_it_enters(center: Center):
    call = Simulation(center, "ivr", LINE)
    assert (await call.refused(None))["code"] == "ivr_unknown"
    await center.designer.put("/graphs/ivr/zgoda/draft", content=CONSENT, headers=YAML)
    assert (await center.designer.post("/graphs/ivr/zgoda/publish")).status_code == 200
    begun = await call.step({"event": "begun"})
    assert [(hop["block"], hop["exit"], hop["target"]) for hop in begun["way"]] == [
        (None, None, "godziny"),
        ("godziny", "within", "zgoda"),
        ("zgoda", "to", "zgoda/pytanie"),
    ]
    assert (begun["way"][1]["line"], begun["way"][2]["line"]) == (6, 8)
    assert [order["words"]["en"] for order in begun["orders"]] == [
        "It says “Czy nagrywać?”, and waits for a key."
    ]
    assert [(each["event"], each["data"], each["to"]) for each in begun["ahead"]] == [
        ("heard", {"keys": "1"}, "zgoda/tak"),
        ("heard", {"keys": "2"}, "zgoda/nie"),
        ("heard", {}, "zgoda/nie"),
    ]
    asked = call.cursor
    queued = await call.step({"event": "heard", "keys": "1"})
    assert [hop["exit"] for hop in queued["way"]] == ["keys.1", "to"]
    assert (queued["node"], queued["waits"], queued["wake_at"]) == (
        *("kolejka", "queue"),
        "2026-10-26T09:05:00+00:00",
    )
    dialled = await call.step({"event": "queue_left", "reason": "timeout"})
    assert dialled["orders"][-1] == {
        "kind": "dial_out",
        "words": {"en": "The number +48221234567 is rung.", "pl": "Dzwoni numer +48221234567."},
    }
    assert dialled["ahead"] == [
        {"event": "dialled", "data": {"outcome": "network_error"}, "exit": "failed", "to": "zamkniete"}
    ]
    said = await call.step({"event": "dialled", "outcome": "busy"})
    assert (said["way"][0]["exit"], said["way"][0]["line"], said["way"][0]["column"]) == ("failed", 10, 50)
    ended = await call.step({"event": "heard"})
    assert (ended["finished"], ended["ahead"], ended["orders"][0]["kind"]) == (True, [], "hang_up")
    call.cursor = asked
    refused = await call.step({"event": "heard", "keys": "2"})
    assert refused["node"] == "telefon"
    assert (await call.step({"event": "dialled", "outcome": "answered"}))["waits"] == "talk"
    assert (await call.step({"event": "hung_up"}))["finished"]
    call.cursor = {**asked, "node": "zgoda/nigdzie"}
    assert (await call.refused({"event": "heard"}))["code"] == "cursor_foreign"


async def test_closed_line_says_so_at_the_hour_of_the_step(center: Center):
    call = Simulation(center, "ivr", PLAIN)
    closed = await call.step({"event": "begun"}, "2026-10-25T09:00:00Z")
    assert [hop["exit"] for hop in closed["way"]] == [None, "outside"]
    assert closed["orders"][0]["words"]["pl"] == "Słychać „Do widzenia.”."
