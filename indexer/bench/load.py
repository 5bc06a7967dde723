"""A rebuild against the engine alone: the same documents, first through everything we do, then as raw bulk requests."""

import time
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.clock import now
from core.db import snapshot
from core.opensearch import translated
from indexer import bulk, reindex
from indexer.resources import Resources
from indexer.sync import load_parts
from search.schema import names
from search.schema.document import PartDocument
from search.tuning.loader import load_index_config


def measure(resources: Resources) -> dict[str, Any]:
    """Documents a second of a full rebuild and of raw bulk requests into an empty index, and the ratio of the two."""
    started = time.perf_counter()
    reindex.rebuild(resources, lambda _line: None)
    rebuild_s = time.perf_counter() - started
    documents = _documents(resources)
    raw_s = _raw(resources, documents)
    return {
        "bench": "index",
        "documents": len(documents),
        "rebuild_s": round(rebuild_s, 3),
        "rebuild_per_s": round(len(documents) / rebuild_s, 1),
        "raw_bulk_per_s": round(len(documents) / raw_s, 1),
        "ratio": round(raw_s / rebuild_s, 3),
    }


def _documents(resources: Resources) -> list[PartDocument]:
    """Every document, built."""
    with snapshot(resources.db) as session:
        part_ids = list(session.execute(sa.text("SELECT id FROM part ORDER BY id")).scalars())
        size = resources.settings.indexer.batch
        return [one for at in range(0, len(part_ids), size) for one in load_parts(session, resources, part_ids[at : at + size]).documents]


def _raw(resources: Resources, documents: list[PartDocument]) -> float:
    """Seconds that bulk requests with these documents, and a refresh, take in an index of their own."""
    config = load_index_config()
    # Named as if it were older than the live index, so that nothing takes it for the next one.
    index = names.versioned(resources.prefix, now() - timedelta(days=3650), config.fingerprint)
    settings = {"index": {"number_of_shards": resources.settings.engine.shards, "number_of_replicas": 0, "refresh_interval": "-1"}}
    with translated():
        resources.engine.indices.create(index=index, body={"settings": {**config.settings, **settings}, "mappings": config.mappings})
        try:
            started = time.perf_counter()
            size = resources.settings.indexer.batch
            for at in range(0, len(documents), size):
                bulk.write(resources.engine, (index,), documents[at : at + size])
            resources.engine.indices.refresh(index=index)
            return time.perf_counter() - started
        finally:
            resources.engine.indices.delete(index=index)
