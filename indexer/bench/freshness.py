"""How long a committed change takes until a search sees it, at a steady rate, with worker and relay running.

Changes leave at planned times whatever the index does (an open loop), and a probe asks the search view, not the document
by id, so a figure is what a user would have waited.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sqlalchemy as sa

from core.db import transaction
from core.errors import Conflict, NotFound
from core.opensearch import translated
from indexer import aliases
from indexer.resources import Resources

_PROBE_S = 0.005
_GIVE_UP_S = 30.0
_TOUCH = "UPDATE part SET popularity = popularity + 1 WHERE id = :id RETURNING version"


@dataclass(slots=True)
class _Waiting:
    """Changes that no search has shown yet: part -> (version, moment of its commit)."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    parts: dict[int, tuple[int, float]] = field(default_factory=dict)
    done: threading.Event = field(default_factory=threading.Event)


def measure(resources: Resources, rate: float, seconds: float) -> dict[str, Any]:
    """Milliseconds from commit to searchable (p50, p99, max) for `rate` changes a second. Raises Conflict, NotFound."""
    live = aliases.standing(resources.engine, resources.prefix).reading
    if not live:
        raise Conflict("There is no live index to measure: run `partwise index rebuild`.")
    count = int(rate * seconds)
    with transaction(resources.db) as session:
        part_ids = list(session.execute(sa.text("SELECT id FROM part WHERE removed_at IS NULL ORDER BY random() LIMIT :most"), {"most": count}).scalars())
    if not part_ids:
        raise NotFound("There are no parts to change: load some first.")
    waiting = _Waiting()
    writer = threading.Thread(target=_write, args=(resources, part_ids, rate, waiting))
    writer.start()
    took = _probe(resources, live[0], waiting)
    writer.join()
    with waiting.lock:
        unseen = len(waiting.parts)
    p50, p99 = (float(np.percentile(took, q)) if took else None for q in (50, 99))
    return {"bench": "freshness", "changes": len(part_ids), "rate": rate, "p50_ms": p50, "p99_ms": p99, "max_ms": max(took, default=None), "unseen": unseen}


def _write(resources: Resources, part_ids: list[int], rate: float, waiting: _Waiting) -> None:
    """Commit one change after another, each at its planned time."""
    started = time.monotonic()
    for number, part_id in enumerate(part_ids):
        time.sleep(max(0.0, started + number / rate - time.monotonic()))
        with transaction(resources.db) as session:
            version = int(session.execute(sa.text(_TOUCH), {"id": part_id}).scalar_one())
        with waiting.lock:
            waiting.parts[part_id] = (version, time.monotonic())
    waiting.done.set()


def _probe(resources: Resources, index: str, waiting: _Waiting) -> list[float]:
    """Ask for the waiting parts until all are seen; returns the time each took, in milliseconds."""
    took: list[float] = []
    last_seen = time.monotonic()
    while time.monotonic() - last_seen < _GIVE_UP_S:
        time.sleep(_PROBE_S)
        with waiting.lock:
            asked = dict(waiting.parts)
        if not asked:
            if waiting.done.is_set():
                break
            continue
        seen = _versions(resources, index, list(asked))
        at = time.monotonic()
        found = [part_id for part_id, (version, _) in asked.items() if seen.get(part_id, -1) >= version]
        took += [(at - asked[part_id][1]) * 1000 for part_id in found]
        with waiting.lock:
            for part_id in found:
                del waiting.parts[part_id]
        last_seen = at if found else last_seen
    return took


def _versions(resources: Resources, index: str, part_ids: list[int]) -> dict[int, int]:
    """Versions of the parts as a search sees them."""
    body = {"query": {"ids": {"values": [str(part_id) for part_id in part_ids]}}, "_source": False, "version": True, "size": len(part_ids)}
    with translated():
        hits = resources.engine.search(index=index, body=body, params={"request_cache": "false"})["hits"]["hits"]
    return {int(hit["_id"]): int(hit["_version"]) for hit in hits}
