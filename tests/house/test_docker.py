"""Knows that the container files name what exists: folders, commands, settings."""

import re
from typing import Any

import pytest
from house.test_sizes import ROOT
from ruamel.yaml import YAML

from app.settings import Settings

COMPOSE: dict[str, Any] = YAML(typ="safe").load(
    (ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8")
)
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
OURS = [name for name, service in COMPOSE["services"].items() if service["image"] == "centralka"]


def known_settings() -> set[str]:
    names: set[str] = set()
    for field, info in Settings.model_fields.items():
        groups = getattr(info.annotation, "model_fields", {"": None})
        names |= {f"CENTRALKA_{field}_{key}".rstrip("_").upper() for key in groups}
    return names


@pytest.mark.parametrize("service", OURS)
def test_service_runs_a_command_that_exists(service: str):
    command = COMPOSE["services"][service]["command"][0].replace("-", "_")
    assert (ROOT / "app" / "cli" / f"{command}.py").exists()


@pytest.mark.parametrize("service", OURS)
def test_service_sets_only_settings_that_exist(service: str):
    assert set(COMPOSE["services"][service]["environment"]) <= known_settings()


def test_every_mounted_volume_is_declared():
    mounts = [mount for service in COMPOSE["services"].values() for mount in service.get("volumes", [])]
    assert {mount.split(":")[0] for mount in mounts} == set(COMPOSE["volumes"])


def test_image_copies_every_package_and_nothing_that_is_missing():
    copied = set(re.findall(r"^COPY (\w\S*) /", DOCKERFILE, re.MULTILINE))
    assert all((ROOT / source).exists() for source in copied)
    packages = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages <= copied


def test_build_context_holds_what_the_image_copies():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(re.findall(r"^COPY (\w\S*) /", DOCKERFILE, re.MULTILINE)) <= allowed
