"""Knows the languages: for each kind of document its model and how it is verified."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graphs.campaign import verify as campaign
from graphs.campaign.document import CampaignDocument
from graphs.fields import Part
from graphs.findings import Finding
from graphs.ivr import names as blocks
from graphs.ivr import verify as ivr
from graphs.ivr.document import IvrDocument
from graphs.known import Known
from graphs.process import names as statuses
from graphs.process import verify as process
from graphs.process.document import ProcessDocument
from graphs.scenario import verify as scenario
from graphs.scenario.document import ScenarioDocument
from graphs.script import names as scripts
from graphs.script import verify as script
from graphs.script.document import ScriptDocument

D = TypeVar("D", bound=Part)


@dataclass(frozen=True, slots=True)
class Language(Generic[D]):
    """`verify` looks at the document alone, `named` at names from outside; `settled` completes it."""

    kind: str
    model: type[D]
    verify: Callable[[D], Iterable[Finding]]
    named: Callable[[D, Known], Iterable[Finding]]
    settled: Callable[[D, Known], D]


LANGUAGES: dict[str, Language[Any]] = {
    "campaign": Language("campaign", CampaignDocument, campaign.verify, campaign.named, campaign.settled),
    "process": Language("process", ProcessDocument, process.verify, statuses.named, statuses.settled),
    "ivr": Language("ivr", IvrDocument, ivr.verify, blocks.named, blocks.settled),
    "script": Language("script", ScriptDocument, script.verify, scripts.named, scripts.settled),
    "scenarios": Language("scenarios", ScenarioDocument, scenario.verify, scenario.named, scenario.settled),
}


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of document, for editors and for other programs."""
    return LANGUAGES[kind].model.model_json_schema(by_alias=True)
