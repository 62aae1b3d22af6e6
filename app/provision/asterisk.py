"""Knows how to get an Asterisk of version 20 or later: on the PATH, cached, or in a Debian tree."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.problems import CannotPrepare
from app.progress import Progress, Workplace
from app.provision.cache import alone, built_aside
from app.settings import Settings
from app.wording import say

_OLDEST = 20
_PACKAGES = "asterisk,asterisk-modules,asterisk-core-sounds-en-wav"


@dataclass(frozen=True, slots=True)
class AsteriskPlace:
    """The tree to chroot into and the program in it; without a tree it is the machine's own Asterisk."""

    tree: Path | None
    executable: Path
    """Seen from inside the tree."""


def find_asterisk(settings: Settings) -> AsteriskPlace | None:
    """What is there already, without making anything."""
    on_path = shutil.which("asterisk")
    if on_path and _version(on_path) >= _OLDEST:
        return AsteriskPlace(None, Path(on_path))
    tree = _tree(settings)
    return AsteriskPlace(tree, Path("/usr/sbin/asterisk")) if (tree / "usr/sbin/asterisk").exists() else None


def provide_asterisk(settings: Settings, progress: Progress) -> AsteriskPlace:
    """Find an Asterisk, or make a Debian tree with one (about a minute; needs root and debootstrap)."""
    refuse_what_cannot_be_made(settings)
    if found := find_asterisk(settings):
        return found
    with alone(settings.cache / "asterisk.lock", progress):
        if not find_asterisk(settings):
            _make_tree(settings, progress)
    return AsteriskPlace(_tree(settings), Path("/usr/sbin/asterisk"))


def _tree(settings: Settings) -> Path:
    return settings.cache / "asterisk-sid"


def refuse_what_cannot_be_made(settings: Settings) -> None:
    """Raise CannotPrepare where there is no Asterisk and none can be made: before anything long is begun."""
    if find_asterisk(settings):
        return
    if os.geteuid() != 0:
        raise CannotPrepare(
            part="Asterisk",
            reason=say("a Debian tree can be made by root only", "drzewo Debiana może założyć tylko root"),
            mend="sudo ./centralka up",
        )
    if not shutil.which("debootstrap"):
        raise CannotPrepare(
            part="Asterisk",
            reason=say("the program debootstrap is missing", "brak programu debootstrap"),
            mend="apt-get install debootstrap",
        )


def _make_tree(settings: Settings, progress: Progress) -> None:
    name = say("Asterisk: Debian tree (about a minute)", "Asterisk: drzewo Debiana (około minuty)")
    log = settings.cache / "logs" / "asterisk.log"
    with built_aside(_tree(settings)) as aside:
        command = ["debootstrap", "--variant=minbase", f"--include={_PACKAGES}", "sid", aside]
        progress.run(name, command, Workplace(log))
        # Half of the tree's size, and of use only to its package manager.
        for folder in ("var/cache/apt/archives", "var/lib/apt/lists"):
            shutil.rmtree(aside / folder, ignore_errors=True)


def _version(asterisk: str) -> int:
    said = subprocess.run([asterisk, "-V"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", said)
    return int(number.group()) if number else 0
