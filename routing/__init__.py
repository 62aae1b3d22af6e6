"""Knows who serves whom, and when: pure decisions over values; no input or output, no clock."""
