"""Knows all figures: `python -m benchmarks` makes every one, `… p1 p7` some; one table at the end."""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from benchmarks.measuring import Figure, VoidRun, table

MODULES = {
    "p1": "p1_transitions",
    "p2": "p2_connecting",
    "p4": "p4_history",
    "p6": "p6_sleeping",
    "p7": "p7_ami",
    "p8": "p8_blocks",
    "p9": "p9_api",
    "simulation": "simulation",
}
BUILD = Path(__file__).parents[1] / "build"


def main(wanted: list[str]) -> int:
    """0 when no run was void; a goal that is not met is told by the table."""
    unknown = [name for name in wanted if name not in MODULES]
    if unknown:
        print(f"There is no figure {unknown[0]}. There are: {', '.join(MODULES)}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    void: list[str] = []
    for name in wanted or MODULES:
        print(f"{name} …", file=sys.stderr, flush=True)
        measure = cast(
            "Callable[[], list[Figure]]", cast("Any", import_module(f"benchmarks.{MODULES[name]}")).measure
        )
        try:
            figures += measure()
        except (VoidRun, AssertionError, TimeoutError) as error:
            void.append(f"{name} is void: {str(error)[:300]}")
            print(void[-1], file=sys.stderr)
        print(table(figures), file=sys.stderr, flush=True)
    text = "\n".join((table(figures), *void)) + "\n"
    BUILD.mkdir(exist_ok=True)
    (BUILD / "benchmarks.md").write_text(text, encoding="utf-8")
    print(text)
    return 1 if void else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
