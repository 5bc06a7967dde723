"""A rebuild against the engine alone: the same documents, first through everything we do, then as raw bulk requests.

The raw requests are written to a temporary file before (about 9 kB a part with its vector), so that the second run does
nothing but read and send, and so that memory does not grow with the catalogue.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import IO, Any

import orjson
import sqlalchemy as sa

from core.clock import now
from core.db import snapshot
from core.errors import EngineRefused
from core.opensearch import translated
from indexer import bulk, garbage, reindex
from indexer.resources import Resources
from indexer.sync import load_parts
from search.schema import names
from search.schema.document import PartDocument
from search.tuning.loader import load_index_config

_RANGE = "SELECT id FROM part WHERE id > :after ORDER BY id LIMIT :most"


def measure(resources: Resources) -> dict[str, Any]:
    """Documents a second of a full rebuild and of raw bulk requests into an empty index, and the ratio of the two."""
    started = time.perf_counter()
    reindex.rebuild(resources, lambda _line: None)
    rebuild_s = time.perf_counter() - started
    with tempfile.TemporaryFile() as file:
        sizes, documents, vectors = _spool(resources, file)
        raw_s = _raw(resources, file, sizes)
    return {
        "bench": "index",
        "documents": documents,
        "with_vector": vectors,
        "load_average": round(os.getloadavg()[0], 1),
        "rebuild_s": round(rebuild_s, 3),
        "rebuild_per_s": round(documents / rebuild_s, 1),
        "raw_bulk_per_s": round(documents / raw_s, 1),
        "ratio": round(raw_s / rebuild_s, 3),
    }


def _spool(resources: Resources, file: IO[bytes]) -> tuple[list[int], int, int]:
    """Write the requests one after the other; returns the length of each in bytes, the number of documents, and of those with a vector."""
    sizes: list[int] = []
    documents = vectors = size = 0
    with garbage.rarely_sought():
        for batch in _batches(resources):
            for document in batch:
                line = b"\n".join((orjson.dumps({"index": {"_id": document["id"]}}), orjson.dumps(document), b""))
                if size and size + len(line) > bulk.REQUEST_BYTES:
                    sizes.append(size)
                    size = 0
                size += file.write(line)
                documents += 1
                vectors += "vector" in document
    return [*sizes, size] if size else sizes, documents, vectors


def _batches(resources: Resources) -> Iterator[list[PartDocument]]:
    """Every document, built, in the order of a rebuild."""
    after = 0
    while True:
        with snapshot(resources.db) as session:
            part_ids = list(session.execute(sa.text(_RANGE), {"after": after, "most": resources.settings.indexer.batch}).scalars())
            documents = load_parts(session, resources, part_ids).documents
        if not part_ids:
            return
        yield documents
        after = part_ids[-1]


def _raw(resources: Resources, file: IO[bytes], sizes: list[int]) -> float:
    """Seconds that these requests, and a refresh, take in an index of their own. Raises EngineRefused when a document is."""
    config = load_index_config()
    # Named as if it were older than the live index, so that nothing takes it for the next one.
    index = names.versioned(resources.prefix, now() - timedelta(days=3650), config.fingerprint)
    settings = {"index": {"number_of_shards": resources.settings.engine.shards, "number_of_replicas": 0, "refresh_interval": "-1"}}
    file.seek(0)
    with translated():
        resources.engine.indices.create(index=index, body={"settings": {**config.settings, **settings}, "mappings": config.mappings})
        try:
            started = time.perf_counter()
            for size in sizes:
                if resources.engine.bulk(index=index, body=file.read(size), params={"filter_path": "errors"})["errors"]:
                    raise EngineRefused("The engine refused a document, so its time says nothing: `partwise index dead` shows which.")
            resources.engine.indices.refresh(index=index)
            return time.perf_counter() - started
        finally:
            resources.engine.indices.delete(index=index)
