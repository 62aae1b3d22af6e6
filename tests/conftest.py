"""Knows what every test run has: the proofs that it gathers, and its strictness."""

pytest_plugins = [
    "plugins.faults_table",
    "plugins.groups",
    "plugins.postgres",
    "plugins.proofs",
    "plugins.strictness",
]
