"""Knows how servers come to a machine, shown with tiny programs in place of the big ones."""

import os
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.problems import CannotPrepare, StepFailed
from app.progress import Progress, Workplace
from app.provision.asterisk import find_asterisk, provide_asterisk, refuse_what_cannot_be_made
from app.provision.cache import alone, built_aside, remove_tree
from app.provision.temporal import find_temporal, provide_temporal
from app.settings import Settings, TemporalSettings


@pytest.fixture
def quiet() -> Generator[Progress]:
    with Path(os.devnull).open("w") as nowhere:
        yield Progress(out=nowhere)


def program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is first on the PATH, before nothing but the basic tools."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def test_address_of_a_cluster_wins_over_everything(tmp_path: Path, path: Path):
    program(path, "temporal", "exit 0")
    settings = Settings(cache=tmp_path, temporal=TemporalSettings(address="cluster:7233"))
    place = find_temporal(settings)
    assert place
    assert (place.address, place.executable) == ("cluster:7233", None)


def test_temporal_on_the_path_is_taken_before_the_cache(tmp_path: Path, path: Path):
    program(path, "temporal", "exit 0")
    place = find_temporal(Settings(cache=tmp_path))
    assert place
    assert place.executable == path / "temporal"


def test_temporal_is_built_with_a_go_that_is_new_enough_and_kept(tmp_path: Path, path: Path, quiet: Progress):
    build = 'case "$1" in env) echo go99.1.2;; build) ls go.mod go.sum && touch temporal;; esac'
    program(path, "go", build)
    settings = Settings(cache=tmp_path / "cache", temporal=TemporalSettings(download=False))
    place = provide_temporal(settings, quiet)
    assert place.executable
    assert place.executable.parent.parent == settings.cache
    program(path, "go", "exit 1")
    assert provide_temporal(settings, quiet) == place


def test_old_asterisk_on_the_path_is_not_taken(tmp_path: Path, path: Path):
    program(path, "asterisk", "echo Asterisk 18.10.0")
    assert find_asterisk(Settings(cache=tmp_path)) is None
    program(path, "asterisk", "echo Asterisk 22.10.1")
    place = find_asterisk(Settings(cache=tmp_path))
    assert place
    assert (place.tree, place.executable) == (None, path / "asterisk")


def test_machine_that_can_make_no_asterisk_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotPrepare, match="To mend it"):
        refuse_what_cannot_be_made(Settings(cache=tmp_path))


@pytest.mark.skipif(os.geteuid() != 0, reason="a Debian tree is made by root")
def test_asterisk_tree_is_made_once_even_by_two_at_a_time(tmp_path: Path, path: Path, quiet: Progress):
    made = tmp_path / "made"
    tree = 'for last; do :; done; mkdir -p "$last/usr/sbin"; touch "$last/usr/sbin/asterisk"'
    program(path, "debootstrap", f"{tree}; echo once >> {made}")
    settings = Settings(cache=tmp_path / "cache")
    with ThreadPoolExecutor(2) as pool:
        places = list(pool.map(lambda _: provide_asterisk(settings, quiet), range(2)))
    assert made.read_text() == "once\n"
    assert {place.tree for place in places} == {settings.cache / "asterisk-sid"}


@pytest.mark.skipif(os.geteuid() != 0, reason="a Debian tree is made by root")
def test_tree_that_was_not_finished_is_not_taken_for_one(tmp_path: Path, path: Path, quiet: Progress):
    program(path, "debootstrap", 'for last; do :; done; mkdir -p "$last/usr/sbin"; echo no mirror; exit 1')
    settings = Settings(cache=tmp_path / "cache")
    with pytest.raises(StepFailed, match="no mirror"):
        provide_asterisk(settings, quiet)
    assert find_asterisk(settings) is None


def test_build_that_breaks_leaves_nothing_in_its_place(tmp_path: Path):
    def build() -> None:
        with built_aside(tmp_path / "part") as aside:
            (aside / "half").touch()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        build()
    assert not (tmp_path / "part").exists()
    with built_aside(tmp_path / "part") as aside:
        assert list(aside.iterdir()) == []
    remove_tree(tmp_path / "part")
    assert not (tmp_path / "part").exists()


def test_second_builder_says_that_it_waits(tmp_path: Path):
    told = (tmp_path / "told").open("w+")
    progress = Progress(out=told)
    with ThreadPoolExecutor(1) as pool, told:
        with alone(tmp_path / "part.lock", progress):
            second = pool.submit(enter, tmp_path / "part.lock", progress)
            wait_for_text(tmp_path / "told", "part")
            assert not second.done()
        assert second.result(10)


def enter(lock: Path, progress: Progress) -> bool:
    with alone(lock, progress):
        return True


def wait_for_text(file: Path, text: str) -> None:
    deadline = time.monotonic() + 10
    while text not in file.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_long_step_is_mentioned_again_and_its_failure_quotes_the_log(tmp_path: Path):
    with (tmp_path / "told").open("w") as told:
        progress = Progress(out=told, remind=0.05)
        command = ["/bin/sh", "-c", "sleep 0.3; echo because of this; exit 1"]
        with pytest.raises(StepFailed, match="because of this"):
            progress.run("the step", command, Workplace(tmp_path / "log"))
    assert "still at it" in (tmp_path / "told").read_text()
