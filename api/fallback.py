"""Degraded mode: the catalogue's tables answer a search that the engine could not, in the same shape. Part of the composition."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from time import perf_counter

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.fallback_page import degraded_page
from api.fallback_question import question_of
from catalog.bundle import PartBundle
from catalog.bundles import load_bundles
from catalog.fallback.find import find, limit_time
from catalog.fallback.question import Found, Question
from core import db, log
from core.errors import EngineUnavailable, Unavailable
from core.metrics import FALLBACK_SEARCHES
from core.settings import Settings
from search.labels import Labels
from search.request import SearchRequest
from search.response import SearchPage, UnderstoodQuery
from search.tuning.types import QueryConfig

_BUSY = "The search engine is away, and as many searches as the database may answer are under way. Try again in a few seconds."
_SLOW = "The search engine is away, and the database takes too long for this search. Narrow it by a filter, or try again in a moment."


class CatalogueFallback:
    """Answers at most `concurrency` searches at a time, each statement within a limit of its own: it must not take the database down."""

    def __init__(self, bind: sa.Engine, config: QueryConfig, labels: Callable[[], Labels], settings: Settings) -> None:
        self._bind = bind
        self._config = config
        self._labels = labels
        self._deadline_ms = settings.engine.timeout_ms
        self._settings = settings.fallback
        self._turns = BoundedSemaphore(settings.fallback.concurrency)

    def __call__(self, request: SearchRequest, understood: UnderstoodQuery, cause: EngineUnavailable, spent_ms: float) -> SearchPage:
        """The page. Raises Unavailable when all turns are taken or the time is not enough."""
        begun = perf_counter()
        deadline = begun + (self._deadline_ms - spent_ms) / 1000
        question = question_of(request, understood, self._config, self._labels())
        with self._turn(cause):
            found, bundles = self._read(question, lambda: (deadline - perf_counter()) * 1000)
        FALLBACK_SEARCHES.labels("answered").inc()
        return degraded_page(found, bundles, understood, self._config, (perf_counter() - begun) * 1000)

    @contextmanager
    def _turn(self, cause: EngineUnavailable) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._settings.wait_ms / 1000):
            FALLBACK_SEARCHES.labels("refused").inc()
            raise Unavailable(_BUSY, internal=cause.internal) from cause
        try:
            yield
        finally:
            self._turns.release()

    def _read(self, question: Question, left_ms: Callable[[], float]) -> tuple[Found, dict[int, PartBundle]]:
        try:
            with db.snapshot(self._bind) as session:
                self._limit(session, left_ms())
                found = find(session, question)
                self._limit(session, left_ms())
                return found, load_bundles(session, [part.id for part in found.parts]) if found.parts else {}
        except DBAPIError as error:
            FALLBACK_SEARCHES.labels("failed").inc()
            log.get(__name__).warning("fallback_failed", reason=str(error.orig).splitlines()[0])
            raise Unavailable(_SLOW) from error

    def _limit(self, session: Session, left_ms: float) -> None:
        limit_time(session, min(self._settings.statement_timeout_ms, left_ms))
