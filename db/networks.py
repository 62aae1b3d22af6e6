"""Knows all campaigns beside each other, as they are verified: their documents and the newest processes."""

from sqlmodel import col, select

from db import graphs
from db.session import Session
from db.tables import Campaign, GraphDocument
from graphs.across import Network, joined
from graphs.process.document import ProcessDocument

_MOST_KEPT = 1_000
_processes: dict[str, ProcessDocument] = {}
"""By hash: what a hash stands for never changes."""


async def network(session: Session) -> Network:
    """Every campaign, and the newest version of every process."""
    rows = (await session.exec(select(Campaign))).all()
    campaigns = [joined(row.document) for row in rows]
    hashes = await graphs.newest_hashes(session, "process")
    await _read(session, set(hashes.values()))
    return Network(
        {campaign.name: campaign for campaign in campaigns},
        {name: _processes[graph_hash] for name, graph_hash in hashes.items()},
    )


async def _read(session: Session, hashes: set[str]) -> None:
    if len(_processes) > _MOST_KEPT:
        _processes.clear()
    new = hashes - _processes.keys()
    query = select(GraphDocument).where(col(GraphDocument.hash).in_(new))
    for row in (await session.exec(query)).all() if new else ():
        _processes[row.hash] = ProcessDocument.model_validate(row.body)
