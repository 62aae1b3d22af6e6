"""Knows the command line as a whole: one file here is one command, loaded only when it is asked for.

The file has the command's name (`mail_catcher.py` is `mail-catcher`) and a function `add_to(root)`."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import typer
from pydantic import ValidationError

from app.settings import spoken_language
from app.wording import say
from domain.errors import CentralkaError, Unavailable

DONE, ANSWER_IS_NO, WRONG_USE, NOT_REACHABLE = 0, 1, 2, 3
"""What every command's exit code means."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. What went wrong is told in one sentence on standard error."""
    try:
        _root(arguments)(list(arguments), prog_name="centralka")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else ANSWER_IS_NO
    except CentralkaError as error:
        print(f"centralka: {error.sentence(spoken_language())}", file=sys.stderr)
        return NOT_REACHABLE if isinstance(error, Unavailable) else ANSWER_IS_NO
    except ValidationError as problem:
        if problem.title != "Settings":
            raise
        for wrong in problem.errors(include_url=False, include_input=False):
            name = "_".join(("CENTRALKA", *map(str, wrong["loc"]))).upper()
            print(f"centralka: {say('setting', 'ustawienie')} {name}: {wrong['msg']}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return 130
    return DONE


def _root(arguments: Sequence[str]) -> typer.Typer:
    root = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help=say(
            "A contact center in which every contact and every call is a durable workflow.",
            "Contact center, w którym każdy kontakt i każda rozmowa jest trwałym procesem.",
        ),
    )
    # With a single command Typer leaves its name out; a callback keeps `centralka NAME`.
    root.callback()(lambda: None)
    for module in _modules(arguments):
        importlib.import_module(f"{__name__}.{module}").add_to(root)
    return root


def _modules(arguments: Sequence[str]) -> list[str]:
    known = sorted(found.name for found in pkgutil.iter_modules(__path__))
    asked = arguments[0].replace("-", "_") if arguments else ""
    return [asked] if asked in known else known
