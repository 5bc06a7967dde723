"""PostgreSQL while it answers in the engine's place: so many at a time, each statement within a limit, so that nothing takes it down."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from time import perf_counter

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from catalog.fallback.find import limit_time
from core import db, log
from core.errors import EngineUnavailable, Unavailable
from core.metrics import FALLBACK_SEARCHES
from core.settings import FallbackSettings

_BUSY = "The search engine is away, and as many searches as the database may answer are under way. Try again in a few seconds."
_SLOW = "The search engine is away, and the database takes too long for this search. Narrow it by a filter, or try again in a moment."
# Called before each statement but the first: sets its limit anew.
Limited = Callable[[], None]


class Turns:
    """Hands out the sessions."""

    def __init__(self, bind: sa.Engine, settings: FallbackSettings) -> None:
        self._bind = bind
        self._settings = settings
        self.free = BoundedSemaphore(settings.concurrency)

    @contextmanager
    def take(self, cause: EngineUnavailable, left_ms: float, *, waiting: bool = True) -> Iterator[tuple[Session, Limited]]:
        """A read-only session for `left_ms`. Raises Unavailable when no turn comes free in time, or a statement takes too long."""
        deadline = perf_counter() + left_ms / 1000
        if not self.free.acquire(timeout=self._settings.wait_ms / 1000 if waiting else 0):
            FALLBACK_SEARCHES.labels("refused").inc()
            raise Unavailable(_BUSY, internal=cause.internal) from cause
        try:
            with db.snapshot(self._bind) as session:

                def limit() -> None:
                    limit_time(session, min(self._settings.statement_timeout_ms, (deadline - perf_counter()) * 1000))

                limit()
                yield session, limit
        except (OperationalError, InterfaceError) as error:
            FALLBACK_SEARCHES.labels("failed").inc()
            log.get(__name__).warning("fallback_failed", reason=str(error.orig).splitlines()[0])
            raise Unavailable(_SLOW) from error
        finally:
            self.free.release()
        FALLBACK_SEARCHES.labels("answered").inc()
