"""Compares pages of documents with PostgreSQL, in this process or in several: the work is nearly all of it Python's own.

A page is fetched, loaded, built and compared where it is given to; only its place and its differences travel. What is
compared is everything: a document is built anew from the tables, and every field of it is held against the engine's.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

import sqlalchemy as sa

from core.db import snapshot
from core.settings import Settings
from indexer import garbage, stored
from indexer.comparison import Difference, Stored, compare
from indexer.resources import Resources, made_of
from indexer.sync import load_parts
from search.schema.document import PartDocument

# Pages that wait for a process: enough that none is idle, few enough that the walk does not run far ahead.
_AHEAD = 4

_ANNOUNCED = "SELECT DISTINCT part_id FROM index_outbox WHERE part_id = ANY (:ids) AND dead_at IS NULL"
# What a waiting change of shared rows will still touch. By the very function that unfolds it, asked for all that is left.
_UNDER_FANOUT = (
    "SELECT DISTINCT left_over.id FROM index_fanout f, unnest(fanout_parts(f.scope, f.scope_key, f.after_part_id, 2147483647)) AS left_over(id) "
    "WHERE left_over.id = ANY (CAST(:ids AS bigint[]))"
)


def differing(resources: Resources, documents: Mapping[int, Stored | None]) -> dict[int, Difference]:
    """Those documents that are not what PostgreSQL says now, and whose part no outbox row announces."""
    if not documents:
        return {}
    with snapshot(resources.db) as session:
        loaded = load_parts(session, resources, list(documents), with_vectors=False)
        waiting = set(session.execute(sa.text(_ANNOUNCED), {"ids": list(documents)}).scalars())
    expected: dict[int, PartDocument] = {int(one["id"]): one for one in loaded.documents}
    results = {part_id: compare(expected.get(part_id), document) for part_id, document in documents.items() if part_id not in loaded.broken}
    return {part_id: difference for part_id, difference in results.items() if difference is not None and part_id not in waiting}


def under_fanout(resources: Resources, part_ids: list[int]) -> set[int]:
    """Those of `part_ids` that a change of a shared row (a maker renamed, a seller suspended) has still to reach."""
    if not part_ids:
        return set()
    with snapshot(resources.db) as session:
        return set(session.execute(sa.text(_UNDER_FANOUT), {"ids": part_ids}).scalars())


def per_core() -> int:
    """One process for each core that this one may use, at most four: beyond, the engine and PostgreSQL need the others."""
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


ComparePages = Callable[[Iterator[stored.Page]], Iterator[list[int]]]


@contextmanager
def comparers(resources: Resources, processes: int) -> Iterator[ComparePages]:
    """A function from pages to the parts that differ, page by page in any order. With one process, that is this one.

    Other processes make their own clients from the settings, and documents by the builder of the product.
    """
    if processes == 1:
        with garbage.rarely_sought():
            yield partial(map, partial(_of_page, resources))
        return
    # Not forked: connections and threads of this process would come along.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (resources.settings,)) as pool:
        try:
            yield partial(_spread, pool, processes + _AHEAD)
        finally:
            pool.shutdown(cancel_futures=True)


def _spread(pool: ProcessPoolExecutor, most: int, pages: Iterator[stored.Page]) -> Iterator[list[int]]:
    """Results as they come, with at most `most` pages given out."""
    given: set[Future[list[int]]] = set()
    for page in pages:
        given.add(pool.submit(_of_page_here, page))
        if len(given) >= most:
            done, given = wait(given, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)
    yield from (one.result() for one in given)


def _of_page(resources: Resources, page: stored.Page) -> list[int]:
    return list(differing(resources, stored.contents(resources.engine, page)))


# The resources of a process that was started to compare.
_own: ContextVar[Resources] = ContextVar("resources")


def _begin(settings: Settings) -> None:
    garbage.seek_rarely()
    _own.set(made_of(settings))


def _of_page_here(page: stored.Page) -> list[int]:
    return _of_page(_own.get(), page)
