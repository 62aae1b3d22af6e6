"""Knows the ways of a record through campaigns and statuses; a place is written `campaign/status`."""

from collections.abc import Callable, Iterator
from functools import cached_property

from domain.outcomes import Outcome
from domain.qualifiers import Lifecycle, SuccessEffect
from graphs.across.network import Network, Passage
from graphs.process.checks.edges import ends, for_agents, initial_of, targets
from graphs.process.document import ProcessDocument, Status
from graphs.routes import Reach

_TALKS = frozenset({Outcome.ANSWERED, Outcome.CANCELLED})
_AGENTS = "*"
Places = dict[str, list[str]]
WaysOf = Callable[[ProcessDocument], Places]


def place(campaign: str, status: str) -> str:
    return f"{campaign}/{status}"


class Circuits:
    """All ways of a network: those that a record goes by itself, and those that people may send it."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._reached: dict[tuple[str, bool], Reach] = {}

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The actions by which records arrive somewhere."""
        found = (each for name in self.network.campaigns for each in self.network.passages(name))
        return tuple(each for each in found if self.network.takes(each))

    def arrived(self, campaign: str, *, people: bool) -> Reach:
        """Every place that a record may come to after it began in the campaign."""
        key = (campaign, people)
        if key not in self._reached:
            self._reached[key] = Reach(self._by_people if people else self._by_itself, [self.entry(campaign)])
        return self._reached[key]

    def circle(self, passage: Passage, *, people: bool) -> tuple[str, ...]:
        """The way from a passage back to it, or nothing."""
        here = place(passage.campaign, passage.status)
        found = self.arrived(passage.target, people=people)
        return (here, *shown(found.way(here))) if here in found else ()

    def credited_before(self, passage: Passage) -> tuple[str, ...]:
        """The way from a success to this passage, or nothing; a success that is revoked does not count."""
        document = self.network.process_of(passage.campaign)
        if document is None:
            return ()
        effects = {name: status.qualifier.success for name, status in document.statuses.items()}
        crediting = [name for name, effect in effects.items() if effect is SuccessEffect.CREDIT]
        ways = {
            name: aims
            for name, aims in targets(document.statuses).items()
            if effects[name] is not SuccessEffect.REVOKE
        }
        found = Reach(ways, crediting)
        if passage.status not in found or effects[passage.status] is SuccessEffect.REVOKE:
            return ()
        return tuple(place(passage.campaign, name) for name in found.way(passage.status))

    def credits_of(self, campaign: str) -> Iterator[tuple[str, str]]:
        """Campaign and status of each success that a record may still come to after it arrived there."""
        found = self.arrived(campaign, people=True)
        for name in self.network.campaigns:
            document = self.network.process_of(name)
            for status, each in (document.statuses if document is not None else {}).items():
                if each.qualifier.success is SuccessEffect.CREDIT and place(name, status) in found:
                    yield name, status

    def entry(self, campaign: str) -> str:
        document = self.network.process_of(campaign)
        return place(campaign, initial_of(document.statuses) if document is not None else "")

    @cached_property
    def _by_itself(self) -> Places:
        """Without anybody's decision; what is guarded may be bounded by its guard."""
        return self._joined(_by_itself)

    @cached_property
    def _by_people(self) -> Places:
        """With every event, and every status that an agent may set while the case is open."""
        return self._joined(_with_agents)

    def _joined(self, ways_of: WaysOf) -> Places:
        ways: Places = {}
        for name in self.network.campaigns:
            document = self.network.process_of(name)
            if document is not None:
                for status, aims in ways_of(document).items():
                    ways[place(name, status)] = [place(name, aim) for aim in aims]
        for each in self.passages:
            ways[place(each.campaign, each.status)].append(self.entry(each.target))
        return ways


def shown(way: tuple[str, ...]) -> tuple[str, ...]:
    """The places of a way, without the agents between them."""
    return tuple(each for each in way if not each.endswith(f"/{_AGENTS}"))


def _by_itself(document: ProcessDocument) -> Places:
    return {name: list(_alone(status)) for name, status in document.statuses.items()}


def _alone(status: Status) -> Iterator[str]:
    dialled = (way for outcome, way in status.on_dialer.items() if outcome not in _TALKS)
    for way in (*dialled, *(way for _, way in ends(status))):
        if all(branch.when is None for branch in way):
            yield way[0].then
    if status.counter is not None:
        yield status.counter.then


def _with_agents(document: ProcessDocument) -> Places:
    statuses = document.statuses
    ways = targets(statuses)
    for name, status in statuses.items():
        if status.qualifier.lifecycle is not Lifecycle.TERMINAL:
            ways[name].append(_AGENTS)
    return {**ways, _AGENTS: for_agents(statuses)}
