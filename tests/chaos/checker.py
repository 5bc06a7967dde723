"""The verdict on a run: what the index holds against what PostgreSQL says, worked out apart from the product's own comparison."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import orjson
import sqlalchemy as sa

from core.db import snapshot
from indexer import reconcile
from indexer.resources import Resources
from search.schema.names import read_alias
from tests.chaos.history import History
from tests.chaos.workload import GHOST

_PAGE = 1000
_NAMED = 5
_PARTS = """
SELECT p.id, p.version, p.removed_at IS NOT NULL AS removed, p.name, p.part_number, p.popularity, m.name AS maker, c.name AS category,
  array(SELECT a.alias FROM part_alias a WHERE a.part_id = p.id AND a.organisation_id IS NULL ORDER BY a.id) AS aliases,
  array(SELECT ARRAY[o.id::text, round(o.price, 2)::text, (o.stock_on_hand - o.stock_reserved)::text] FROM offer o
        JOIN organisation s ON s.id = o.seller_id
        WHERE o.part_id = p.id AND o.status = 'active' AND s.seller_status = 'approved' ORDER BY o.id) AS offers
FROM part p JOIN manufacturer m ON m.id = p.manufacturer_id JOIN category c ON c.id = p.category_id
"""
_WAITING = "SELECT (SELECT count(*) FROM index_outbox WHERE dead_at IS NULL) + (SELECT count(*) FROM index_fanout)"
_DEAD = "SELECT part_id, reason FROM index_outbox WHERE dead_at IS NOT NULL"


@dataclass(slots=True)
class Violations:
    """Sentences about what is wrong, by kind of wrong."""

    found: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, example: str) -> None:
        """One more of this kind."""
        self.found[kind] += 1
        examples = self.examples.setdefault(kind, [])
        if len(examples) < _NAMED:
            examples.append(example)


def waiting(resources: Resources) -> int:
    """Rows that the index has not confirmed."""
    with resources.db.connect() as connection:
        return int(connection.execute(sa.text(_WAITING)).scalar_one())


def check(resources: Resources, history: History) -> Violations:
    """Everything that is wrong once all is healed and the backlog is gone."""
    wrong = Violations()
    _compare(resources, wrong)
    for part_id, kind in reconcile.verify(resources, repair=False).by_part.items():
        wrong.add(f"verify: {kind.value}", f"part {part_id}")
    with resources.db.connect() as connection:
        for row in connection.execute(sa.text(_DEAD)):
            wrong.add("parked" if row.reason else "parked without a reason", f"part {row.part_id}: {row.reason}")
        existing = set(connection.execute(sa.text("SELECT id FROM part")).scalars())
    for one in history.backwards:
        # The hidden document of a deleted part is not taken over into a new index.
        if one.then is not None or one.part_id in existing:
            wrong.add("backwards", f"{one.reader} saw version {one.then} of part {one.part_id} after {one.seen}")
    for part_id in history.ghosts:
        wrong.add("ghost", f"part {part_id} showed a change that was rolled back")
    return wrong


def _compare(resources: Resources, wrong: Violations) -> None:
    """Ids, versions, hashes and contents, both ways."""
    stored = _stored(resources)
    with snapshot(resources.db) as session:
        rows = session.execute(sa.text(_PARTS)).all()
    for row in rows:
        hit = stored.pop(row.id, None)
        if hit is None:
            wrong.add("lost", f"part {row.id} version {row.version}") if not row.removed else None
            continue
        source = hit["_source"]
        if (hit["_version"], source["version"]) != (row.version, row.version):
            wrong.add("stale", f"part {row.id} is {row.version}, the index has {hit['_version']}")
        elif source["content_hash"] != _hash(source):
            wrong.add("hash", f"part {row.id}")
        elif _shown(source) != _expected(row):
            wrong.add("content", f"part {row.id} is {_expected(row)}, the index has {_shown(source)}")
    for part_id, hit in stored.items():
        if hit["_source"]["visible"]:
            wrong.add("resurrected", f"part {part_id} is deleted, the index shows version {hit['_version']}")


def _stored(resources: Resources) -> dict[int, dict[str, Any]]:
    """Every document of the live index."""
    index = read_alias(resources.prefix)
    resources.engine.indices.refresh(index=index)
    body: dict[str, Any] = {"size": _PAGE, "sort": [{"id": "asc"}], "version": True, "_source": {"excludes": ["vector"]}}
    found: dict[int, dict[str, Any]] = {}
    while True:
        hits = resources.engine.search(index=index, body=body, params={"request_timeout": 30})["hits"]["hits"]
        if not hits:
            return found
        found.update((int(hit["_id"]), hit) for hit in hits)
        body["search_after"] = hits[-1]["sort"]


def _hash(source: dict[str, Any]) -> str:
    """The documented hash: SHA-256 of the sorted JSON without version, hash and vector."""
    content = {key: value for key, value in source.items() if key not in {"version", "content_hash", "vector"}}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _shown(source: dict[str, Any]) -> tuple[object, ...]:
    if not source["visible"]:
        return (False,)
    offers = [(one["id"], one["price_cents"], one["stock"]) for one in source["offers"]]
    texts = (source["name"], source["number"], source["manufacturer_text"][0], source["category_text"][0])
    return (True, *texts, source["popularity"], source["aliases"], offers)


def _expected(row: sa.Row[Any]) -> tuple[object, ...]:
    if row.removed:
        return (False,)
    offers = [(key, int((Decimal(price) * 100).quantize(Decimal(1), ROUND_HALF_EVEN)), int(stock)) for key, price, stock in row.offers]
    assert not row.name.startswith(GHOST)
    return (True, row.name, row.part_number, row.maker, row.category, row.popularity, row.aliases, offers)
