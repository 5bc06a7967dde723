"""A temporary index of ours over foreign documents. It has a prefix of its own, and is gone when the `with` ends."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

import orjson
from opensearchpy import OpenSearch

from core.clock import now
from core.errors import EngineRefused
from core.opensearch import translated
from search.schema.document import PartDocument
from search.schema.names import read_alias, versioned
from search.tuning.loader import load_index_config

_BATCH = 500


@contextmanager
def temporary_index(client: OpenSearch, documents: Sequence[PartDocument]) -> Iterator[str]:
    """Index `documents` as the product does; gives the index prefix to search under.

    Raises EngineUnavailable, or EngineRefused naming the first document that the engine does not take.
    """
    config = load_index_config()
    prefix = f"bench_{uuid4().hex[:10]}"
    index = versioned(prefix, now(), config.fingerprint)
    settings = {"index": {**config.settings, "number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}}
    body = {"settings": settings, "mappings": config.mappings, "aliases": {read_alias(prefix): {}}}
    with translated():
        client.indices.create(index=index, body=body)
    try:
        for start in range(0, len(documents), _BATCH):
            _write(client, index, documents[start : start + _BATCH])
        with translated():
            client.indices.refresh(index=index)
        yield prefix
    finally:
        with translated():
            client.indices.delete(index=index, params={"ignore_unavailable": "true"})


def _write(client: OpenSearch, index: str, documents: Sequence[PartDocument]) -> None:
    lines = [line for one in documents for line in (orjson.dumps({"index": {"_id": one["id"]}}), orjson.dumps(one))]
    with translated():
        answer = client.bulk(body=b"\n".join(lines) + b"\n", index=index)
    if answer["errors"]:
        fault = next(item["index"] for item in answer["items"] if item["index"]["status"] >= 300)
        raise EngineRefused(f"The search engine refused document {fault['_id']}: {fault['error']['reason']}")
