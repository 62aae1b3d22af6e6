"""Routes of the versions that a campaign is on: see them, choose them, run two at once, end that."""

from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter
from pydantic import Field

from api.access import CampaignReader, CampaignWriter
from api.forms import Form, Tagged, Versioned
from api.route import Route, Unit, View, Write
from db import campaign_graphs, splits
from db.campaign_graphs import CampaignGraphsView, Kind
from db.splits import Ending, SplitView, Wanted
from domain.errors import Invalid, Problem

router = APIRouter(prefix="/campaigns/{name}", tags=["campaigns"], route_class=Route)
writing = APIRouter(prefix="/campaigns/{name}", tags=["campaigns"], route_class=Write)
V = TypeVar("V")
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class VersionsForm(Form):
    """A number holds the campaign to that version; `newest` lets it follow the newest, from now on."""

    process: Number | Literal["newest"] | None = None
    ivr: Number | Literal["newest"] | None = None

    @property
    def wanted(self) -> dict[Kind, int | None]:
        """The versions that are named."""
        named: dict[Kind, int | str | None] = {"process": self.process, "ivr": self.ivr}
        return {
            kind: None if isinstance(number, str) else number
            for kind, number in named.items()
            if number is not None
        }


class ShareForm(Form):
    """`percent` of what is new gets this version, the rest the one in force."""

    version: Number
    percent: Annotated[int, Field(ge=1, le=99)]


class SplitForm(Form):
    process: ShareForm | None = None
    ivr: ShareForm | None = None


class EndingForm(Form):
    """`promote`: the second version for everything new; `drop`: the first."""

    process: Ending | None = None
    ivr: Ending | None = None


@router.get("/versions")
async def read_campaign_versions(
    name: str, who: CampaignReader, session: View, version: Tagged
) -> CampaignGraphsView:
    """Which versions what is new in the campaign gets, and whether it is held to them."""
    found = await campaign_graphs.read(session, who, name)
    return version.tag(found.etag, found)


@writing.post("/versions")
async def choose_campaign_versions(
    name: str, form: VersionsForm, who: CampaignWriter, session: Unit, version: Versioned
) -> CampaignGraphsView:
    """Put a campaign on versions of its process and IVR, at once; cases and calls that are there keep theirs."""
    wanted = _some(form.wanted)
    chosen = await campaign_graphs.choose(session, who, name, wanted, version.read)
    return version.tag(chosen.etag, chosen)


@router.get("/split")
async def read_split(name: str, who: CampaignReader, session: View, version: Tagged) -> SplitView:
    """Which versions the campaign runs side by side, and how many cases and successes each has."""
    found = await splits.read(session, who, name)
    return version.tag(found.etag, found)


@writing.put("/split")
async def put_split(
    name: str, form: SplitForm, who: CampaignWriter, session: Unit, version: Versioned
) -> SplitView:
    """Give a share of what is new another version; which one a case or call gets is fixed by its id."""
    named: dict[Kind, ShareForm | None] = {"process": form.process, "ivr": form.ivr}
    wanted: dict[Kind, Wanted] = {
        kind: Wanted(share.version, share.percent) for kind, share in named.items() if share
    }
    put = await splits.put(session, who, name, _some(wanted), version.read)
    return version.tag(put.etag, put)


@writing.post("/split/end")
async def end_split(
    name: str, form: EndingForm, who: CampaignWriter, session: Unit, version: Versioned
) -> SplitView:
    """Promote the second version or drop it; the campaign is held to the one that stays."""
    named: dict[Kind, Ending | None] = {"process": form.process, "ivr": form.ivr}
    endings: dict[Kind, Ending] = {kind: ending for kind, ending in named.items() if ending}
    ended = await splits.end(session, who, name, _some(endings), version.read)
    return version.tag(ended.etag, ended)


def _some(named: dict[Kind, V]) -> dict[Kind, V]:
    if not named:
        problem = Problem("nothing_named", "Name `process` or `ivr`.", "Podaj `process` albo `ivr`.")
        raise Invalid([problem])
    return named
