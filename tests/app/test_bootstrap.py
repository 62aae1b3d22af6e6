"""Knows what `./centralka` says and does on machines that lack something."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOBODY = 65534


@pytest.fixture
def checkout() -> Generator[Path]:
    """The bootstrap's own files, in a folder that every user can read."""
    folder = Path(tempfile.mkdtemp(prefix="centralka-", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "app" / "provision").mkdir(parents=True)
    for name in ("centralka", "requirements.lock", "app/provision/debian.json"):
        shutil.copy(ROOT / name, folder / name)
    yield folder
    shutil.rmtree(folder)


def bootstrap(checkout: Path, *arguments: str, path: str, **more: str) -> subprocess.CompletedProcess[str]:
    python = Path(sys.base_prefix) / "bin" / "python3"
    return subprocess.run(
        [python, checkout / "centralka", *arguments],
        env={"PATH": path, "HOME": str(checkout), "CENTRALKA_CACHE": str(checkout / "cache"), **more},
        capture_output=True,
        text=True,
        check=False,
    )


def programs(folder: Path, **scripts: str) -> str:
    """A PATH with nothing but these programs."""
    folder.mkdir()
    for name, script in scripts.items():
        file = folder / name.replace("_", "-")
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
    return str(folder)


def test_machine_that_is_no_debian_is_told_what_to_install(checkout: Path):
    done = bootstrap(checkout, "up", path=programs(checkout / "bin"))
    assert done.returncode == 2
    assert "espeak-ng (spoken announcements)" in done.stderr


def test_operator_with_a_polish_terminal_is_told_in_polish(checkout: Path):
    done = bootstrap(checkout, "up", path=programs(checkout / "bin"), LANG="pl_PL.UTF-8")
    assert "espeak-ng (zapowiedzi głosowe)" in done.stderr
    assert "Naprawa:" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_user_without_root_gets_the_command_that_mends_it(checkout: Path):
    path = programs(checkout / "bin", apt_get="exit 0")
    command = [
        shutil.which("setpriv") or "setpriv",
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
    ]
    done = subprocess.run(
        [*command, "/usr/bin/python3", checkout / "centralka", "demo"],
        env={"PATH": path, "CENTRALKA_CACHE": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "sudo apt-get install --no-install-recommends" in done.stderr
    assert "sip-tester" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="installs only as root")
def test_machine_without_network_is_told_which_step_failed_and_how_to_repeat_it(checkout: Path):
    path = programs(checkout / "bin", apt_get="echo Could not resolve the mirror >&2; exit 100")
    done = bootstrap(checkout, "up", path=path)
    assert done.returncode == 3
    assert "Could not resolve the mirror" in done.stderr
    assert "apt-get update && apt-get install" in done.stderr


def test_user_whose_cache_cannot_be_written_is_told(checkout: Path):
    done = bootstrap(checkout, "paths", path=programs(checkout / "bin"), CENTRALKA_CACHE="/proc/nowhere")
    assert done.returncode == 2
    assert "CENTRALKA_CACHE" in done.stderr


def test_packages_that_are_there_are_not_installed_again(checkout: Path):
    present = dict.fromkeys(("espeak_ng", "sox", "debootstrap"), "exit 0")
    path = programs(checkout / "bin", apt_get="exit 99", **present)
    complete_environment(checkout, path)
    done = bootstrap(checkout, "up", path=path)
    assert (done.returncode, done.stdout.split()) == (0, ["-P", "-m", "app", "up"])


def test_environment_is_made_once_by_two_who_start_at_the_same_time(checkout: Path):
    path = programs(checkout / "bin")
    (checkout / "requirements.lock").write_text("# nothing\n")
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: bootstrap(checkout, "paths", path=path), range(2)))
    assert len(list((checkout / "cache").glob("venv-*"))) == 1, runs[0].stderr
    told = [run.stderr.count("Python: environment (") for run in runs]
    assert sum(told) == 1, [run.stderr for run in runs]


def complete_environment(checkout: Path, path: str) -> None:
    """A finished environment whose Python only tells what it was asked to run."""
    load = "import runpy, sys; known = runpy.run_path(sys.argv[1]); "
    script = load + "print(known['environment_folder'](known['HOME'] / sys.argv[2]))"
    python = Path(sys.base_prefix) / "bin" / "python3"
    told = subprocess.run(
        [python, "-c", script, checkout / "centralka", "requirements.lock"],
        env={"PATH": path, "CENTRALKA_CACHE": str(checkout / "cache")},
        capture_output=True,
        text=True,
        check=True,
    )
    folder = Path(told.stdout.strip())
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_text('#!/bin/sh\necho "$@"\n')
    (folder / "bin" / "python").chmod(0o755)
    (folder / "complete").touch()
