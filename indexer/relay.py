"""The relay: finds changed parts in the outbox and wakes the workers. Several may run at once.

It looks every `poll_ms` while there is work and, when there is none, ever less often up to `IDLE_POLL_MS`. Looking is one
prepared statement on a partial index. A look considers what became due since little before the last one; every `sweep_s`
it considers everything, until nothing old is left: what committed long after it was written, what another relay left.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psycopg
import redis
import sqlalchemy as sa
from celery import Celery
from kombu.exceptions import OperationalError
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy.exc import DBAPIError

from core import log
from core.db import transaction
from indexer import claims
from indexer.app import INDEX_PARTS, INDEX_QUEUE, key_prefix
from indexer.resources import Resources

# Longest pause between two looks: half of it is the cost that idleness adds to the first change after it.
IDLE_POLL_MS = 80
# Looks without finding anything before the pause grows.
_PATIENCE = 20
# A look between two sweeps considers rows that became due since this long before the last look that left nothing: as long
# as most transactions take from their change to their commit. What commits later waits for a sweep.
WINDOW_S = 3.0
# A sweep's look may take one part in so many of the time.
_SWEEP_SHARE = 50
# Messages that may wait in the queue per worker: while one waits, further changes gather into the next, so that batches
# grow with the load and what is claimed is worked off within its lease.
_QUEUED_PER_WORKER = 1
# Parts that one unfolding touches, that is, locks until its commit.
UNFOLD_PARTS = 1000
# How long unfolding waits for a part that a writer holds: everybody else's changes wait meanwhile.
_UNFOLD_WAIT_MS = 100
# Most claims that go into one message.
_CLAIMS_A_MESSAGE = 8
_BROKER_DOWN_S = 1.0
_DATABASE_DOWN_S = 1.0
_log = log.get(__name__)


@dataclass(slots=True)
class Relay:
    """One relay process. `send` wakes a worker for some parts and raises OperationalError when the broker is away."""

    resources: Resources
    send: Callable[[Sequence[int]], None]
    queued: Callable[[], int]
    _swept_at: float = field(default=0.0)
    _sweep_took_s: float = field(default=0.0)
    _cleared_at: float = field(default=0.0)
    _emptied: bool = field(default=False)

    def run(self, stopped: Callable[[], bool]) -> None:
        """Work until `stopped()`. Outages of database and broker are waited out."""
        idle = 0
        while not stopped():
            try:
                with self.resources.db.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    while not stopped():
                        idle = 0 if self.turn(connection) else idle + 1
                        time.sleep(self.pause_s(idle))
            except (DBAPIError, psycopg.Error) as error:
                _log.warning("database_away", reason=str(getattr(error, "orig", error)))
                time.sleep(_DATABASE_DOWN_S)

    def pause_s(self, idle: int) -> float:
        """How long to wait after `idle` looks that found nothing."""
        poll_ms = self.resources.settings.indexer.poll_ms
        return max(poll_ms, min(IDLE_POLL_MS, poll_ms * idle / _PATIENCE)) / 1000

    def turn(self, connection: sa.Connection) -> bool:
        """One look and, if something is due, its claims; whether there was anything.

        A sweep lasts until nothing old is left: after an outage, all that waits is old. It walks over the remains of all
        that was settled since the oldest open transaction began, so it comes less often when that takes long.
        """
        begun = time.monotonic()
        sweep = begun - self._swept_at >= max(self.resources.settings.indexer.sweep_s, _SWEEP_SHARE * self._sweep_took_s)
        window_s = claims.EVERYTHING_S if sweep else begun - self._cleared_at + WINDOW_S
        due = claims.is_due(connection, window_s)
        if sweep:
            self._sweep_took_s = time.monotonic() - begun
        offered = 0
        if due:
            self.unfold()
            offered = self.offer(window_s)
        if not due or self._emptied:
            self._cleared_at = begun
            if sweep:
                self._swept_at = time.monotonic()
        return offered > 0

    def unfold(self) -> None:
        """Turn one batch of the oldest fan-out into outbox rows, if there is one; not yet when a writer holds one of its parts."""
        try:
            with transaction(self.resources.db) as session:
                session.execute(sa.text(f"SET LOCAL lock_timeout = {_UNFOLD_WAIT_MS}"))
                session.execute(sa.text("SELECT unfold_fanout(:most)"), {"most": UNFOLD_PARTS})
        except DBAPIError as error:
            if not isinstance(error.orig, LockNotAvailable | DeadlockDetected):
                raise
            _log.info("fanout_waits", reason=str(error.orig))

    def offer(self, window_s: float) -> int:
        """Claim due rows batch by batch while the workers can take more; returns how many parts were offered."""
        settings = self.resources.settings.indexer
        offered = 0
        self._emptied = False
        try:
            while self.queued() < _QUEUED_PER_WORKER * settings.concurrency:
                part_ids = self._gather(window_s)
                if not part_ids:
                    self._emptied = True
                    break
                offered += len(part_ids)
                self._wake(part_ids)
        except (OperationalError, redis.RedisError) as error:
            _log.warning("broker_away", reason=str(error))
            time.sleep(_BROKER_DOWN_S)
        return offered

    def _gather(self, window_s: float) -> list[int]:
        """The parts of one message: what a claim takes, and of further claims while a few busy parts have most of the rows."""
        settings = self.resources.settings.indexer
        part_ids: dict[int, None] = {}
        with claims.housekeeping(self.resources.db) as session:
            for _ in range(_CLAIMS_A_MESSAGE):
                found = claims.claim(session, settings.batch, settings.lease_s, window_s)
                part_ids |= dict.fromkeys(found)
                if not found or len(part_ids) > settings.batch // 2:
                    break
        return list(part_ids)

    def _wake(self, part_ids: Sequence[int]) -> None:
        """Send the message; if that fails, the rows are due again at once."""
        try:
            self.send(part_ids)
        except OperationalError:
            with claims.housekeeping(self.resources.db) as session:
                claims.release(session, part_ids, _BROKER_DOWN_S)
            raise


def make_relay(resources: Resources, app: Celery) -> Relay:
    """A relay that sends through Celery's broker."""
    client = redis.Redis.from_url(resources.settings.redis_url, socket_timeout=3, socket_connect_timeout=3)
    queue = key_prefix(resources.settings) + INDEX_QUEUE

    def send(part_ids: Sequence[int]) -> None:
        app.send_task(INDEX_PARTS, args=[list(part_ids)], queue=INDEX_QUEUE, retry=False)

    def queued() -> int:
        return int(client.llen(queue))

    return Relay(resources, send, queued)
