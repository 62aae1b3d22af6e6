"""`centralka graphs …` in git and CI, without a server: files and folders as a whole, annotations, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.documents import check_files, files_of
from app.publishing import in_order

ROOT = Path(__file__).parents[2]
PROCESS = """process: p
statuses:
  nowy: {initial: true, on_dialer: {busy: nowy}, on_mail: koniec}
  koniec: {qualifier: terminal}
"""
CAMPAIGN = "campaign: c\nprocess: p\ndirection: outbound\n"
SCRIPT = """script: s
results: {wynik: [tak, nie]}
questions:
  a: {type: choice, choices: {tak: T, nie: N}, result: wynik}
"""
MAPPED = """process: q
statuses:
  nowy:
    on_script: [{script: s, field: wynik, value: tka, then: koniec}]
  koniec: {qualifier: terminal}
"""
SCENARIOS = """scenarios: p
stories:
  Mail:
    - {arrives: mail, then: {status: koniec}}
"""


def graphs(*arguments: object, **environment: str) -> tuple[int, str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("CENTRALKA_")}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app", "graphs", *map(str, arguments)],
        env={**mine, "PYTHONPATH": str(ROOT), "CENTRALKA_LANGUAGE": "en", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in git: a process, its scenarios and its campaign, and what is nobody's document."""
    for name, text in (("p", PROCESS), ("deep/c", CAMPAIGN), ("p.scenarios", SCENARIOS)):
        (tmp_path / f"{name}.yaml").parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "workflow.yaml").write_text("on: push\n")
    return tmp_path


def test_folder_is_checked_as_a_whole(folder: Path):
    (folder / "templates.yaml").write_text("- {name: a, subject: b, body: c}\n")
    code, out = graphs("check", folder)
    assert (code, f"left out, not a document: {folder / 'templates.yaml'}" in out) == (0, True)
    (folder / "deep" / "c.yaml").write_text(CAMPAIGN.replace("process: p", "process: pp"))
    code, out = graphs("check", folder)
    assert code == 1
    assert f"{folder / 'deep' / 'c.yaml'}:2:10: process_unknown: " in out
    assert "Did you mean `p`?" in out
    assert graphs("check", folder / "deep")[0] == 0
    (folder / "twice.yaml").write_text(PROCESS)
    assert "document_twice" in graphs("check", folder)[1]
    assert graphs("check", folder / ".github" / "nothing")[0] == 2


def test_process_is_held_to_the_fields_of_a_script_beside_it(tmp_path: Path):
    (tmp_path / "s.yaml").write_text(SCRIPT)
    (tmp_path / "q.yaml").write_text(MAPPED)
    code, out = graphs("check", tmp_path)
    assert (code, "q.yaml:4:50: script_value_unknown: " in out) == (1, True), out


@pytest.mark.feature("EXT-41")
def test_problem_is_an_annotation_at_its_line_in_a_pull_request(folder: Path):
    file = folder / "p.yaml"
    file.write_text(PROCESS.replace("on_mail: koniec", "on_mail: konec"))
    code, out = graphs("check", file, "--format", "github")
    assert code == 1
    assert f"::error file={file},line=3,col=59,title=target_unknown::`konec` does not exist" in out
    code, out = graphs("check", file, "--format", "json")
    assert json.loads(out)[0]["file"] == str(file)
    assert graphs("check", file, "--format", "xml")[0] == 2


def test_annotation_escapes_what_would_end_it(tmp_path: Path):
    file = tmp_path / "a,b:c.yaml"
    file.write_text("process: p\nstatuses: {a: {title: 50% off, initial: true, on_mail: 'b%c'}}\n")
    out = graphs("check", file, "--format", "github")[1]
    assert f"file={tmp_path}/a%2Cb%3Ac.yaml," in out
    assert "b%25c" in out


@pytest.mark.feature("EXT-33")
def test_two_files_are_compared_by_meaning_without_a_server(folder: Path):
    old, new = folder / "p.yaml", folder / "new.yaml"
    new.write_text("# the same, told in another order\n" + PROCESS.replace("busy: nowy", "busy: koniec"))
    code, out = graphs("diff", "--from", old, new)
    assert code == 1
    assert "The edge on_dialer.busy of `nowy` now leads to `koniec` instead of `nowy`." in out
    code, out = graphs("diff", "--from", old, new, "--format", "github", CENTRALKA_LANGUAGE="pl")
    assert code == 1
    assert out == (
        f"::notice file={new},line=4,col=37,title=edge_retargeted::"
        "Przejście on_dialer.busy z `nowy` prowadzi teraz do `koniec` zamiast do `nowy`.\n"
    )
    new.write_text(f"# a comment\n{PROCESS}")
    assert graphs("diff", "--from", old, new) == (0, "")
    assert graphs("diff", "--from", folder / "deep" / "c.yaml", new)[0] == 2


def test_stories_of_a_folder_are_played_on_the_processes_beside_them(folder: Path):
    code, out = graphs("test", folder)
    assert (code, "1 passed, 0 failed" in out) == (0, True), out
    (folder / "p.scenarios.yaml").write_text(SCENARIOS.replace("koniec", "nowy"))
    code, out = graphs("test", folder, "--format", "github")
    assert code == 1
    assert f"::error file={folder / 'p.scenarios.yaml'},line=4," in out
    assert "title=expected_otherwise::" in out


def test_server_that_does_not_answer_is_its_own_exit_code(folder: Path):
    for command in ("diff", "publish"):
        code, out = graphs(command, folder, "--server", "http://127.0.0.1:9")
        assert (code, "does not answer" in out) == (3, True), out


def test_trees_of_a_folder_are_looked_into_and_published_before_those_that_enter_them(tmp_path: Path):
    (tmp_path / "inner.yaml").write_text("ivr: z\nblocks:\n  a: {block: return}\n")
    (tmp_path / "b.yaml").write_text(
        "ivr: b\nblocks:\n  a: {block: subtree, tree: a, next: b}\n  b: {block: return}\n"
    )
    outer = "ivr: a\nblocks:\n  a: {block: subtree, tree: z, next: b}\n  b: {block: return, exit: late}\n"
    (tmp_path / "a.yaml").write_text(outer)
    code, out = graphs("check", tmp_path)
    assert (code, "b.yaml:3:3: exit_open: " in out, "b.yaml:3:32: exit_unknown: " in out) == (
        1,
        True,
        True,
    ), out
    (tmp_path / "a.yaml").write_text(outer.replace(", exit: late", ""))
    assert graphs("check", tmp_path)[0] == 0
    order = [found.name for _, found in in_order(check_files(files_of([tmp_path]))).values()]
    assert order == ["z", "a", "b"]
