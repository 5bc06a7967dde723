"""Compares the whole index with PostgreSQL, both ways, and heals what differs through the outbox.

One pass streams the index and loads the parts of each page; a second streams part ids and finds those that no page had.
Writers go on meanwhile, so a difference counts only when it is still there at a second and third look, and not while an
outbox row of the part waits.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.clock import now
from core.db import snapshot, transaction
from core.errors import Conflict
from core.opensearch import translated, whole
from indexer import aliases, claims
from indexer.comparison import Difference, Stored, compare
from indexer.resources import Resources
from indexer.sync import load_parts
from search.schema.document import PartDocument

PAGE = 1000
_LOOKS = 3
_BETWEEN_LOOKS_S = 0.4
_KEEP_ALIVE = "2m"
_WITHOUT_VECTOR = {"excludes": ["vector"]}

_IDS = "SELECT id FROM part WHERE id > :after ORDER BY id LIMIT :most"
_PENDING = "SELECT count(DISTINCT part_id) FROM index_outbox WHERE dead_at IS NULL"
_NOTE = (
    "INSERT INTO index_check (started_at, compared, missing, stale, orphaned, corrupted, repaired) "
    "VALUES (:started_at, :compared, :missing, :stale, :orphaned, :corrupted, :repaired)"
)
# A version above the sequence (a database restored from a backup) would refuse every later write of the part.
_RAISE = "SELECT setval('part_version', greatest(last_value, :version)) FROM part_version"
_TOUCH = "SELECT touch_parts(CAST(:ids AS bigint[]))"
_HIDE = (
    "INSERT INTO index_outbox (part_id, version) SELECT id, nextval('part_version') FROM unnest(CAST(:ids AS bigint[])) AS gone(id) "
    "WHERE NOT EXISTS (SELECT FROM part WHERE part.id = gone.id)"
)


@dataclass(slots=True)
class Found:
    """What a comparison found: parts compared, differing parts by kind, and parts that wait in the outbox and so do not count."""

    compared: int = 0
    pending: int = 0
    by_part: dict[int, Difference] = field(default_factory=dict)

    @property
    def differences(self) -> int:
        """How many parts differ."""
        return len(self.by_part)

    def counts(self) -> dict[str, int]:
        """Number of parts by kind of difference, each kind named."""
        found = Counter(self.by_part.values())
        return {kind.value: found[kind] for kind in Difference}


def verify(resources: Resources, *, repair: bool) -> Found:
    """Compare everything; with `repair`, offer what differs to the index again. Notes the result in `index_check`.

    Raises Conflict when there is no live index, EngineUnavailable.
    """
    live = aliases.standing(resources.engine, resources.prefix).reading
    if not live:
        raise Conflict("There is no live index to verify: run `partwise index rebuild`.")
    started_at = now()
    found = Found()
    suspects = list(_suspects(resources, live[0], found))
    found.by_part = confirmed(resources, live[0], suspects)
    with transaction(resources.db) as session:
        found.pending = int(session.execute(sa.text(_PENDING)).scalar_one())
    if repair:
        heal(resources, live[0], found.by_part)
    _note(resources, started_at, found, repair=repair)
    return found


def _suspects(resources: Resources, index: str, found: Found) -> Iterator[int]:
    """Parts that differ at first look."""
    seen: set[int] = set()
    for page in _pages(resources, index):
        seen.update(page)
        yield from _differing(resources, page)
    found.compared = len(seen)
    for part_ids in _part_ids(resources):
        absent = [part_id for part_id in part_ids if part_id not in seen]
        found.compared += len(absent)
        yield from _differing(resources, dict.fromkeys(absent))


def _differing(resources: Resources, stored: dict[int, Stored | None]) -> dict[int, Difference]:
    """Those of the given documents that are not what PostgreSQL says now and for which no outbox row waits."""
    if not stored:
        return {}
    with snapshot(resources.db) as session:
        loaded = load_parts(session, resources, list(stored), with_vectors=False)
        waiting = claims.live(session, list(stored))
    expected: dict[int, PartDocument] = {int(one["id"]): one for one in loaded.documents}
    results = {part_id: compare(expected.get(part_id), document) for part_id, document in stored.items() if part_id not in loaded.broken}
    return {part_id: difference for part_id, difference in results.items() if difference is not None and part_id not in waiting}


def confirmed(resources: Resources, index: str, part_ids: Sequence[int]) -> dict[int, Difference]:
    """Those of `part_ids` that differ at each of several looks, by kind."""
    differing: dict[int, Difference] = {}
    for look in range(_LOOKS):
        if look and part_ids:
            time.sleep(_BETWEEN_LOOKS_S)
        differing = {}
        for start in range(0, len(part_ids), PAGE):
            differing.update(_differing(resources, _fetch(resources, index, part_ids[start : start + PAGE])))
        part_ids = list(differing)
    return differing


def heal(resources: Resources, index: str, differing: dict[int, Difference]) -> None:
    """Offer differing parts to the index under a new version, above whatever the index remembers of them.

    Also above the mark that the engine keeps of a document somebody deleted, which would refuse the present version.
    """
    part_ids = sorted(differing)
    for start in range(0, len(part_ids), PAGE):
        batch = part_ids[start : start + PAGE]
        held = [document.version for document in _fetch(resources, index, batch).values() if document is not None]
        with transaction(resources.db) as session:
            session.execute(sa.text(_RAISE), {"version": max(held, default=0)})
            session.execute(sa.text(_TOUCH), {"ids": batch})
            session.execute(sa.text(_HIDE), {"ids": batch})


def _pages(resources: Resources, index: str) -> Iterator[dict[int, Stored | None]]:
    """Every document of the index as of now, in pages."""
    with translated():
        resources.engine.indices.refresh(index=index)
        point = resources.engine.create_pit(index=index, params={"keep_alive": _KEEP_ALIVE})["pit_id"]
    body: dict[str, Any] = {"size": PAGE, "_source": _WITHOUT_VECTOR, "version": True, "sort": [{"id": "asc"}], "track_total_hits": False}
    body["pit"] = {"id": point, "keep_alive": _KEEP_ALIVE}
    try:
        while True:
            with translated():
                hits = whole(resources.engine.search(body=body))["hits"]["hits"]
            if not hits:
                return
            yield {int(hit["_id"]): Stored(hit["_version"], hit["_source"]) for hit in hits}
            body["search_after"] = hits[-1]["sort"]
    finally:
        with translated():
            resources.engine.delete_pit(body={"pit_id": [point]})


def _fetch(resources: Resources, index: str, part_ids: Sequence[int]) -> dict[int, Stored | None]:
    """The documents of these parts as they are this moment, refreshed or not."""
    with translated():
        answer = resources.engine.mget(index=index, body={"ids": [str(part_id) for part_id in part_ids]}, params={"_source_excludes": "vector"})
    return {int(one["_id"]): Stored(one["_version"], one["_source"]) if one.get("found") else None for one in answer["docs"]}


def _part_ids(resources: Resources) -> Iterator[list[int]]:
    """All part ids in ranges, each read in a transaction of its own: a long one would hold back the cleaning of the outbox."""
    after = 0
    while True:
        with transaction(resources.db) as session:
            part_ids = list(session.execute(sa.text(_IDS), {"after": after, "most": 10 * PAGE}).scalars())
        if not part_ids:
            return
        yield part_ids
        after = part_ids[-1]


def _note(resources: Resources, started_at: datetime, found: Found, *, repair: bool) -> None:
    with transaction(resources.db) as session:
        values: dict[str, Any] = {"started_at": started_at, "compared": found.compared, "repaired": repair and found.differences > 0}
        session.execute(sa.text(_NOTE), {**values, **found.counts()})
