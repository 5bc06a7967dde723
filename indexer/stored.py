"""Reads documents as the engine holds them, to be compared: all of them as of one moment, or a few as they are now."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch

from core.opensearch import translated, whole
from indexer.comparison import Stored

PAGE = 1000
_KEEP_ALIVE = "2m"
# A vector is derived from other fields, kept in PostgreSQL, and as long as all of them together.
_WITHOUT_VECTOR = {"excludes": ["vector"]}


@dataclass(frozen=True, slots=True)
class Page:
    """The documents that follow `after` in the order of their ids; `after` None is the beginning. Any process can fetch it."""

    point: str
    after: list[Any] | None


def count(engine: OpenSearch, index: str) -> int:
    """How many documents there are, hidden ones included."""
    with translated():
        return int(engine.count(index=index)["count"])


@contextmanager
def point_in_time(engine: OpenSearch, index: str) -> Iterator[str]:
    """The index as of now, by a name under which pages of it can be asked for."""
    with translated():
        engine.indices.refresh(index=index)
        point = str(engine.create_pit(index=index, params={"keep_alive": _KEEP_ALIVE})["pit_id"])
    try:
        yield point
    finally:
        with translated():
            engine.delete_pit(body={"pit_id": [point]})


def pages(engine: OpenSearch, point: str) -> Iterator[tuple[Page, list[int]]]:
    """Every page with the ids of its documents, without their contents: a small part of the work."""
    page = Page(point, None)
    while hits := _hits(engine, page, source=False):
        yield page, [int(hit["_id"]) for hit in hits]
        page = Page(point, hits[-1]["sort"])


def contents(engine: OpenSearch, page: Page) -> dict[int, Stored | None]:
    """The documents of a page, without their vectors. Raises EngineUnavailable."""
    return {int(hit["_id"]): Stored(hit["_version"], hit["_source"]) for hit in _hits(engine, page, source=_WITHOUT_VECTOR)}


def _hits(engine: OpenSearch, page: Page, *, source: object) -> list[dict[str, Any]]:
    body: dict[str, Any] = {"size": PAGE, "_source": source, "version": True, "sort": [{"id": "asc"}], "track_total_hits": False}
    body["pit"] = {"id": page.point, "keep_alive": _KEEP_ALIVE}
    if page.after is not None:
        body["search_after"] = page.after
    with translated():
        found: list[dict[str, Any]] = whole(engine.search(body=body))["hits"]["hits"]
    return found


def fetch(engine: OpenSearch, index: str, part_ids: Sequence[int]) -> dict[int, Stored | None]:
    """The documents of these parts as they are this moment, refreshed or not."""
    with translated():
        answer = engine.mget(index=index, body={"ids": [str(part_id) for part_id in part_ids]}, params={"_source_excludes": "vector"})
    return {int(one["_id"]): Stored(one["_version"], one["_source"]) if one.get("found") else None for one in answer["docs"]}
