"""What beat starts: vectors, the lag watch, the purge, forgetting events, the nightly comparison. Each under a lock of its own."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import lru_cache

from celery import Celery
from kombu.exceptions import OperationalError

from catalog.backlog import backlog, lag_ms
from core import clock, events, log
from core.db import transaction
from core.errors import EngineUnavailable
from indexer import canary, purge, reconcile, vectors
from indexer.app import EMBED_PARTS, VECTOR_QUEUE
from indexer.locks import only_one
from indexer.resources import Resources
from search.embedding.encoder import Encoder

# Texts per task: a second or two of one core, so that other jobs of the queue get their turn.
EMBED_BATCH = 64
_BACKGROUND_NICE = 10
# From here on somebody should look.
LAG_ALARM_MS = 30_000
_log = log.get(__name__)


def wake_encoder(app: Celery) -> None:
    """Tell the workers that vectors are missing; when the broker is away, beat will."""
    try:
        app.send_task(EMBED_PARTS, queue=VECTOR_QUEUE, retry=False, expires=10)
    except OperationalError as error:
        _log.warning("broker_away", reason=str(error))


def embed(resources: Resources, load_encoder: Callable[[], Encoder | None]) -> int:
    """One batch of missing vectors, by one process at a time; returns how many parts it dealt with."""
    with only_one(resources.db, "embed") as mine:
        return _background().submit(vectors.embed, resources, load_encoder, EMBED_BATCH).result() if mine else 0


@lru_cache
def _background() -> ThreadPoolExecutor:
    """A thread that yields the processor to documents and searches, made after the fork by the process's first batch."""
    return ThreadPoolExecutor(max_workers=1, initializer=_yield_to_others)


def _yield_to_others() -> None:
    """Lower this thread's priority. Linux has one per thread; elsewhere it would be the whole process's, so it stays."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BACKGROUND_NICE)


def watch(resources: Resources) -> None:
    """Say so when the index is far behind, rows are parked or the last canary is old; then send the next canary."""
    with transaction(resources.db) as session:
        behind, waiting = lag_ms(session), backlog(session)
    canary_s = _canary_age_s(resources)
    # None right after a swap: the new index gets its first one now.
    lost = canary_s is not None and canary_s > canary.ALARM_S
    if behind > LAG_ALARM_MS or waiting.dead or lost:
        _log.error("index_behind", lag_ms=behind, backlog=waiting.pending, dead=waiting.dead, canary_age_s=canary_s)
    with transaction(resources.db) as session:
        canary.send(session)


def _canary_age_s(resources: Resources) -> float | None:
    """See `canary.age_s`; an engine that does not answer has none."""
    try:
        return canary.age_s(resources)
    except EngineUnavailable as error:
        _log.warning("engine_away", reason=error.internal)
        return None


def purge_hidden(resources: Resources) -> None:
    """See `indexer.purge`."""
    with only_one(resources.db, "purge") as mine:
        if mine:
            _log.info("purged", documents=purge.purge(resources))


def forget_events(resources: Resources) -> int:
    """Delete behaviour events older than `events.keep_days`, batch by batch; returns how many."""
    before = clock.now() - timedelta(days=resources.settings.events.keep_days)
    deleted = 0
    with only_one(resources.db, "forget") as mine:
        while mine:
            with transaction(resources.db) as session:
                batch = events.forget(session, before)
            deleted += batch
            if not batch:
                break
    if deleted:
        _log.info("events_forgotten", rows=deleted, before=before.date().isoformat())
    return deleted


def verify(resources: Resources) -> None:
    """Compare everything and heal; by one process at a time."""
    with only_one(resources.db, "verify") as mine:
        if mine:
            found = reconcile.verify(resources, repair=True)
            _log.info("verified", compared=found.compared, differences=found.differences)
