"""Knows whether the locks belong to pyproject.toml, without a network; `locks.py write` makes them anew."""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
DIGEST = "# dependencies: sha256:"
COMPILE = (
    "uv",
    "pip",
    "compile",
    "--universal",
    "--generate-hashes",
    "--no-annotate",
    "--python-version",
    "3.11",
)
LOCKS = {"requirements.lock": (), "requirements-dev.lock": ("dev", "bench")}


def digest(groups: tuple[str, ...]) -> str:
    """The line by which a lock says which dependencies it was made of."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [project["project"]["dependencies"], *(project["dependency-groups"][group] for group in groups)]
    return DIGEST + hashlib.sha256(json.dumps(wanted).encode()).hexdigest()


def is_fresh(lock: str) -> bool:
    """Whether a lock was made of what pyproject.toml asks for now."""
    return digest(LOCKS[lock]) in (ROOT / lock).read_text(encoding="utf-8").splitlines()


def write(lock: str) -> None:
    """Resolve again; versions that are locked stay unless they no longer fit."""
    groups = [argument for group in LOCKS[lock] for argument in ("--group", group)]
    subprocess.run([*COMPILE, "--quiet", "pyproject.toml", *groups, "-o", lock], cwd=ROOT, check=True)
    file = ROOT / lock
    file.write_text(f"{digest(LOCKS[lock])}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")


if __name__ == "__main__" and sys.argv[1:] == ["write"]:
    for each in LOCKS:
        write(each)
