"""Knows the languages: for each kind of document its model and how it is verified."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from graphs.across.network import Network
from graphs.across.verify import of_campaign, of_process
from graphs.campaign import verify as campaign
from graphs.campaign.document import CampaignDocument
from graphs.fields import Part
from graphs.findings import Finding, Loc
from graphs.ivr import entering, exits
from graphs.ivr import names as blocks
from graphs.ivr import verify as ivr
from graphs.ivr.document import IvrDocument
from graphs.known import Known
from graphs.process import names as statuses
from graphs.process import verify as process
from graphs.process.checks import edges
from graphs.process.document import ProcessDocument
from graphs.scenario import verify as scenario
from graphs.scenario.document import ScenarioDocument
from graphs.script import names as scripts
from graphs.script import verify as script
from graphs.script.document import ScriptDocument

D = TypeVar("D", bound=Part)


def _alone(document: Part, network: Network) -> Iterable[Finding]:
    del document, network
    return ()


def _leads_nowhere(node: Mapping[str, Any]) -> Iterable[tuple[Loc, str]]:
    del node
    return ()


def _enters_none(data: Mapping[str, Any]) -> Iterable[str]:
    del data
    return ()


@dataclass(frozen=True, slots=True)
class Language(Generic[D]):
    """`verify` looks at the document alone, `named` at names from outside; `settled` completes it.

    `across` looks at it beside all campaigns. `written` reads where a node of its `group` leads, also of one
    that is not sound; `enters` the names of the documents of this kind that one consists of.
    """

    kind: str
    model: type[D]
    verify: Callable[[D], Iterable[Finding]]
    named: Callable[[D, Known], Iterable[Finding]]
    settled: Callable[[D, Known], D]
    across: Callable[[D, Network], Iterable[Finding]] = _alone
    group: str = ""
    written: Callable[[Mapping[str, Any]], Iterable[tuple[Loc, str]]] = _leads_nowhere
    enters: Callable[[Mapping[str, Any]], Iterable[str]] = _enters_none


_CAMPAIGN = Language("campaign", CampaignDocument, campaign.verify, campaign.named, campaign.settled)
_PROCESS = Language("process", ProcessDocument, process.verify, statuses.named, statuses.settled)
_IVR = Language("ivr", IvrDocument, ivr.verify, blocks.named, blocks.settled)
_SCRIPT = Language("script", ScriptDocument, script.verify, scripts.named, scripts.settled)
_SCENARIOS = Language("scenarios", ScenarioDocument, scenario.verify, scenario.named, scenario.settled)

LANGUAGES: dict[str, Language[Any]] = {
    "campaign": replace(_CAMPAIGN, across=of_campaign),
    "process": replace(_PROCESS, across=of_process, group="statuses", written=edges.written),
    "ivr": replace(_IVR, group="blocks", written=exits.written, enters=entering.entered),
    "script": _SCRIPT,
    "scenarios": _SCENARIOS,
}


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of document, for editors and for other programs."""
    return LANGUAGES[kind].model.model_json_schema(by_alias=True)
