"""Routes of /health: whether this process lives, and whether the parts that it needs answer."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.errors import language_of
from api.ports import Part
from api.route import Ports, Route
from domain.errors import CentralkaError

router = APIRouter(prefix="/health", tags=["health"], route_class=Route)
_PATIENCE = 2.0


class PartHealth(BaseModel):
    name: str
    ready: bool
    reason: str | None = None


class Health(BaseModel):
    status: Literal["ready", "not_ready"]
    parts: list[PartHealth]


@router.get("/live")
async def live() -> dict[str, str]:
    """This process answers."""
    return {"status": "live"}


@router.get("/ready", responses={503: {"model": Health}})
async def ready(request: Request, response: Response, ports: Ports) -> Health:
    """Whether everything that this process needs answers, and if not, what and why."""
    language = language_of(request)
    named = {"database": ports.database, **ports.parts}
    parts = await asyncio.gather(*(_ask(name, part, language) for name, part in named.items()))
    everything = all(part.ready for part in parts)
    response.status_code = 200 if everything else 503
    return Health(status="ready" if everything else "not_ready", parts=list(parts))


async def _ask(name: str, part: Part, language: str) -> PartHealth:
    try:
        async with asyncio.timeout(_PATIENCE):
            await part.ping()
    except CentralkaError as error:
        return PartHealth(name=name, ready=False, reason=error.sentence(language))
    except TimeoutError:
        silent = {"pl": f"milczy od {_PATIENCE:.0f} s", "en": f"silent for {_PATIENCE:.0f} s"}
        return PartHealth(name=name, ready=False, reason=silent[language])
    return PartHealth(name=name, ready=True)
