"""Knows how the command line begins and ends: `python -m app`, or `centralka` where it is installed."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run one command and end with its exit code."""
    from app.cli import run
    from app.ending import end_process

    end_process(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
