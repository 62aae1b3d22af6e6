"""Knows what a machine needs to run and to test Centralka, and the command that mends each lack."""

import importlib.util
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.provision.asterisk import find_asterisk
from app.provision.temporal import find_temporal
from app.settings import Settings
from app.wording import say

_DEBIAN = Path(__file__).parent / "provision" / "debian.json"
_GIGABYTE = 2**30


@dataclass(frozen=True, slots=True)
class Finding:
    """One need of a machine: whether it is met, what it is for, and what mends it."""

    name: str
    met: bool
    purpose: str
    mend: str
    needed_to_run: bool = True

    @property
    def blocks(self) -> bool:
        """Whether Centralka cannot run because of this."""
        return self.needed_to_run and not self.met

    def line(self) -> str:
        """The finding as a person reads it."""
        mark = "✓" if self.met else "✗" if self.needed_to_run else "–"
        mend = "" if self.met else f"  →  {self.mend}"
        return f"  {mark} {self.name} ({self.purpose}){mend}"


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; changes nothing."""
    return [*_debian_packages(), *_servers(settings), *_machine(settings)]


def _debian_packages() -> list[Finding]:
    listed: dict[str, list[dict[str, str]]] = json.loads(_DEBIAN.read_text(encoding="utf-8"))
    sudo = "" if os.geteuid() == 0 else "sudo "
    return [
        Finding(
            name=need["package"],
            met=_is_met(need),
            purpose=need["for_pl"] if say("en", "pl") == "pl" else need["for"],
            mend=f"{sudo}apt-get install {need['package']}",
            needed_to_run=group == "run",
        )
        for group, needs in listed.items()
        for need in needs
    ]


def _is_met(need: dict[str, str]) -> bool:
    tests: dict[str, Callable[[str], bool]] = {
        "unless": lambda command: shutil.which(command) is not None,
        "command": lambda command: shutil.which(command) is not None,
        "python": lambda module: importlib.util.find_spec(module) is not None,
        "file": lambda pattern: any(Path("/").glob(pattern)),
    }
    return any(test(need[kind]) for kind, test in tests.items() if kind in need)


def _servers(settings: Settings) -> list[Finding]:
    return [
        Finding(
            name="Temporal",
            met=find_temporal(settings) is not None,
            purpose=say("the memory of every call and case", "pamięć każdej rozmowy i sprawy"),
            mend="./centralka setup",
        ),
        Finding(
            name="Asterisk",
            met=find_asterisk(settings) is not None,
            purpose=say("the switch; version 20 or later", "centrala telefoniczna; wersja 20 lub nowsza"),
            mend="./centralka setup" if os.geteuid() == 0 else "sudo ./centralka setup",
        ),
    ]


def _machine(settings: Settings) -> list[Finding]:
    free = shutil.disk_usage(_existing(settings.cache)).free
    return [
        Finding(
            name=say("3 GB of disk", "3 GB na dysku"),
            met=free > 3 * _GIGABYTE or find_temporal(settings) is not None,
            purpose=say(
                f"{settings.cache} has {free // _GIGABYTE}", f"{settings.cache} ma {free // _GIGABYTE}"
            ),
            mend=say("free some, or set CENTRALKA_CACHE", "zwolnij miejsce albo ustaw CENTRALKA_CACHE"),
        ),
        Finding(
            name=say("state folder", "folder danych"),
            met=os.access(_existing(settings.state), os.W_OK),
            purpose=str(settings.state),
            mend=f"mkdir -p {settings.state} && chown $USER {settings.state}",
        ),
        Finding(
            name=say("root, for an Asterisk in a tree", "root, dla Asteriska w drzewie"),
            met=os.geteuid() == 0 or shutil.which("asterisk") is not None,
            purpose="chroot",
            mend="sudo ./centralka up",
        ),
    ]


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.exists())
