"""The command line as people type it: real processes, a real server, exit codes and what is printed."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import httpx2
import pytest
from people import CAMPAIGN, IVR, PROCESS

from app.first_run import ensure_first_user
from app.settings import PortSettings, Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
SCRIPT = """
script: rozmowa
results: {wynik: [tak, nie]}
questions:
  zgoda: {type: choice, choices: {tak: Tak, nie: Nie}, result: wynik}
"""
MAPPED = """process: rozmowy
statuses:
  nowy:
    on_script:
      - {script: rozmowa, field: wynik, value: tka, then: koniec}
  koniec: {qualifier: terminal}
"""
BROKEN = "process: zepsuty\nstatuses:\n  a: {initial: true, on_mail: b}\n  a: {}\n"


class Shell:
    """A terminal whose environment points at one installation."""

    def __init__(self, state: Path, port: int) -> None:
        self.folder, self.port = state.parent, port
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CENTRALKA_")}
        self.environment = {
            **kept,
            "CENTRALKA_STATE": str(state),
            "CENTRALKA_LANGUAGE": "en",
            "CENTRALKA_PORTS_API": str(port),
            "CENTRALKA_TEMPORAL_ADDRESS": "127.0.0.1:9",
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "app", *arguments]

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        done = subprocess.run(
            self.command(*arguments),
            env={**self.environment, **environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Generator[Shell]:
    state = tmp_path_factory.mktemp("installation") / "state"
    state.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        shell = Shell(state, probe.getsockname()[1])
    code, _, errors = shell.run("db", "upgrade")
    assert code == 0, errors
    made = ensure_first_user(Settings(state=state, ports=PortSettings(api=shell.port)))
    assert made is not None
    server = subprocess.Popen(
        shell.command("api"), env=shell.environment, cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{shell.port}/health/live")
        signed = httpx2.post(
            f"http://127.0.0.1:{shell.port}/api/v1/session",
            json={"email": made.email, "password": made.password},
            trust_env=False,
        )
        assert signed.status_code == 201
        yield shell
    finally:
        server.terminate()
        server.wait(PATIENCE)


def test_first_user_is_made_once(shell: Shell):
    assert ensure_first_user(Settings(state=Path(shell.environment["CENTRALKA_STATE"]))) is None
    key = Path(shell.environment["CENTRALKA_STATE"]) / "keys" / "api"
    assert key.stat().st_mode & 0o777 == 0o600


def test_check_lists_problems_a_line_each_without_a_server(shell: Shell):
    broken, sound = shell.write("broken.yaml", BROKEN), shell.write("sound.yaml", PROCESS)
    code, out, _ = shell.run("graphs", "check", broken, sound, CENTRALKA_SERVER="http://127.0.0.1:9")
    assert code == 1
    assert f"{broken}:4:3: " in out
    code, out, _ = shell.run("graphs", "check", broken, "--format", "json")
    assert code == 1
    assert {problem["line"] for problem in json.loads(out)[0]["problems"]} >= {4}
    assert shell.run("graphs", "check", sound)[0] == 0
    assert shell.run("graphs", "check", str(shell.folder / "nothing.yaml"))[0] == 2
    code, out, _ = shell.run("graphs", "check", broken, CENTRALKA_LANGUAGE="pl")
    assert "powtarza" in out or "dwa razy" in out or "drugi raz" in out, out


def test_script_is_checked_and_published_and_processes_are_held_to_it(shell: Shell):
    script = shell.write("script.yaml", SCRIPT)
    assert shell.run("graphs", "check", script)[0] == 0
    code, out, errors = shell.run("graphs", "publish", script)
    assert (code, out.startswith("script rozmowa: 1 (")) == (0, True), errors
    assert shell.run("graphs", "diff", script)[:2] == (0, "")
    process = shell.write("rozmowy.yaml", MAPPED)
    assert shell.run("graphs", "check", process)[0] == 0
    for command in (("check", "--server", f"http://127.0.0.1:{shell.port}"), ("publish",)):
        code, out, _ = shell.run("graphs", *command, process)
        assert (code, f"{process}:5:48: script_value_unknown: " in out) == (1, True), out


def test_publish_diff_apply_and_start_over_the_local_key(shell: Shell):
    process, ivr = shell.write("process.yaml", PROCESS), shell.write("ivr.yaml", IVR)
    assert shell.run("graphs", "diff", process)[0] == 1
    code, out, errors = shell.run("graphs", "publish", process, ivr)
    assert code == 0, errors
    assert out.split(": 1 (")[0] == "ivr linia"
    assert "process windykacja: 1 (" in out
    assert shell.run("graphs", "diff", process, ivr)[:2] == (0, "")
    shell.write("process.yaml", PROCESS.replace("15min", "20min"))
    code, out, _ = shell.run("graphs", "diff", process)
    assert code == 1
    assert "In `za-15-min`, `after` is now PT20M instead of PT15M." in out
    code, out, _ = shell.run("graphs", "publish", process, "--dry-run")
    assert (code, "instead of PT15M" in out) == (0, True)
    assert shell.run("graphs", "publish", process)[1].startswith("process windykacja: 2 (")
    assert shell.run("graphs", "diff", process)[:2] == (0, "")
    campaign = shell.write("campaign.json", json.dumps(CAMPAIGN))
    code, out, _ = shell.run("campaigns", "apply", campaign)
    assert (code, out.split(": ")[1]) == (1, "agent_unknown")
    code, out, errors = shell.run("users", "add", "agent@example.com", "--role", "agent")
    assert code == 0, errors
    assert shell.run("campaigns", "apply", campaign)[:2] == (0, "campaign windykacja: 1\n")
    assert shell.run("campaigns", "apply", campaign)[:2] == (0, "campaign windykacja: 2\n")
    code, _, errors = shell.run("campaigns", "start", "windykacja")
    assert code == 1
    assert "Temporal" in errors


def test_past_of_a_case_is_walked_on_its_version_and_on_the_draft(shell: Shell):
    process = PROCESS.replace("windykacja", "dawne", 1)
    campaign = {"campaign": "dawne", "process": "dawne", "direction": "outbound"}
    written = shell.write("dawne.yaml", process), shell.write("dawne.json", json.dumps(campaign))
    assert shell.run("graphs", "publish", *written)[0] == 0
    key = shell.run("keys", "add", "replays", "--role", "administrator")[1].strip()
    made = httpx2.post(
        f"http://127.0.0.1:{shell.port}/api/v1/campaigns/dawne/cases",
        json={"contact": {"name": "Jan", "phones": ["+48600100200"]}, "fields": {}},
        headers={"Authorization": f"Bearer {key}"},
        trust_env=False,
    )
    assert made.status_code == 201, made.text
    case = made.json()["id"]
    code, out, errors = shell.run("graphs", "replay", "--case", case)
    assert code == 0, errors
    first, edge, *rest = out.splitlines()
    assert first.startswith("1. ")
    assert first.endswith("system: the case began")
    assert edge == "   → nowy [statuses.nowy] 5:3"
    assert "Whether the customer was on the line" in " ".join(rest)
    code, out, _ = shell.run("graphs", "replay", "--case", case, "--version", "draft", "--format", "json")
    assert (code, json.loads(out)["played_on"]) == (0, "draft")
    assert shell.run("graphs", "replay", "--case", "nobody")[0] == 1
    assert "not_found" in shell.run("graphs", "replay", "--call", "nobody")[2]
    assert shell.run("graphs", "replay")[0] == 2


@pytest.mark.feature("NEW-14")
def test_process_that_demands_scenarios_is_published_with_them(shell: Shell):
    demanding = PROCESS.replace("windykacja", "badana").replace("statuses:", "tests: required\nstatuses:", 1)
    process = shell.write("tested.yaml", demanding)
    code, out, _ = shell.run("graphs", "publish", process)
    assert (code, out.split(": ")[1]) == (1, "scenarios_missing")
    story = "scenarios: badana\nstories:\n  s:\n    - {dial: busy, then: {status: za-15-min, due: in %s}}\n"
    scenarios = shell.write("tested.scenarios.yaml", story % "2h")
    ivr = shell.write("other.yaml", IVR.replace("linia", "badana"))
    code, out, errors = shell.run("graphs", "publish", ivr, scenarios, process)
    assert (code, out.split(": ")[1]) == (1, "expected_otherwise"), out
    assert f"Nothing was published. That was to be: {ivr}, {scenarios}, {process}.\n" in errors
    assert shell.run("graphs", "diff", ivr)[1].endswith(": new\n")
    shell.write("tested.scenarios.yaml", story % "15min")
    code, out, errors = shell.run("graphs", "publish", scenarios, process)
    assert code == 0, errors
    assert out.startswith("scenarios badana: 1 (1/1)\nprocess badana: 1 (")


def test_nothing_is_published_when_one_document_has_an_error(shell: Shell):
    broken, other = (
        shell.write("broken.yaml", BROKEN),
        shell.write("other.yaml", IVR.replace("linia", "inna")),
    )
    code, out, _ = shell.run("graphs", "publish", other, broken)
    assert code == 1
    assert broken in out
    assert shell.run("graphs", "diff", other)[0] == 1


def test_keys_and_addresses_of_other_servers(shell: Shell):
    code, out, errors = shell.run("keys", "add", "ci", "--role", "administrator")
    assert code == 0, errors
    address = f"http://localhost:{shell.port}"
    arguments = (
        "graphs",
        "diff",
        shell.write("nowy.yaml", IVR.replace("linia", "nowy")),
        "--server",
        address,
    )
    assert "after" not in shell.run(*arguments, CENTRALKA_API_KEY=out.strip())[2]
    code, _, errors = shell.run(*arguments)
    assert code == 1
    assert "not_signed_in" in errors
    code, _, errors = shell.run(*arguments[:-1], "http://127.0.0.1:9")
    assert code == 3
    assert "does not answer" in errors


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if httpx2.get(address, follow_redirects=True, trust_env=False).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise AssertionError(address)


@pytest.mark.feature("EXT-41", "NEW-18")
def test_pull_request_is_published_as_a_whole_once_somebody_else_has_approved_of_it(shell: Shell):
    folder = shell.folder / "graphs"
    folder.mkdir()
    process = PROCESS.replace("windykacja", "zgody", 1).replace("statuses:", "review: required\nstatuses:", 1)
    campaign = {
        **CAMPAIGN,
        "campaign": "zgody",
        "process": "zgody",
        "ivr": "zgody",
        "numbers": [],
        "members": [],
    }
    (folder / "a.json").write_text(json.dumps(campaign), encoding="utf-8")
    (folder / "b.yaml").write_text(process, encoding="utf-8")
    (folder / "c.yaml").write_text(IVR.replace("linia", "zgody"), encoding="utf-8")
    code, out, errors = shell.run("graphs", "publish", str(folder), "--dry-run")
    assert (code, out.count(": new")) == (0, 3), errors
    code, out, _ = shell.run("graphs", "publish", str(folder), "--format", "github")
    assert code == 1
    assert f"::error file={folder / 'b.yaml'},line=1,col=1,title=review_needed::" in out
    assert shell.run("graphs", "diff", str(folder / "c.yaml"))[1].endswith(": new\n"), "nothing is published"
    ewa = shell.run("users", "add", "ewa@example.com", "--role", "designer")[1].split()[0]
    reviewer = shell.run("keys", "add", "ewa", "--role", "designer", "--user", ewa)[1].strip()
    code, out, errors = shell.run("graphs", "review", str(folder / "b.yaml"), CENTRALKA_API_KEY=reviewer)
    assert (code, out) == (0, "process zgody: approved\n"), errors
    code, out, errors = shell.run("graphs", "publish", str(folder))
    assert (code, [line.split(" (")[0] for line in out.splitlines() if line[0] != " "]) == (
        *(0, ["ivr zgody: 1", "process zgody: 1", "campaign zgody: 1"]),
    ), errors
    assert out.count("  `zgody` is on version 1: what is new gets it.") == 2, "the campaign came along"
