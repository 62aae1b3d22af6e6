"""The campaign document: what ties numbers, graphs and agents together."""

from graphs.campaign.compiled import Campaign, Dialing, Work, compile_campaign
from graphs.campaign.document import Member, Window

__all__ = ["Campaign", "Dialing", "Member", "Window", "Work", "compile_campaign"]
