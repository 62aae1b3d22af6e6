"""Knows how to get a Temporal server: given, on the PATH, cached, downloaded, or built from source."""

import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.problems import CannotPrepare, StepFailed
from app.progress import Progress, Workplace
from app.provision.cache import alone, built_aside, remove_tree
from app.settings import Settings, inherited_environment
from app.wording import say

_SOURCE = Path(__file__).with_name("temporal_source")

_DOWNLOAD = """
import asyncio, os, sys
from temporalio.testing import WorkflowEnvironment
async def main():
    environment = await WorkflowEnvironment.start_local(download_dest_dir=sys.argv[1])
    await environment.shutdown()
asyncio.run(main())
sys.stdout.flush()
os._exit(0)
"""


@dataclass(frozen=True, slots=True)
class TemporalPlace:
    """Either the address of a cluster that somebody else runs, or the program to run one ourselves."""

    address: str = ""
    executable: Path | None = None


def find_temporal(settings: Settings) -> TemporalPlace | None:
    """What is there already, without making anything."""
    if settings.temporal.address:
        return TemporalPlace(address=settings.temporal.address)
    on_path = shutil.which("temporal")
    cached = (Path(on_path) if on_path else None, _built(settings), *_downloaded(settings))
    executable = next((place for place in cached if place and place.exists()), None)
    return TemporalPlace(executable=executable) if executable else None


def provide_temporal(settings: Settings, progress: Progress) -> TemporalPlace:
    """Find a Temporal server or make one: downloaded where that works, else built (about five minutes)."""
    if found := find_temporal(settings):
        return found
    with alone(settings.cache / "temporal.lock", progress):
        if not find_temporal(settings):
            _download_or_build(settings, progress)
    found = find_temporal(settings)
    if not found:
        raise CannotPrepare(
            part="Temporal", reason=say("nothing was built", "nic nie powstało"), mend="centralka doctor"
        )
    return found


def _download_or_build(settings: Settings, progress: Progress) -> None:
    if not (settings.temporal.download and _downloads(settings, progress)):
        _build(settings, progress)


def _built(settings: Settings) -> Path:
    content = b"".join((_SOURCE / name).read_bytes() for name in ("go.mod", "go.sum"))
    return settings.cache / f"temporal-{hashlib.sha256(content).hexdigest()[:12]}" / "temporal"


def _downloaded(settings: Settings) -> list[Path]:
    return sorted((settings.cache / "temporal-sdk").glob("temporal-sdk-python-*"), reverse=True)


def _log(settings: Settings) -> Path:
    return settings.cache / "logs" / "temporal.log"


def _downloads(settings: Settings, progress: Progress) -> bool:
    name = say("Temporal: download by its SDK", "Temporal: pobranie przez SDK")
    try:
        with built_aside(settings.cache / "temporal-sdk") as aside:
            progress.run(name, [sys.executable, "-c", _DOWNLOAD, aside], Workplace(_log(settings)))
    except StepFailed:
        progress.line(
            say(
                "    (no download from here: it is built from its Go source instead)",
                "    (stąd nie da się pobrać: zostanie zbudowany ze źródeł w Go)",
            )
        )
        return False
    return True


def _build(settings: Settings, progress: Progress) -> None:
    go, environment = _go(settings, progress)
    name = say("Temporal: build from source (4-5 minutes)", "Temporal: budowa ze źródeł (4-5 minut)")
    with built_aside(_built(settings).parent) as aside:
        for file in ("go.mod", "go.sum"):
            shutil.copy(_SOURCE / file, aside / file)
        package = "github.com/temporalio/cli/cmd/temporal"
        command = [go, "build", "-buildvcs=false", "-trimpath", "-ldflags=-s -w", "-o", "temporal", package]
        progress.run(name, command, Workplace(_log(settings), aside, environment))
    remove_tree(_workshop(settings))


def _workshop(settings: Settings) -> Path:
    return settings.cache / "temporal-workshop"


def _go(settings: Settings, progress: Progress) -> tuple[str, dict[str, str]]:
    """A Go that is new enough, and the environment to build in."""
    common = inherited_environment() | {"GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    on_path = shutil.which("go")
    if on_path and _version(on_path) >= _wanted_version():
        return on_path, common
    workshop = _workshop(settings)
    go = workshop / "toolchain" / "go" / "bin" / "go"
    if not go.exists():
        with built_aside(workshop / "toolchain") as aside:
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
            command = [*pip, "--target", aside, "-r", _SOURCE / "go.lock"]
            progress.run(say("Go compiler", "Kompilator Go"), command, Workplace(_log(settings)))
    # What was fetched for an attempt that failed serves the next one; it goes when the server is built.
    folders = {"GOPATH": str(workshop / "path"), "GOCACHE": str(workshop / "cache"), "GOFLAGS": "-modcacherw"}
    return str(go), common | folders


def _version(go: str) -> tuple[int, ...]:
    said = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=False).stdout
    return _numbers(said)


def _wanted_version() -> tuple[int, ...]:
    module = (_SOURCE / "go.mod").read_text(encoding="utf-8")
    return _numbers(next(line for line in module.splitlines() if line.startswith("go ")))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))
