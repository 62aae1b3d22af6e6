"""Knows every table; importing it fills the metadata that migrations and tests read."""

from db.tables.calls import Call, Leg, Recording, SwitchCommand
from db.tables.campaigns import Campaign, CampaignGraph, DoNotCall, Membership, Number, Queue
from db.tables.cases import Case, CaseHistory, Contact, ContactPoint, Disposition
from db.tables.dictionaries import InboundCallStatus
from db.tables.effects import Attempt, Effect, Message, Outbox
from db.tables.events import Audit, Event, IdempotentAnswer
from db.tables.graphs import Draft, DraftHand, GraphDocument, GraphVersion, Prompt, Template
from db.tables.notices import Notification
from db.tables.people import ApiKey, Phone, SignInLock, User, UserSession
from db.tables.scripts import ScriptAnswers
from db.tables.seats import QueueEntry, Seat, SeatInterval
from db.tables.services import Secret, Service, SmsReceipt
from db.tables.switches import Leadership, Trunk

__all__ = [
    "ApiKey", "Attempt", "Audit", "Call", "Campaign", "CampaignGraph", "Case", "CaseHistory", "Contact",
    "ContactPoint", "Disposition", "DoNotCall", "Draft", "DraftHand", "Effect", "Event", "GraphDocument",
    "GraphVersion", "IdempotentAnswer", "InboundCallStatus", "Leadership", "Leg", "Membership", "Message",
    "Notification", "Number", "Outbox", "Phone", "Prompt", "Queue", "QueueEntry", "Recording", "ScriptAnswers", "Seat",
    "SeatInterval", "Secret", "Service", "SignInLock", "SmsReceipt", "SwitchCommand", "Template", "Trunk", "User",
    "UserSession",
]  # fmt: skip
