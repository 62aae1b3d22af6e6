"""The generated configuration holds only plain values, is replaced whole, and opens nothing that is not needed."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.asterisk import (
    AsteriskMissing,
    Installation,
    find_installation,
    instance_folders,
    launch_command,
)
from telephony.config.generator import config_was_read, render, write_config
from telephony.config.settings import (
    AmiSecrets,
    AsteriskSettings,
    Endpoint,
    Folders,
    Ports,
    Trunk,
    UnsafeSetting,
)

SECRET = "a-secret-of-some-length"


def settings(folder: Path, scale: float = 1.0) -> AsteriskSettings:
    return AsteriskSettings(
        Folders(folder, PurePosixPath("/var/lib/centralka/x")),
        Ports(5060, 5038, None, 10000, 10100),
        AmiSecrets(SECRET, SECRET, SECRET),
        (Endpoint("agent-anna", SECRET, last_resort=True), Endpoint("agent-adam", SECRET)),
        (Trunk("world", "192.0.2.1", 5060),),
        timer_scale=scale,
    )


@given(st.text(max_size=60))
def test_no_name_or_secret_writes_a_second_setting(text: str) -> None:
    try:
        endpoint, trunk = Endpoint(text, SECRET + text), Trunk(text, text, 5060)
    except UnsafeSetting:
        return
    written = f"{endpoint.name}{endpoint.secret}{trunk.name}{trunk.host}"
    assert not set(written) & set("\r\n;[]=<>${}&,|\"' ")


def test_write_replaces_each_file_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    etc = settings(tmp_path).folders.outside / "etc"
    write_config(settings(tmp_path))
    write_config(settings(tmp_path, 0.1))
    assert sorted(path.name for path in etc.iterdir()) == sorted(render(settings(tmp_path)))
    assert {path.stat().st_mode & 0o777 for path in etc.iterdir()} == {0o600}
    assert "TIMEOUT(absolute)=0.2)" in (etc / "extensions.conf").read_text()


def test_who_finds_everything_written_writes_nothing_and_lets_nothing_be_read_again(tmp_path: Path) -> None:
    etc = settings(tmp_path).folders.outside / "etc"
    assert write_config(settings(tmp_path))
    assert write_config(settings(tmp_path)), "the first writer died before Asterisk had read it"
    config_was_read(settings(tmp_path))
    files = {path.name: path.stat().st_ino for path in etc.iterdir()}
    assert not write_config(settings(tmp_path))
    assert {path.name: path.stat().st_ino for path in etc.iterdir()} == files
    assert write_config(settings(tmp_path, 0.1))


@pytest.mark.parametrize(
    ("scale", "times"), [(1.0, ("10.0", "60.0", "120.0", "2.0")), (0.1, ("1.0", "6.0", "12.0", "0.2"))]
)
def test_every_dead_man_timer_is_scaled(tmp_path: Path, scale: float, times: tuple[str, ...]) -> None:
    dialplan = render(settings(tmp_path, scale))["extensions.conf"]
    for time in times:
        assert f"={time})" in dialplan


def test_exchange_lets_in_nobody_and_runs_nothing_dangerous(tmp_path: Path) -> None:
    files = render(settings(tmp_path))
    assert "live_dangerously = no" in files["asterisk.conf"]
    assert "anonymous" not in files["pjsip.conf"].replace("username,ip,anonymous", "")
    for module in ("app_system", "app_originate", "func_shell", "pbx_spool", "app_exec", "func_env"):
        assert module not in files["modules.conf"]
    assert "bindaddr = 127.0.0.1" in files["manager.conf"]
    for word in ("command", "config,", "all"):
        assert f"write = {word}" not in files["manager.conf"]


def test_only_marked_phones_ring_as_last_resort(tmp_path: Path) -> None:
    queues = render(settings(tmp_path))["queues.conf"]
    assert "PJSIP/agent-anna" in queues
    assert "agent-adam" not in queues


def test_launch_enters_the_tree_as_an_unprivileged_user(tmp_path: Path) -> None:
    found = Installation("/usr/sbin/asterisk", 22, tmp_path, "asterisk")
    command = launch_command(found, settings(tmp_path)).arguments
    assert command[0].endswith("chroot")
    assert command[1:3] == [str(tmp_path), "/usr/sbin/asterisk"]
    assert command[-4:] == ["-U", "asterisk", "-G", "asterisk"]


def test_instance_in_a_tree_is_reached_from_the_state_folder(tmp_path: Path) -> None:
    found = Installation("/usr/sbin/asterisk", 22, tmp_path / "tree", "asterisk")
    for _ in range(2):
        folders = instance_folders(found, tmp_path / "state", "one")
    assert folders.outside == tmp_path / "tree/var/lib/centralka/one"
    assert (tmp_path / "state" / "asterisk").resolve() == folders.outside
    assert folders.prompt_name("abc") == "/var/lib/centralka/one/prompts/abc"


def test_missing_asterisk_is_told_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AsteriskMissing, match="doctor"):
        find_installation(tmp_path)
