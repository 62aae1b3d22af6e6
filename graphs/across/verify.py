"""Knows what is unsound only across campaigns, told at the document that is being changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from domain.time import at_wall, local
from graphs.across.circuits import Circuits, place, shown
from graphs.across.fields import absent, differing
from graphs.across.network import Network, Passage, joined
from graphs.campaign.document import CampaignDocument
from graphs.findings import Finding, Loc
from graphs.process.document import ProcessDocument


@dataclass(frozen=True, slots=True)
class _Told:
    """Something at a place of a status, in a campaign."""

    code: str
    status: str
    place: Loc
    data: dict[str, object]
    path: tuple[str, ...] = ()


@dataclass(slots=True)
class _Here:
    """The campaigns that are being changed, among all."""

    circuits: Circuits
    campaigns: list[str]
    told: dict[tuple[str, str, Loc], _Told] = field(default_factory=dict[tuple[str, str, Loc], _Told])

    @property
    def network(self) -> Network:
        return self.circuits.network

    def tell(self, each: _Told) -> None:
        """Once for each place, also where several campaigns have the same process."""
        self.told.setdefault((each.code, each.status, each.place), each)


def of_process(document: ProcessDocument, network: Network) -> Iterator[Finding]:
    """What the draft would do between the campaigns, in place of the version in force."""
    changed = network.with_process(document)
    here = _Here(Circuits(changed), changed.running(document.process))
    for each in _told(here):
        yield Finding(each.code, ("statuses", each.status, *each.place), each.data, each.path)
    yield from _waiting(document, changed)
    yield from _moments(document, changed)


def of_campaign(document: CampaignDocument, network: Network) -> Iterator[Finding]:
    """What the process of the campaign would do between the campaigns, and who sends here what is refused."""
    name = document.campaign
    changed = network.with_campaign(joined(document.model_dump(mode="json")))
    process = changed.process_of(name)
    for each in _told(_Here(Circuits(changed), [name])):
        yield Finding(each.code, ("process",), each.data, each.path)
    for index, source in enumerate(document.records.refuse_from):
        if any(each.target == name for each in changed.passages(source)):
            data: dict[str, object] = {"name": name, "sources": f"`{source}`"}
            yield Finding("campaign_refuses", ("records", "refuse_from", index), data)
    yield from _differing_fields(name, changed)
    waits = process is not None and any(each.on_waiting is not None for each in process.statuses.values())
    if waits and document.dial.mode != "progressive":
        yield Finding("waiting_not_progressive", ("process",), {"names": f"`{name}`"})


def _told(here: _Here) -> Iterable[_Told]:
    mine = [each for name in here.campaigns for each in here.network.passages(name)]
    _refused(here, mine)
    for passage in mine:
        if here.network.takes(passage):
            _circle(here, passage)
            _fields(here, passage)
    for passage in here.circuits.passages:
        _successes(here, passage)
    return here.told.values()


def _refused(here: _Here, passages: Iterable[Passage]) -> None:
    sources: dict[tuple[str, Loc, str], list[str]] = {}
    for each in passages:
        target = here.network.campaigns.get(each.target)
        if target is None:
            continue
        if each.campaign in target.refuses:
            sources.setdefault((each.status, each.place, each.target), []).append(f"`{each.campaign}`")
        elif here.network.process_of(each.target) is None:
            here.tell(_Told("campaign_without_process", each.status, each.place, {"name": each.target}))
    for (status, loc, target), names in sources.items():
        here.tell(_Told("campaign_refuses", status, loc, {"name": target, "sources": ", ".join(names)}))


def _fields(here: _Here, passage: Passage) -> None:
    source, target = here.network.campaigns[passage.campaign], here.network.campaigns[passage.target]
    changed = [
        f"`{name}` ({source.fields[name]} → {target.fields[name]})" for name in differing(source, target)
    ]
    missing = [f"`{name}`" for name in absent(source, target)]
    for code, names in (("fields_differ", changed), ("fields_absent", missing)):
        if names:
            data: dict[str, object] = {"name": target.name, "fields": ", ".join(names)}
            here.tell(_Told(code, passage.status, passage.place, data))


def _differing_fields(name: str, network: Network) -> Iterator[Finding]:
    """Where the fields of this campaign are not as those who send records here write them."""
    target = network.campaigns[name]
    for source in network.campaigns.values():
        if source.name != name and any(each.target == name for each in network.passages(source.name)):
            for each in differing(source, target):
                kinds = f"`{each}` ({source.fields[each]} → {target.fields[each]})"
                data: dict[str, object] = {"name": source.name, "fields": kinds}
                yield Finding("fields_differ_from", ("fields", each), data)


def _circle(here: _Here, passage: Passage) -> None:
    path = here.circuits.circle(passage, people=False)
    code = "copies_endless" if path and _copies(here, path) else "moves_in_circles"
    if not path and passage.target != passage.campaign:
        path, code = here.circuits.circle(passage, people=True), "moves_back_and_forth"
    if path:
        here.tell(_Told(code, passage.status, passage.place, {"loop": " → ".join(path)}, path))


def _copies(here: _Here, path: tuple[str, ...]) -> bool:
    """Whether a record is copied on this way."""
    steps = set(pairwise(path))
    return any(
        each.copies and (place(each.campaign, each.status), here.circuits.entry(each.target)) in steps
        for each in here.circuits.passages
    )


def _successes(here: _Here, passage: Passage) -> None:
    """A success here and another one there, where the case is a new one."""
    before = here.circuits.credited_before(passage) if passage.target != passage.campaign else ()
    if not before:
        return
    found = here.circuits.arrived(passage.target, people=True)
    for campaign, status in here.circuits.credits_of(passage.target):
        second = place(campaign, status)
        path = (*before, *shown(found.way(second)))
        data: dict[str, object] = {"first": f"`{before[0]}`", "second": f"`{second}`"}
        if passage.campaign in here.campaigns:
            here.tell(_Told("success_across", passage.status, passage.place, data, path))
            return
        if campaign in here.campaigns:
            here.tell(_Told("success_across", status, ("qualifier",), data, path))


def _waiting(document: ProcessDocument, network: Network) -> Iterator[Finding]:
    running = network.running(document.process)
    idle = [name for name in running if not network.campaigns[name].progressive]
    for name, status in document.statuses.items():
        if status.on_waiting is not None and idle:
            data: dict[str, object] = {"names": ", ".join(f"`{each}`" for each in idle)}
            yield Finding("waiting_not_progressive", ("statuses", name, "on_waiting"), data, on_key=True)


def _moments(document: ProcessDocument, network: Network) -> Iterator[Finding]:
    """Moments that the clocks skip where a campaign of this process is."""
    zones = sorted({network.campaigns[name].zone for name in network.running(document.process)})
    for name, status in document.statuses.items():
        for zone in zones if status.at is not None else ():
            assert status.at is not None
            effective = local(at_wall(status.at, zone).at, zone).replace(tzinfo=None)
            if effective != status.at:
                written, found = f"{status.at:%Y-%m-%d %H:%M}", f"{effective:%Y-%m-%d %H:%M}"
                data: dict[str, object] = {"at": written, "zone": zone, "effective": found}
                yield Finding("at_skipped", ("statuses", name, "at"), data)
