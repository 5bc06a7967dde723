"""One search from request to page: understand, build, ask the engine, read the answer. One log line each."""

import time
from collections.abc import Callable
from dataclasses import replace

from core import log, metrics
from core.errors import EngineUnavailable
from search.embedding.query_vectors import QueryVectors
from search.engine import Engine
from search.fallback import Fallback
from search.fusion import Attempt, asks_for_meaning, is_few
from search.labels import Labels
from search.query import limits
from search.query.builder import build, matched
from search.query.chips import words
from search.request import SearchRequest
from search.response import SearchPage, UnderstoodQuery
from search.results import search_page
from search.tuning.types import QueryConfig
from search.understand.pipeline import understand
from search.understand.resources import Resources

_log = log.get(__name__)


class SearchService:
    """Answers searches. `labels` and `resources` are asked at each search, so that the composition can renew them.

    Without `resources` (what plain language is read with) only part numbers are read. `timer` gives seconds.
    """

    def __init__(  # noqa: PLR0913 - all but three are named
        self,
        engine: Engine,
        config: QueryConfig,
        labels: Callable[[], Labels] = Labels,
        *,
        resources: Callable[[], Resources | None] = lambda: None,
        fallback: Fallback | None = None,
        vectors: QueryVectors | None = None,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._engine = engine
        self._config = config
        self._labels = labels
        self._resources = resources
        self._fallback = fallback
        self._vectors = vectors
        self._timer = timer

    def search(self, request: SearchRequest) -> SearchPage:
        """The page for a request.

        Raises InvalidInput for a request beyond the limits, EngineUnavailable when neither the engine nor a fallback answers.
        """
        begun = self._timer()
        limits.check(request)
        labels = self._labels()
        understood = self.understand(request, labels)
        attempt, notes = self._first_attempt(understood)
        asked = self._timer()
        took = {"understand": (asked - begun) * 1000}
        try:
            response = self._engine.search(build(understood, request, self._config, labels.usd_per_unit, attempt), took["understand"])
            if is_few(matched(response), understood, self._config.fusion):
                body = build(understood, request, self._config, labels.usd_per_unit, attempt.widened())
                response = self._engine.search(body, (self._timer() - begun) * 1000)
        except EngineUnavailable as cause:
            if self._fallback is None:
                raise
            return self._told(self._fallback(request, understood, cause), request)
        took["engine"] = (self._timer() - asked) * 1000
        page = replace(search_page(response, understood, request, self._config, labels, took), notes=notes)
        took["total"] = (self._timer() - begun) * 1000
        return self._told(page, request)

    def understand(self, request: SearchRequest, labels: Labels | None = None) -> UnderstoodQuery:
        """How the query is read, without searching."""
        known = self._labels() if labels is None else labels
        return understand(request.q, self._config.understanding, known, off=request.off, currency=request.currency, resources=self._resources())

    def _first_attempt(self, understood: UnderstoodQuery) -> tuple[Attempt, tuple[str, ...]]:
        """The attempt with the words as typed, and a note when it goes without the vector that it should have."""
        if self._vectors is None or not asks_for_meaning(understood):
            return Attempt(), ()
        vector, missing = self._vectors.of(words(understood))
        return Attempt(vector), () if missing is None else (missing,)

    def _told(self, page: SearchPage, request: SearchRequest) -> SearchPage:
        for stage, milliseconds in page.took_ms.items():
            metrics.SEARCH_SECONDS.labels(stage).observe(milliseconds / 1000)
        _log.info(
            "search",
            query=page.query.text,
            intent=page.query.intent,
            chips=[chip.slot for chip in page.query.chips],
            sort=request.sort,
            page=request.page,
            total=page.total,
            degraded=page.degraded,
            took_ms={stage: round(milliseconds, 2) for stage, milliseconds in page.took_ms.items()},
            release=page.release[:12],
        )
        return page
