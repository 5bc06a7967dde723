"""How long a committed change takes until a search sees it, at a steady rate, with worker and relay running.

Changes leave at planned times whatever the index does (an open loop), and a probe asks the search view, not the document
by id, so a figure is what a user would have waited.
"""

import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

import numpy as np
import sqlalchemy as sa

from core.db import transaction
from core.errors import Conflict, NotFound
from core.opensearch import translated
from indexer import aliases
from indexer.resources import Resources

# Pause between two looks of the probe: a share of what is measured, and little work for an engine that has much to do.
_PROBE_S, _PROBE_BUSY_S, _BUSY_RATE = 0.005, 0.02, 100.0
_GIVE_UP_S = 30.0
# Parts that one request asks for: the engine gives no more hits at once.
_MOST = 1000
# A commit waits for the disk, so one connection reaches a few hundred changes a second at most.
_WRITERS = 8
_SOME = "SELECT id FROM part WHERE removed_at IS NULL ORDER BY random() LIMIT :most"
_TOUCH = "UPDATE part SET popularity = popularity + 1 WHERE id = :id RETURNING version"


@dataclass(slots=True)
class _Waiting:
    """Changes that no search has shown yet: part -> (version, moment of its commit) of each; and when changes were committed."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    parts: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    committed: list[float] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def add(self, part_id: int, version: int) -> None:
        """Note a change that has just been committed."""
        at = time.monotonic()
        with self.lock:
            self.parts.setdefault(part_id, []).append((version, at))
            self.committed.append(at)

    def take_seen(self, versions: dict[int, int], at: float) -> list[float]:
        """Forget the changes that these versions show; the milliseconds each took."""
        took: list[float] = []
        with self.lock:
            for part_id, version in versions.items():
                changes = self.parts.pop(part_id, [])
                took += [(at - committed) * 1000 for of, committed in changes if of <= version]
                if later := [change for change in changes if change[0] > version]:
                    self.parts[part_id] = later
        return took


def measure(resources: Resources, rate: float, seconds: float) -> dict[str, Any]:
    """Milliseconds from commit to searchable (p50, p99, max) for `rate` changes a second. Raises Conflict, NotFound.

    `reached` is the rate at which changes really were committed: a machine that is too slow for it shows so.
    """
    live = aliases.standing(resources.engine, resources.prefix).reading
    if not live:
        raise Conflict("There is no live index to measure: run `partwise index rebuild`.")
    count = max(2, int(rate * seconds))
    with transaction(resources.db) as session:
        drawn = list(session.execute(sa.text(_SOME), {"most": count}).scalars())
    if not drawn:
        raise NotFound("There are no parts to change: load some first.")
    waiting = _Waiting()
    writer = threading.Thread(target=_write_all, args=(resources, list(islice(cycle(drawn), count)), rate, waiting))
    writer.start()
    took = _probe(resources, live[0], waiting, _PROBE_BUSY_S if rate > _BUSY_RATE else _PROBE_S)
    writer.join()
    p50, p99 = (round(float(np.percentile(took, q)), 1) if took else None for q in (50, 99))
    return {
        "bench": "freshness",
        "changes": len(waiting.committed),
        "rate": rate,
        "reached": round((len(waiting.committed) - 1) / (max(waiting.committed) - min(waiting.committed)), 1) if len(waiting.committed) > 1 else None,
        "p50_ms": p50,
        "p99_ms": p99,
        "max_ms": round(max(took), 1) if took else None,
        "unseen": sum(map(len, waiting.parts.values())),
        "load_average": round(os.getloadavg()[0], 1),
    }


def _write_all(resources: Resources, part_ids: Sequence[int], rate: float, waiting: _Waiting) -> None:
    """Commit every change at its planned time, by several connections in turn."""
    started = time.monotonic()

    def write(first: int) -> None:
        with resources.db.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for number in range(first, len(part_ids), _WRITERS):
                time.sleep(max(0.0, started + number / rate - time.monotonic()))
                waiting.add(part_ids[number], int(connection.execute(sa.text(_TOUCH), {"id": part_ids[number]}).scalar_one()))

    try:
        with ThreadPoolExecutor(_WRITERS) as writers:
            list(writers.map(write, range(_WRITERS)))
    finally:
        waiting.done.set()


def _probe(resources: Resources, index: str, waiting: _Waiting, pause_s: float) -> list[float]:
    """Ask for the waiting parts until all are seen; returns the time each change took, in milliseconds."""
    took: list[float] = []
    last_seen = time.monotonic()
    while time.monotonic() - last_seen < _GIVE_UP_S:
        time.sleep(pause_s)
        finished = waiting.done.is_set()
        with waiting.lock:
            asked = list(waiting.parts)
        if not asked and finished:
            break
        found: list[float] = []
        for start in range(0, len(asked), _MOST):
            seen = _versions(resources, index, asked[start : start + _MOST])
            found += waiting.take_seen(seen, time.monotonic())
        took += found
        last_seen = time.monotonic() if found or not asked else last_seen
    return took


def _versions(resources: Resources, index: str, part_ids: list[int]) -> dict[int, int]:
    """Versions of the parts as a search sees them."""
    body = {"query": {"ids": {"values": [str(part_id) for part_id in part_ids]}}, "_source": False, "version": True, "size": len(part_ids)}
    with translated():
        hits = resources.engine.search(index=index, body=body, params={"request_cache": "false"})["hits"]["hits"]
    return {int(hit["_id"]): int(hit["_version"]) for hit in hits}
