"""Knows the AMI actions on one leg: ring, bridge, hang up, renew its timer; with typed values only."""

import re
from dataclasses import dataclass
from datetime import timedelta

from domain.ids import CallId, LegId
from telephony.ami import Ami
from telephony.wire import Reply, UnsafeValue

_ID = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"\+?[0-9*#]{1,31}")
_ENDPOINT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_CHANNEL = re.compile(r"[A-Za-z0-9@._/+*#;-]{1,120}")
CHANNEL_ID = "cc-"
ATTEMPT_ID = "ca-"
"""By it Asterisk knows whose events nobody needs: see `manager.conf`."""


@dataclass(frozen=True, slots=True)
class Phone:
    """An agent's phone, rung by the name of its endpoint; with the zip tone for the agent when it answers.

    `recorded`: its talk goes into a file named by the leg."""

    endpoint: str
    zip_tone: bool = False
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A number outside, rung through a trunk; an answering machine or a fax there may be hung up by the dialplan."""

    number: str
    trunk: str
    machine_detection: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """Who is rung, under which leg id, for which call, how long, and which number is shown.

    A call that bears its leg's id is an attempt of a campaign."""

    leg_id: LegId
    call_id: CallId
    to: Phone | Line
    patience: timedelta
    shown: str = ""

    @property
    def uniqueid(self) -> str:
        return (attempt_channel_id if self.call_id == self.leg_id else channel_id)(self.leg_id)


def channel_id(leg_id: LegId) -> str:
    """The uniqueid of a leg that we originate for a call; Asterisk refuses a second live channel with it."""
    return CHANNEL_ID + _require(_ID, "leg_id", leg_id)


def attempt_channel_id(attempt_id: LegId) -> str:
    """The uniqueid of an attempt's channel."""
    return ATTEMPT_ID + _require(_ID, "attempt_id", attempt_id)


def leg_of(uniqueid: str) -> LegId | None:
    """The leg id behind the uniqueid of a leg that we originated for a call."""
    rest = uniqueid.removeprefix(CHANNEL_ID)
    return LegId(rest) if rest != uniqueid and _ID.fullmatch(rest) else None


async def originate(ami: Ami, ring: Ring) -> Reply:
    """Starts to ring; OK says that Asterisk tries. UNKNOWN: look for the uniqueid, never repeat blindly."""
    fields = {
        **_target(ring.to),
        # It comes back in OriginateResponse, which names no channel when none was made.
        "ActionID": ring.uniqueid,
        "Priority": "1",
        "Async": "true",
        "ChannelId": ring.uniqueid,
        "Timeout": str(int(ring.patience.total_seconds() * 1000)),
        "Variable": f"CC_CALL={_require(_ID, 'call_id', ring.call_id)}",
    }
    if ring.shown:
        fields["CallerID"] = _require(_NUMBER, "shown", ring.shown)
    return await ami.action("Originate", fields)


async def bridge(ami: Ami, first: str, second: str) -> Reply:
    """Connects two parked channels; each goes back to where it was parked when the other leaves."""
    return await ami.action(
        "Bridge", {"Channel1": _channel(first), "Channel2": _channel(second), "Tone": "no"}
    )


async def hang_up(ami: Ami, channel: str, cause: int = 16) -> Reply:
    """Ends the channel (its name or uniqueid) with a Q.850 cause; ERROR when it is gone already."""
    return await ami.action("Hangup", {"Channel": _channel(channel), "Cause": str(cause)})


async def adopt(ami: Ami, channel: str, call_id: CallId) -> Reply:
    """Writes the call's id on a caller's channel, so that it is found again after a restart."""
    return await _set(ami, channel, "CC_CALL", _require(_ID, "call_id", call_id))


async def renew_timer(ami: Ami, channel: str, seconds: float) -> Reply:
    """Winds up the channel's dead-man timer; 0 stops it."""
    return await _set(ami, channel, "TIMEOUT(absolute)", f"{seconds:.2f}")


async def cut_read(ami: Ami, channel: str) -> Reply:
    """Ends the running `read` block, whose keys are then `D`, or those given before."""
    return await ami.action("PlayDTMF", {"Channel": _channel(channel), "Digit": "D", "Receive": "true"})


async def cut_play(ami: Ami, channel: str) -> Reply:
    """Ends the prompt of the running `play` block."""
    return await ami.action("ControlPlayback", {"Channel": _channel(channel), "Control": "stop"})


async def mute(ami: Ami, channel: str, muted: bool) -> Reply:
    """Silences what the channel says, or lets it be heard again."""
    state = "on" if muted else "off"
    return await ami.action("MuteAudio", {"Channel": _channel(channel), "Direction": "in", "State": state})


def _target(to: Phone | Line) -> dict[str, str]:
    if isinstance(to, Phone):
        endpoint = _require(_ENDPOINT, "endpoint", to.endpoint)
        context, exten = "recorded" if to.recorded else "agent", "zip" if to.zip_tone else "s"
        return {"Channel": f"PJSIP/{endpoint}", "Context": context, "Exten": exten}
    number, trunk = _require(_NUMBER, "number", to.number), _require(_ENDPOINT, "trunk", to.trunk)
    exten = "machine" if to.machine_detection else "s"
    return {"Channel": f"PJSIP/{number}@{trunk}", "Context": "out", "Exten": exten}


async def _set(ami: Ami, channel: str, name: str, value: str) -> Reply:
    return await ami.action("Setvar", {"Channel": _channel(channel), "Variable": name, "Value": value})


def _channel(channel: str) -> str:
    return _require(_CHANNEL, "channel", channel)


def _require(pattern: re.Pattern[str], name: str, value: str) -> str:
    if not pattern.fullmatch(value):
        raise UnsafeValue(field=name)
    return value
