"""Knows the world of one effect in which anything may go wrong: who dies, what is lost, what the other side does."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from domain.effects import EffectClass, EffectState, Job, Letter
from domain.errors import Unavailable
from messaging.ledger import Ledger
from messaging.sending import Line, Sender
from messaging.transports import Accepted, Answer, Doubtful, Postponed, Refused, Transport

TROUBLE = 3
"""Attempts of a schedule in which anything may go wrong; then the world is kind, so that it ends."""
SETTLED = {EffectState.CONFIRMED, EffectState.REJECTED, EffectState.UNKNOWN}
FATES = ("taken", "lost after", "lost before", "refused", "postponed", "died before", "died after")
LETTER = Letter("biuro@example.com", "jan@example.com", "Temat", "Treść")


class Killed(BaseException):
    """The process is gone."""


@dataclass
class World:
    """The other side of one effect, and everything that may go wrong on the way to it."""

    rng: random.Random
    kind: str
    effect_class: EffectClass
    trouble: int = TROUBLE
    claims: int = 0
    taken: int = 0

    @property
    def knows_repetitions(self) -> bool:
        return self.kind == "webhook"

    def at(self, point: str) -> None:
        self.claims += point.endswith(".claimed")
        if self.trouble and self.rng.random() < 0.15:
            raise Killed

    def fate(self) -> str:
        return self.rng.choice(FATES) if self.trouble else "taken"


class Outside(Transport[Letter]):
    """A mail server, a gateway or courier that can be asked, or a receiver of webhooks."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.looked_up = world.kind in ("sms", "courier")

    async def transmit(self, key: str, message: Letter) -> Answer:
        fate, world = self._world.fate(), self._world
        if fate in ("refused", "postponed", "lost before", "died before"):
            if fate == "died before":
                raise Killed
            return {"refused": Refused("550"), "postponed": Postponed("451")}.get(fate, Doubtful())
        world.taken = 1 if world.knows_repetitions else world.taken + 1
        if fate == "died after":
            raise Killed
        return Doubtful() if fate == "lost after" else Accepted("queued")

    async def find(self, key: str, message: Letter) -> Accepted | Refused | None:
        if self._world.trouble and self._world.rng.random() < 0.3:
            raise Unavailable(part=self._world.kind)
        return Accepted("found") if self._world.taken else None


@dataclass
class Run:
    """One schedule: the process that sends, started anew whenever it was killed. `later`: half a minute passes."""

    ledger: Ledger
    world: World
    key: str
    later: Callable[[], None]

    async def until_settled(self) -> None:
        sender = self._process()
        for _ in range(TROUBLE + 8):
            try:
                await sender.perform(self.key)
                break
            except Killed:
                sender = self._process()
            except Unavailable:
                pass
            self.world.trouble = max(0, self.world.trouble - 1)
            self.later()

    def _process(self) -> Sender:
        async def line(_job: Job) -> Line[Letter]:
            return Line(Outside(self.world), lambda _draft: LETTER, lambda letter: letter)

        return Sender(self.ledger, {self.world.kind: line}, self.world.at)


def broken(world: World, state: EffectState) -> str | None:
    """What the promise of the class is broken by, if it is."""
    twice = 1 if world.effect_class is EffectClass.MARKETING or world.kind != "mail" else 2
    if state not in SETTLED:
        return "left open"
    if world.taken > twice:
        return f"done {world.taken} times"
    if state is EffectState.CONFIRMED and not world.taken:
        return "confirmed and not done"
    if state is EffectState.REJECTED and world.taken:
        return "done and said to be refused"
    attempts = 1 if world.effect_class is EffectClass.MARKETING else 2
    if state is EffectState.UNKNOWN and world.claims < attempts:
        return "given up too early"
    return None


def worlds(rng: random.Random, count: int) -> list[World]:
    """As many effects, each of some kind and class."""
    kinds, classes = ("mail", "sms", "courier", "webhook"), list(EffectClass)
    return [World(rng, rng.choice(kinds), rng.choice(classes)) for _ in range(count)]
