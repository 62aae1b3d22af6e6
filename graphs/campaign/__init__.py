"""The campaign document: what ties numbers, graphs and agents together."""

from graphs.campaign.compiled import Campaign, Dialing, Work, compile_campaign
from graphs.campaign.document import Member
from graphs.campaign.records import AgentsMay, Records, Window

__all__ = ["AgentsMay", "Campaign", "Dialing", "Member", "Records", "Window", "Work", "compile_campaign"]
