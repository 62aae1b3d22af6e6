"""Knows the eyes of the gateway: the mirror of all channels, as decisions look at them."""

import time
from collections.abc import Iterable

from telephony import looks
from telephony.ami import Ami
from telephony.commands.decision import Leg
from telephony.mirror import Mirror


class Sight:
    """What the switch shows. `epoch` is the start of the Asterisk that is looked at."""

    def __init__(self, ami: Ami) -> None:
        self._ami = ami
        self.mirror = Mirror()
        self.epoch = ""
        self.in_doubt = False
        self._seen_at = self._linked_at = -1.0

    def leg(self, uniqueid: str) -> Leg | None:
        """The channel as decisions look at it; None while (or after) the switch has none."""
        channel = self.mirror.channel(uniqueid)
        if channel is None:
            return None
        return Leg(
            uniqueid,
            up=channel.is_up,
            parked=channel.is_parked,
            gone=channel.is_gone,
            bridge=channel.bridge,
            number=channel.number,
            block=channel.block,
            cause=channel.cause,
        )

    async def look(self) -> frozenset[str]:
        """Read all channels and bridges anew; the uniqueids of those that differ from the mirror."""
        began = time.monotonic()
        self.epoch = await looks.started_at(self._ami)
        snapshot = await looks.channels(self._ami)
        self.in_doubt, self._seen_at = False, began
        return self.mirror.compare(snapshot)

    def doubt(self) -> float:
        """An order may or may not have reached the switch: the next look tells. The moment to compare with."""
        self.in_doubt = True
        return time.monotonic()

    def linked(self) -> None:
        """The link is there anew: what happened while it was away was not heard."""
        self._linked_at = time.monotonic()

    def would_show(self, ordered: float, *, acknowledged: bool) -> bool:
        """Whether a leg ordered at that moment, and seen by nobody, must have shown itself by now if it lived: by a
        later look. An acknowledged one is doubted only if the link was away since: it came and went unheard."""
        since = self._linked_at if acknowledged else ordered
        return ordered <= since and self._seen_at >= since

    def any_alive(self, uniqueids: Iterable[str]) -> bool:
        legs_now = (self.leg(uniqueid) for uniqueid in uniqueids)
        return any(leg is not None and not leg.gone for leg in legs_now)

    def is_stranger(self, uniqueid: str) -> bool:
        """Somebody who called and bears no call of ours yet."""
        channel = self.mirror.channel(uniqueid)
        return channel is not None and channel.is_inbound and channel.is_parked and not channel.call_id

    def strangers(self) -> list[str]:
        return [channel.uniqueid for channel in self.mirror.alive() if self.is_stranger(channel.uniqueid)]

    async def registered_phones(self) -> list[str]:
        """The names of the phones that are registered now."""
        return sorted(await looks.registered_phones(self._ami))

    def name(self, uniqueid: str) -> str:
        """What AMI actions call the channel."""
        channel = self.mirror.channel(uniqueid)
        return uniqueid if channel is None else channel.name
