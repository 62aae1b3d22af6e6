"""Knows a campaign made ready to run: every value in the type that its users need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from domain.time import after, at_wall
from graphs.campaign.document import TICKET, CampaignDocument, Member, Recording
from graphs.campaign.records import AgentsMay, RecordField, Records, Scripts, Window


@dataclass(frozen=True, slots=True)
class Dialing:
    """How customers are dialled."""

    mode: str
    ring_time: timedelta
    redial_after: timedelta
    windows: tuple[Window, ...]
    machine_detection: bool


@dataclass(frozen=True, slots=True)
class Work:
    """How calls come to agents."""

    queue: str
    ring_time: timedelta
    wrap_up: timedelta
    wrap_up_extra: timedelta
    fail_break: timedelta
    priority: int
    automatic: bool
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign, ready to run."""

    name: str
    title: str
    language: str
    zone: str
    numbers: tuple[str, ...]
    caller_id: str | None
    inbound: bool
    outbound: bool
    process: str
    ivr: str | None
    dial: Dialing
    work: Work
    sender: str | None
    moh: str
    fields: Mapping[str, RecordField]
    records: Records
    agents_may: AgentsMay
    scripts: Scripts
    channels: frozenset[str]
    recording: Recording

    @property
    def tickets(self) -> bool:
        """Whether its cases are tickets."""
        return TICKET in self.channels

    def records_calls(self, direction: str) -> bool:
        """Whether talks of calls in this direction (`inbound`, `outbound`) are recorded."""
        return self.recording.mode in (direction, "all")

    def latest_recontact(self, now: datetime) -> datetime | None:
        """The last moment for a callback that is agreed now (FCC-15); None: the campaign sets none."""
        latest = self.records.latest_recontact
        if latest is None:
            return None
        if isinstance(latest, date):
            midnight = datetime.combine(latest, datetime.min.time()) + timedelta(days=1)
            return at_wall(midnight, self.zone).at - timedelta(minutes=1)
        return after(now, latest, self.zone).at


def compile_campaign(canonical: Mapping[str, Any]) -> Campaign:
    """The campaign of a canonical document, which `check` has found to be sound."""
    document = CampaignDocument.model_validate(canonical)
    return Campaign(
        name=document.campaign,
        title=document.title or document.campaign,
        language=document.language,
        zone=document.zone,
        numbers=document.numbers,
        caller_id=document.caller_id,
        inbound=document.direction != "outbound" and "call" in document.channels,
        outbound=document.direction != "inbound" and "call" in document.channels,
        process=document.process,
        ivr=document.ivr,
        dial=_dialing(document),
        work=_work(document),
        sender=document.mail.sender if document.mail else None,
        moh=document.moh,
        fields=document.fields,
        records=document.records,
        agents_may=document.agents_may,
        scripts=document.scripts,
        channels=frozenset(document.channels),
        recording=document.recording,
    )


def _dialing(document: CampaignDocument) -> Dialing:
    dial = document.dial
    return Dialing(
        dial.mode, dial.ring_time.total, dial.redial_after.total, dial.windows, dial.machine_detection
    )


def _work(document: CampaignDocument) -> Work:
    return Work(
        queue=document.queue or document.campaign,
        ring_time=document.ring_time.total,
        wrap_up=document.wrap_up.total,
        wrap_up_extra=document.wrap_up_extra.total,
        fail_break=document.fail_break.total,
        priority=document.priority,
        automatic=document.answer == "automatic",
        members=document.members,
    )
