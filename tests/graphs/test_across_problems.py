"""What campaigns do to each other: each problem with its way through campaigns and statuses, and without it."""

from typing import Any

import pytest
from graph_documents import END, SOON, campaign, process

from graphs import Known, check
from graphs.across import Joined, Network, joined
from graphs.process.document import ProcessDocument

CREDIT = {"qualifier": "success-callback-public-relative", "after": "1d"}
END_SYSTEM = END | {"for": "system"}


def named(name: str, **statuses: dict[str, Any]) -> str:
    return process(**statuses).replace('"process": "p"', f'"process": "{name}"')


def passing(target: str, order: str = "move", **more: Any) -> dict[str, Any]:
    """A status of the system that passes the record on and closes it here."""
    action = {order: {"campaign": target}, "on_success": "closed", "on_failure": "closed"}
    return SOON | {"for": "system", "actions": [action]} | more


def automatic(target: str, order: str = "move") -> dict[str, dict[str, Any]]:
    """Who does not answer is passed on."""
    start = SOON | {"initial": True, "for": "system", "on_dialer": {"no_answer": "passed"}}
    return {"start": start, "passed": passing(target, order), "closed": END}


def by_agents(target: str) -> dict[str, dict[str, Any]]:
    return {"passed": passing(target) | {"for": "agents"}, "closed": END}


def network(refuses: dict[str, set[str]] | None = None, **processes: str) -> Known:
    """Campaigns a, b, … with processes of the same names; one without text has none that is published."""
    campaigns = {
        name: Joined(name, name, frozenset((refuses or {}).get(name, ())), False, "Europe/Warsaw")
        for name in processes
    }
    documents = {
        name: ProcessDocument.model_validate(check(text).canonical)
        for name, text in processes.items()
        if text
    }
    return Known(network=Network(campaigns, documents), campaigns=campaigns)


def found(text: str, known: Known) -> dict[str, tuple[str | None, str | None, tuple[str, ...]]]:
    problems = [each for each in check(text, known=known).problems if each.code != "outcome_unhandled"]
    return {each.code: (each.node, each.field, each.path) for each in problems}


A_BACK = ("a/passed", "b/start", "b/passed", "a/start", "a/passed")


@pytest.mark.parametrize(("order", "code"), [("move", "moves_in_circles"), ("copy", "copies_endless")])
def test_records_that_go_round_by_themselves_are_refused(order: str, code: str) -> None:
    draft = named("a", **automatic("b", order))
    there = named("b", **automatic("a", order))
    place = f"actions.0.{order}.campaign"
    assert found(draft, network(a=named("a", x=END), b=there)) == {code: ("passed", place, A_BACK)}
    assert not check(draft, known=network(a="", b=there)).sound
    assert found(draft, network(a=draft, b=named("b", x=END))) == {}
    assert found(draft, network({"a": {"b"}}, a=draft, b=there)) == {}


def test_agents_who_may_pass_a_record_round_are_a_warning() -> None:
    draft, there = named("a", **by_agents("b")), named("b", **by_agents("a"))
    known = network(a=draft, b=there)
    assert found(draft, known) == {
        "moves_back_and_forth": ("passed", "actions.0.move.campaign", A_BACK),
    }
    assert check(draft, known=known).sound
    assert found(draft, network(a=draft, b=named("b", x=END))) == {}


def test_copy_into_its_own_campaign_is_endless_unless_an_agent_makes_it() -> None:
    endless = named("a", **automatic("a", "copy"))
    path = ("a/passed", "a/start", "a/passed")
    assert found(endless, network(a=endless)) == {
        "copies_endless": ("passed", "actions.0.copy.campaign", path)
    }
    made = named("a", passed=passing("a", "copy") | {"for": "agents"}, closed=END)
    assert found(made, network(a=made)) == {}


def test_success_that_counts_in_both_campaigns_is_a_warning_at_either_end() -> None:
    selling = {"sold": CREDIT | {"on_mail": "passed"}, "passed": passing("b"), "closed": END}
    first, second = named("a", **selling), named("b", sold=CREDIT, closed=END)
    path = ("a/sold", "a/passed", "b/start", "b/sold")
    known = network(a=first, b=second)
    assert found(first, known) == {"success_across": ("passed", "actions.0.move.campaign", path)}
    assert found(second, known) == {"success_across": ("sold", "qualifier", path)}
    once = named("b", sold=SOON, closed=END)
    assert found(first, network(a=first, b=once)) == {}
    revoked = named("a", **selling | {"passed": passing("b", qualifier={"success": "revoke"}, after=None)})
    assert "success_across" not in found(revoked.replace(', "after": null', ""), known)


def test_record_that_is_not_taken_is_a_warning() -> None:
    draft = named("a", **by_agents("b"))
    there = named("b", x=END)
    place = ("passed", "actions.0.move.campaign", ())
    assert found(draft, network({"b": {"a"}}, a=draft, b=there)) == {"campaign_refuses": place}
    assert found(draft, network(a=draft, b="")) == {"campaign_without_process": place}
    assert found(draft, network(a=draft, b=there)) == {}


def test_fields_that_the_other_campaign_reads_in_another_way_are_a_warning_at_either_end() -> None:
    texts = {"a": named("a", **by_agents("b")), "b": named("b", x=END)}
    known = network(**texts)
    fields = {"amount": {"type": "text"}, "vip": {"type": "truth"}, "old": {}, "phone": {"required": True}}
    there = {"amount": {"type": "number"}, "vip": {}, "new": {}}

    def of(name: str, fields: dict[str, Any]) -> str:
        return campaign(campaign=name, process=name, fields=fields)

    def with_fields(a: dict[str, Any], b: dict[str, Any]) -> Known:
        both = [check(of(name, each)).canonical or {} for name, each in (("a", a), ("b", b))]
        joint = {each["campaign"]: joined(each) for each in both}
        assert known.network is not None
        return Known(network=Network(joint, known.network.processes), campaigns=joint)

    place = ("passed", "actions.0.move.campaign", ())
    told = check(texts["a"], known=with_fields(fields, there)).problems
    assert found(texts["a"], with_fields(fields, there)) == {"fields_differ": place, "fields_absent": place}
    severities = {each.code: each.severity for each in told if each.code.startswith("fields")}
    assert severities == {"fields_differ": "warning", "fields_absent": "notice"}
    assert any("`amount` (text → number), `vip` (truth → text)" in each.message for each in told)
    assert found(of("b", there), with_fields(fields, {})) == {
        "fields_differ_from": (None, "fields.vip", ()),
    }
    assert found(of("a", fields), with_fields({}, there))["fields_differ"] == (None, "process", ())
    same = {name: each for name, each in fields.items() if name != "phone"}
    assert found(texts["a"], with_fields(fields, same)) == {}
    assert found(texts["a"], with_fields(fields, {})) == {}
    assert found(texts["a"], with_fields({"amount": {"type": "number"}}, {"amount": {}})) == {}


def test_campaign_is_told_what_its_process_would_do() -> None:
    known = network(a=named("a", **automatic("b")), b=named("b", **automatic("a")))
    text = campaign(campaign="new", process="a")
    assert found(text, known) == {}
    circle = found(campaign(campaign="a", process="a"), known)
    assert circle == {"moves_in_circles": (None, "process", A_BACK)}
    refusing = campaign(campaign="b", process="b", records={"refuse_from": ["a"]})
    assert found(refusing, known) == {"campaign_refuses": (None, "records.refuse_from.0", ())}


def test_waiting_for_the_dialer_needs_a_progressive_campaign() -> None:
    draft = named("a", waits={"on_waiting": "closed"}, closed=END)
    known = network(a=draft)
    assert found(draft, known) == {"waiting_not_progressive": ("waits", "on_waiting", ())}
    assert found(campaign(campaign="a", process="a"), known) == {
        "waiting_not_progressive": (None, "process", ())
    }
    assert found(campaign(campaign="a", process="a", dial={"mode": "progressive"}), known) == {}


def test_moment_that_the_clocks_skip_is_told_with_the_effective_one() -> None:
    text = named("a", late={"qualifier": "callback-public-absolute", "at": "2027-03-28 02:30"}, closed=END)
    [problem] = [each for each in check(text, known=network(a=text)).problems if each.code == "at_skipped"]
    assert "2027-03-28 03:30" in problem.message
    assert "at_skipped" not in found(text.replace("02:30", "03:30"), network(a=text))
