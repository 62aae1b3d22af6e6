"""Knows how tests of one `xdist_group` stay in one process: pytest 9.2 made xdist 3.8 forget it without a word.

xdist writes the group behind a test's id, into an attribute that pytest no longer reads; here it is written where
pytest reads it. When an xdist does that again, nothing is left to do here."""

import pytest
from _pytest.nodeid import NodeId


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        names = {str(mark.args[0]) for mark in item.iter_markers("xdist_group")}
        suffix = f"@{'_'.join(sorted(names))}"
        if names and not item.nodeid.endswith(suffix):
            item._id = NodeId.parse(item.nodeid + suffix)
