"""Verification across campaigns: what becomes of records that they pass to each other (NEW-13)."""

from graphs.across.network import Joined, Network, joined

__all__ = ["Joined", "Network", "joined"]
