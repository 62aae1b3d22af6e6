"""The campaign document: what ties numbers, graphs and agents together."""

from graphs.campaign.compiled import Campaign, Dialing, Work, compile_campaign
from graphs.campaign.document import Member
from graphs.campaign.records import AgentsMay, Records, Unhandled, Window

__all__ = [
    "AgentsMay",
    "Campaign",
    "Dialing",
    "Member",
    "Records",
    "Unhandled",
    "Window",
    "Work",
    "compile_campaign",
]
