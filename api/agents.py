"""Routes of /agents: what each agent does now, and what an agent may change about it."""

from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field, StrictBool, StrictInt, model_validator

from api.access import Agent, Overseer, Servant
from api.forms import Form, Name
from api.pages import ListQuery, Page, Paging, page_of
from api.ports import Presence
from api.route import Ports, Route, Unit, View, Write
from api.services import Services
from db import agent_day, agent_list, memberships, waits
from db.agent_day import Now, RecallView
from db.agent_list import AgentView, MembershipView
from db.case_list import CaseFilter
from db.memberships import MembershipChange
from domain.access import Who
from domain.ids import AgentId

router = APIRouter(tags=["agents"], route_class=Route)
writing = APIRouter(tags=["agents"], route_class=Write)


Kind = StrictBool | Name


class StateForm(Form):
    """Exactly one: `work`, `break`, `offline`; each `true`, or for a break its type (`lunch`)."""

    work: Kind = False
    break_: Kind = Field(default=False, alias="break")
    offline: StrictBool = False

    @model_validator(mode="after")
    def exactly_one(self) -> Self:
        """One state at a time."""
        if [self.work, self.break_, self.offline].count(False) != 2:
            message = "exactly one of work, break and offline"
            raise ValueError(message)
        return self

    @property
    def presence(self) -> tuple[Presence, str | None]:
        """What is asked for, and of which type."""
        if self.break_ is not False:
            return "break", None if self.break_ is True else self.break_
        return ("offline" if self.offline else "online"), None


class LogInForm(Form):
    logged_in: bool = True


class MemberForm(Form):
    """What is to be changed; the limits are those of the campaign's document. A lower `tier` is offered calls first."""

    logged_in: StrictBool | None = None
    mode: Literal["inbound", "outbound", "blending"] | None = None
    position: Annotated[StrictInt, Field(ge=1, le=10_000)] | None = None
    tier: Annotated[StrictInt, Field(ge=1, le=100)] | None = None
    score: Annotated[StrictInt, Field(ge=0, le=1_000)] | None = None


class Myself(BaseModel):
    """My state and timers, and what is before me."""

    agent: AgentView
    now: Now


class RecallQuery(ListQuery):
    campaign: Annotated[str, Field(max_length=100)] | None = None
    owner: Annotated[str, Field(max_length=100)] | None = None
    due_before: AwareDatetime | None = None


@router.get("/agents")
async def list_agents(who: Overseer, session: View, window: Paging) -> Page[AgentView]:
    """The agents of one's campaigns."""
    return page_of(await agent_list.listing(session, who, window))


@router.get("/agents/me")
async def read_myself(who: Agent, ports: Ports) -> Myself:
    """My state, timers, offer, call, case, counters, and what is coming."""
    return await _myself(ports, who)


@router.put("/agents/me/state")
async def set_my_state(form: StateForm, who: Agent, ports: Ports) -> Myself:
    """Be ready for work, take a break, or go; asked for during a call, it takes effect after it."""
    await ports.work.set_presence(AgentId(who.user_id), *form.presence)
    return await _myself(ports, who)


@writing.put("/agents/me/campaigns/{name}", status_code=204)
async def log_in_to_campaign(name: str, form: LogInForm, who: Agent, session: Unit) -> None:
    """Take part in a campaign's work, or stop taking part."""
    await agent_list.log_in_to(session, who, name, logged_in=form.logged_in)


@router.post("/agents/me/wrap-up/extend")
async def extend_wrap_up(who: Agent, ports: Ports) -> Myself:
    """More time to write down what was said."""
    await ports.work.extend_wrap_up(AgentId(who.user_id))
    return await _myself(ports, who)


@router.post("/agents/me/wrap-up/end")
async def end_wrap_up(who: Agent, ports: Ports) -> Myself:
    """Free again."""
    await ports.work.end_wrap_up(AgentId(who.user_id))
    return await _myself(ports, who)


@router.post("/agents/me/waiting/end")
async def end_my_wait(who: Agent, ports: Ports) -> Myself:
    """Stop ringing the customer who is dialled for me; the record goes the way of `on_waiting`."""
    await waits.end_wait(ports.database, AgentId(who.user_id))
    return await _myself(ports, who)


@router.get("/agents/{agent_id}")
async def read_agent(agent_id: str, who: Servant, session: View) -> AgentView:
    """One agent: oneself, or a colleague of one's campaigns."""
    return await agent_list.read(session, who, agent_id)


@writing.patch("/campaigns/{name}/members/{agent_id}")
async def change_member(
    name: str, agent_id: str, form: MemberForm, who: Overseer, session: Unit
) -> MembershipView:
    """Change how an agent takes part in a campaign: for what comes next, and until it is changed again."""
    return await memberships.change(session, who, name, agent_id, MembershipChange(**form.model_dump()))


@router.get("/recalls")
async def list_recalls(
    who: Servant, session: View, asked: Annotated[RecallQuery, Query()]
) -> Page[RecallView]:
    """What is due when, the earliest first."""
    wanted = CaseFilter(campaign=asked.campaign, owner=asked.owner, due_before=asked.due_before)
    return page_of(await agent_day.recalls(session, who, wanted, asked.window))


async def _myself(ports: Services, who: Who) -> Myself:
    async with ports.database.read() as session:
        agent = await agent_list.read(session, who, who.user_id)
        return Myself(agent=agent, now=await agent_day.now(session, who, agent))
