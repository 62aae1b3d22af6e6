"""Knows, for each kind of order, what to do next: a pure decision from the order and what the switch shows."""
