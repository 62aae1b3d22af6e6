"""Knows what an operator may rely on about settings, generated secrets and chosen ports."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.keys import installation_secret
from app.ports import choose_ports, remembered_port
from app.settings import PortSettings, Settings, environment_for_children


def test_state_defaults_to_sqlite_in_the_state_folder(tmp_path: Path):
    assert Settings(state=tmp_path).database_url == f"sqlite:///{tmp_path}/centralka.sqlite"


def test_operator_sets_nested_values_by_plain_environment_names(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CENTRALKA_MAIL_HOST", "mx.example")
    monkeypatch.setenv("CENTRALKA_TIMER_SCALE", "0.1")
    settings = Settings()
    assert (settings.mail_server, settings.timer_scale) == (("mx.example", 587), 0.1)


def test_child_process_sees_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    mine = Settings(state=tmp_path, timer_scale=0.5, ports=PortSettings(api=4321))
    for name, value in environment_for_children(mine).items():
        monkeypatch.setenv(name, value)
    theirs = Settings()
    assert (theirs.state, theirs.timer_scale, theirs.port("api")) == (tmp_path, 0.5, 4321)


def test_plain_postgresql_address_gets_its_driver(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CENTRALKA_DATABASE_URL", "postgresql://u@h/db")
    assert Settings().database_url == "postgresql+asyncpg://u@h/db"


def test_secret_is_generated_once_for_all_who_ask_at_the_same_time(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        seen = set(pool.map(lambda _: installation_secret(tmp_path, "ami"), range(32)))
    assert len(seen) == 1
    assert (tmp_path / "keys/ami").stat().st_mode & 0o777 == 0o600
    assert len(list((tmp_path / "keys").iterdir())) == 1


def test_codec_key_survives_a_restart_and_has_32_bytes(tmp_path: Path):
    assert Settings(state=tmp_path).codec_key() == Settings(state=tmp_path).codec_key()
    assert len(Settings(state=tmp_path).codec_key()) == 32


def test_codec_key_of_the_wrong_length_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CENTRALKA_TEMPORAL_CODEC_KEY", "c2hvcnQ")
    with pytest.raises(ValueError, match="instead of 32"):
        Settings(state=tmp_path).codec_key()


def test_taken_port_is_replaced_and_the_choice_remembered(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        chosen = choose_ports(tmp_path, {"api": taken})["api"]
        assert chosen != taken
    assert remembered_port(tmp_path, "api") == chosen
    assert choose_ports(tmp_path, {"api": taken}) == {"api": chosen}
    assert Settings(state=tmp_path).port("api") == chosen


def test_port_of_a_listener_that_still_runs_is_kept(tmp_path: Path):
    with socket.socket() as own_child:
        own_child.bind(("127.0.0.1", 0))
        own_child.listen()
        port = own_child.getsockname()[1]
        assert choose_ports(tmp_path, {"api": port}, kept={"api"}) == {"api": port}


def test_port_set_by_hand_wins_over_the_remembered_one(tmp_path: Path):
    choose_ports(tmp_path, {"api": 0})
    assert Settings(state=tmp_path, ports=PortSettings(api=4321)).port("api") == 4321
