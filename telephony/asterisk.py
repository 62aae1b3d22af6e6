"""Knows how to find an Asterisk, give one instance its folder, and start it without leaving anything behind.

A debootstrapped tree is entered by chroot, without a mount: the instance's folder lies inside the tree, under
`/var/lib/centralka/<instance>`, and the state folder gets a link to it. So `kill -9` leaves nothing mounted,
and several instances share one tree. An Asterisk on the PATH keeps its folder in the state folder itself.
"""

import asyncio
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from domain.errors import Unavailable
from telephony.ami import Ami
from telephony.config.generator import write_config
from telephony.config.settings import AsteriskSettings, Folders
from telephony.config.sounds import write_sounds
from telephony.wire import AmiAddress, AmiEvent, Incoming, LinkMissing

OLDEST = 20
USER = "asterisk"
_BINARY = "usr/sbin/asterisk"


class AsteriskMissing(Unavailable):
    """No Asterisk 20 or newer was found, neither on the PATH nor in {tree}. Run: ./centralka doctor"""

    code = "asterisk_missing"
    message_pl = (
        "Nie znaleziono Asteriska 20 lub nowszego, ani w PATH, ani w {tree}. Uruchom: ./centralka doctor"
    )


@dataclass(frozen=True, slots=True)
class Installation:
    """An Asterisk that can be started; `tree` is the root to chroot into, `user` the account it runs as."""

    binary: str
    version: int
    tree: Path | None = None
    user: str | None = None

    def command(self) -> list[str]:
        if self.tree is None:
            return [self.binary]
        chroot = shutil.which("chroot") or "/usr/sbin/chroot"
        return [chroot, str(self.tree), self.binary]


def find_installation(tree: Path | None = None) -> Installation:
    """The Asterisk on the PATH when it is new enough, else the one in the tree; raises `AsteriskMissing`."""
    found = shutil.which("asterisk")
    if found and (version := _version([found])) >= OLDEST:
        user = USER if os.geteuid() == 0 and _account(Path("/"), USER) else None
        return Installation(found, version, None, user)
    if tree is not None and (tree / _BINARY).exists() and os.geteuid() == 0:
        inside = Installation(f"/{_BINARY}", 0, tree.resolve(), USER if _account(tree, USER) else None)
        if (version := _version(inside.command())) >= OLDEST:
            return Installation(inside.binary, version, inside.tree, inside.user)
    raise AsteriskMissing(tree=tree)


def instance_folders(installation: Installation, state: Path, instance: str) -> Folders:
    """The folder of one instance; with a tree, `<state>/asterisk` is a link to it."""
    if installation.tree is None:
        return Folders(state / "asterisk", PurePosixPath(state / "asterisk"))
    inside = PurePosixPath("/var/lib/centralka") / instance
    outside = installation.tree / inside.relative_to("/")
    outside.mkdir(parents=True, exist_ok=True)
    state.mkdir(parents=True, exist_ok=True)
    link = state / "asterisk"
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(outside)
    return Folders(outside, inside)


@dataclass(frozen=True, slots=True)
class LaunchCommand:
    """What a supervisor needs to start Asterisk as its own child, in the foreground."""

    arguments: list[str]
    environment: dict[str, str]
    cwd: Path


def prepare(installation: Installation, settings: AsteriskSettings) -> LaunchCommand:
    """Writes configuration and sounds, hands the folder to Asterisk's account, and says how to start it."""
    write_config(settings)
    write_sounds(settings)
    _hand_over(installation, settings.folders)
    return launch_command(installation, settings)


def launch_command(installation: Installation, settings: AsteriskSettings) -> LaunchCommand:
    """How to start it; a pure function of its arguments, for adoption too."""
    config = str(settings.folders.inside / "etc" / "asterisk.conf")
    arguments = [*installation.command(), "-f", "-n", "-C", config]
    if installation.user:
        arguments += ["-U", installation.user, "-G", installation.user]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    return LaunchCommand(arguments, environment, settings.folders.outside)


def reload_sounds_owner(installation: Installation, settings: AsteriskSettings) -> None:
    """Hands files over to Asterisk's account that were written after its start."""
    _hand_over(installation, settings.folders)


async def wait_until_booted(address: AmiAddress, patience: float = 30.0) -> None:
    """Until Asterisk says that all its modules are there; raises `LinkMissing` when it does not in time."""
    ami = Ami(address)
    try:
        async with asyncio.timeout(patience):
            await _log_in(ami)
            while not _is_booted(await ami.next_event()):
                pass
    except TimeoutError as error:
        raise LinkMissing(address=str(address)) from error
    finally:
        await ami.close()


async def _log_in(ami: Ami) -> None:
    while True:
        try:
            return await ami.connect()
        except LinkMissing:
            await asyncio.sleep(0.05)


def _is_booted(incoming: Incoming) -> bool:
    return isinstance(incoming, AmiEvent) and incoming.name == "FullyBooted"


class AsteriskProcess:
    """One running Asterisk that this process has started."""

    def __init__(self, installation: Installation, settings: AsteriskSettings) -> None:
        self.settings = settings
        self._command = prepare(installation, settings)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise Unavailable(part="asterisk")
        return self._process.pid

    def start(self) -> None:
        with (self.settings.folders.outside / "log" / "console.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command.arguments,
                env=self._command.environment,
                cwd=self._command.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self, patience: float = 5.0) -> None:
        """Asks it to end, and ends it when it does not."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _version(command: list[str]) -> int:
    try:
        done = subprocess.run([*command, "-V"], capture_output=True, text=True, timeout=10, check=False)
    except OSError:
        return 0
    found = re.match(r"Asterisk (\d+)", done.stdout)
    return int(found[1]) if found else 0


def _account(root: Path, name: str) -> tuple[int, int] | None:
    for line in (root / "etc/passwd").read_text(encoding="utf-8").splitlines():
        fields = line.split(":")
        if fields[0] == name:
            return int(fields[2]), int(fields[3])
    return None


def _hand_over(installation: Installation, folders: Folders) -> None:
    owner = _account(installation.tree or Path("/"), installation.user) if installation.user else None
    if owner is None:
        return
    for path in (folders.outside, *folders.outside.rglob("*")):
        os.chown(path, *owner, follow_symlinks=False)
