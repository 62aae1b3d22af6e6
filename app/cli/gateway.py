"""Command `gateway`: drives one Asterisk node, as its leader or as a warm stand-by."""

from typing import Annotated

import typer

from app.wording import say


def add_to(root: typer.Typer) -> None:
    """Add `gateway`."""
    root.command(help=say("Run one gateway of a node.", "Uruchom jedną bramkę węzła."))(gateway)


def gateway(name: Annotated[str, typer.Option(help="a | b")] = "a") -> None:
    """Run until a signal comes, or leadership is lost."""
    from app.processes.gateway import serve_node
    from app.processes.running import run_until_signal
    from app.settings import Settings

    run_until_signal(serve_node, Settings(), name)
