"""Whether a new index may go live: the number of documents, a sample of them against PostgreSQL, and whether searches find them."""

import time

import sqlalchemy as sa

from core.db import snapshot, transaction
from core.opensearch import translated
from indexer import reconcile
from indexer.resources import Resources

SAMPLE = 200
# Part numbers that are looked for.
NUMBERS = 25
# A larger share of refused documents means that the mapping is wrong, not the documents.
REFUSED_SHARE = 0.01
# Changes go on meanwhile, so a count is taken again before it counts against the index.
_TRIES = 10
_WAIT_S = 0.5

_EXPECTED = "SELECT count(*) FROM part WHERE removed_at IS NULL"
_WAITING = "SELECT count(DISTINCT part_id) FROM index_outbox"
_SAMPLE = "SELECT id FROM part ORDER BY random() LIMIT :most"
# A number that only one part has, so that there is no doubt what comes first.
_NUMBERS = (
    "SELECT number_folded, min(id) AS part_id FROM part WHERE removed_at IS NULL GROUP BY number_folded HAVING count(*) = 1 ORDER BY random() LIMIT :most"
)
_STILL = (
    "SELECT number_folded FROM part p WHERE id = ANY (:ids) AND number_folded = ANY (:numbers) AND removed_at IS NULL "
    "AND NOT EXISTS (SELECT FROM index_outbox o WHERE o.part_id = p.id)"
)


def fault(resources: Resources, index: str, refused: int) -> str:
    """What is wrong with the index, as a sentence; empty when nothing is. Raises EngineUnavailable."""
    return _wrong_count(resources, index, refused) or _wrong_sample(resources, index) or _not_found(resources, index)


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


def _not_found(resources: Resources, index: str) -> str:
    """Exact part numbers must be found first. What writers changed since it was drawn does not count."""
    with transaction(resources.db) as session:
        wanted = {str(row.number_folded): int(row.part_id) for row in session.execute(sa.text(_NUMBERS), {"most": NUMBERS})}
    lines: list[dict[str, object]] = []
    for number in wanted:
        lines += [{}, {"query": {"term": {"number_folded": number}}, "_source": False, "size": 1}]
    if not lines:
        return ""
    with translated():
        answers = resources.engine.msearch(index=index, body=lines)["responses"]
    found = [answer.get("hits", {}).get("hits", []) for answer in answers]
    lost = [number for number, hits in zip(wanted, found, strict=True) if not hits or hits[0]["_id"] != str(wanted[number])]
    with transaction(resources.db) as session:
        lost = list(session.execute(sa.text(_STILL), {"ids": [wanted[number] for number in lost], "numbers": lost}).scalars())
    return f"A search for the number of a part does not find it first: {', '.join(sorted(lost)[:3])}." if lost else ""
