"""Whether a new index may go live: the number of documents, and a sample of them, against PostgreSQL."""

import time

import sqlalchemy as sa

from core.db import snapshot, transaction
from core.opensearch import translated
from indexer import reconcile
from indexer.resources import Resources

SAMPLE = 200
# A larger share of refused documents means that the mapping is wrong, not the documents.
REFUSED_SHARE = 0.01
# Changes go on meanwhile, so a count is taken again before it counts against the index.
_TRIES = 10
_WAIT_S = 0.5

_EXPECTED = "SELECT count(*) FROM part WHERE removed_at IS NULL"
_WAITING = "SELECT count(DISTINCT part_id) FROM index_outbox"
_SAMPLE = "SELECT id FROM part ORDER BY random() LIMIT :most"


def fault(resources: Resources, index: str, refused: int) -> str:
    """What is wrong with the index, as a sentence; empty when nothing is. Raises EngineUnavailable."""
    return _wrong_count(resources, index, refused) or _wrong_sample(resources, index)


def _wrong_count(resources: Resources, index: str, refused: int) -> str:
    sentence = ""
    for _ in range(_TRIES):
        with snapshot(resources.db) as session:
            expected = int(session.execute(sa.text(_EXPECTED)).scalar_one())
            waiting = int(session.execute(sa.text(_WAITING)).scalar_one())
        if refused > expected * REFUSED_SHARE:
            return f"The engine refused {refused} of {expected} documents; `partwise index dead` says why."
        with translated():
            resources.engine.indices.refresh(index=index)
            found = int(resources.engine.count(index=index, body={"query": {"term": {"visible": True}}})["count"])
        if abs(found - expected) <= waiting + refused:
            return ""
        sentence = f"It holds {found} parts where PostgreSQL has {expected}."
        time.sleep(_WAIT_S)
    return sentence


def _wrong_sample(resources: Resources, index: str) -> str:
    with transaction(resources.db) as session:
        part_ids = list(session.execute(sa.text(_SAMPLE), {"most": SAMPLE}).scalars())
    differing = reconcile.confirmed(resources, index, part_ids)
    return f"{len(differing)} of {len(part_ids)} sampled documents differ from PostgreSQL, part {min(differing)} for one." if differing else ""
