"""Knows which values of a case a text to its customer may show: a mail, a message, a script that is read out."""

from typing import Final

MERGE_FIELDS: Final = (
    "contact.name",
    "contact.phone",
    "contact.mail",
    "case.number",
    "case.status",
    "case.due",
    "campaign.name",
    "campaign.title",
    "agent.name",
    "record.*",
)
"""`record.*` stands for every field of the record."""
