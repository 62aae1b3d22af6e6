"""Knows what adapters of every kind share: how providers are asked, and how their answers are read."""
