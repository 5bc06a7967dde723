"""Degraded mode: the catalogue's tables answer a search that the engine could not, in the same shape. Part of the composition."""

from collections.abc import Callable, Mapping
from time import perf_counter

from accounts.viewer import Viewer
from api.fallback_numbers import entries, verdict_hits
from api.fallback_page import degraded_page
from api.fallback_question import question_of, rates_of, weights
from api.fallback_turns import Turns
from catalog.bundles import load_bundles
from catalog.fallback.find import find
from catalog.fallback.listed import find_listed
from catalog.fallback.question import Question
from core.errors import EngineUnavailable
from core.settings import Settings
from search.labels import Labels
from search.query.lookups import Lookup
from search.request import SearchRequest
from search.response import Hit, SearchPage, UnderstoodQuery
from search.tuning.types import QueryConfig


class CatalogueFallback:
    """Answers searches and lists of numbers within the turns that PostgreSQL allows."""

    def __init__(self, turns: Turns, config: QueryConfig, labels: Callable[[], Labels], settings: Settings) -> None:
        self._turns = turns
        self._config = config
        self._labels = labels
        self._deadline_ms = settings.engine.timeout_ms

    def __call__(self, request: SearchRequest, understood: UnderstoodQuery, cause: EngineUnavailable, spent_ms: float) -> SearchPage:
        """The page. Raises Unavailable when all turns are taken or the time is not enough."""
        begun = perf_counter()
        question = question_of(request, understood, self._config, self._labels())
        with self._turns.take(cause, self._deadline_ms - spent_ms) as (session, limit):
            found = find(session, question)
            limit()
            bundles = load_bundles(session, [part.id for part in found.parts]) if found.parts else {}
        return degraded_page(found, bundles, understood, self._config, (perf_counter() - begun) * 1000)

    def numbers(self, lookups: Mapping[str, Lookup], viewer: Viewer, cause: EngineUnavailable) -> Mapping[str, tuple[Hit, ...]]:
        """The hits of each number of a list, best tier first; what is inside or near a number is not looked for. Raises as a search does."""
        question = Question(weights(self._config), viewer, usd_per_unit=rates_of(self._labels()))
        with self._turns.take(cause, self._deadline_ms) as (session, limit):
            found = find_listed(session, entries(lookups), question)
            limit()
            bundles = load_bundles(session, sorted({part.id for parts in found.values() for part in parts}))
        return verdict_hits(lookups, found, bundles)
