"""One search from request to page: understand, build, ask the engine, read the answer. One log line each."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

from accounts.viewer import Viewer
from core import clock, log, metrics
from core.clock import Clock
from core.errors import EngineUnavailable
from search.embedding.query_vectors import QueryVectors
from search.engine import Engine
from search.equipment import Known, for_equipment, known_devices
from search.explain import Explainer
from search.facet_values import FacetSearch, check, values_body, values_of
from search.fallback import Fallback
from search.fit_context import Devices, no_devices
from search.fusion import Attempt, asks_for_meaning
from search.labels import Labels
from search.nothing_found import NothingFound
from search.number_list import NumberVerdict, look_up
from search.plan import Outcome, Plan, Setting, count_body, page_body
from search.query import limits
from search.query.builder import matched
from search.query.chips import words
from search.query.lookups import lookups_of, several
from search.query.tiers import unanswered
from search.relaxed import explained
from search.request import SearchRequest
from search.response import Facet, SearchPage, UnderstoodQuery
from search.results import search_page
from search.ruling import Ruling, with_synonyms
from search.tuning.types import QueryConfig
from search.understand.pipeline import understand
from search.understand.resources import Resources
from search.why import Why

_log = log.get(__name__)
_NO_TIME = "There was no time to look for what else might be meant: try again, or leave out a word or a filter."
_WITHOUT_RULES = "Rules that move, hide or pin parts are off until the search engine is back."


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
        devices: Devices = no_devices,
        timer: Callable[[], float] = time.perf_counter,
        clock: Clock = clock.now,
    ) -> None:
        self._engine = engine
        self._config = config
        self._ruling = Ruling(lambda: clock().astimezone(UTC).date())
        self._labels = labels
        self._resources = resources
        self._fallback = fallback
        self._vectors = vectors
        self._devices = devices
        self._timer = timer

    def search(self, request: SearchRequest) -> SearchPage:
        """The page for a request.

        Raises InvalidInput for a request beyond the limits, EngineUnavailable when neither the engine nor a fallback answers.
        """
        begun = self._timer()
        limits.check(request)
        labels = self._labels()
        request, understood, config = self._prepared(request, labels)
        attempt, notes = self._first_attempt(understood)
        asked = self._timer()
        took = {"understand": (asked - begun) * 1000}
        try:
            outcome = self._outcome(Plan(understood, request, attempt), config, labels, begun)
        except EngineUnavailable as cause:
            if self._fallback is None:
                raise
            page = self._fallback(request, understood, cause, (self._timer() - begun) * 1000)
            return self._told(replace(page, took_ms={**took, **page.took_ms, "total": (self._timer() - begun) * 1000}), request)
        took["engine"] = (self._timer() - asked) * 1000
        shown = search_page(outcome.response, outcome.plan.understood, outcome.plan.request, config, labels, took)
        told = (*map(explained, understood.faults), *notes, *outcome.notes)
        page = replace(shown, query=understood, notes=told, relaxations=outcome.relaxations, did_you_mean=outcome.did_you_mean)
        took["total"] = (self._timer() - begun) * 1000
        return self._told(page, request)

    def _prepared(self, request: SearchRequest, labels: Labels) -> tuple[SearchRequest, UnderstoodQuery, QueryConfig]:
        """The request with its equipment and its rules, how its query is read, and the configuration of this search."""
        config = self._config
        request = self._ruling.rewritten(request, config, labels)
        known = known_devices(request, self._resources(), self._devices)
        understood = self._read(request, config, labels, known)
        request = self._ruling.applied(for_equipment(request, understood, known, labels), understood, config, labels)
        return request, understood, with_synonyms(config, request.rules.synonyms)

    def _outcome(self, plan: Plan, config: QueryConfig, labels: Labels, begun: float) -> Outcome:
        """The engine's answer to a plan, or to what takes its place when it finds little or nothing."""
        setting = Setting(config, labels.usd_per_unit)
        response = self._engine.search(page_body(plan, setting), (self._timer() - begun) * 1000)
        numbers = lookups_of(plan.understood, config.tiers)
        unknown = unanswered(response, numbers)
        again = plan.attempt.after(matched(response), plan.understood, unknown, config.fusion)
        few = again is not None and again.generous
        if again:
            plan = replace(plan, attempt=again)
            response = self._engine.search(page_body(plan, setting), (self._timer() - begun) * 1000)
        total = response["hits"]["total"]["value"]
        if several(numbers) or (total and (not few or plan.understood.intent == "number")):
            return Outcome(plan, response)

        def read(text: str) -> UnderstoodQuery:
            return self._understand(replace(plan.request, q=text), config)

        def spent_ms() -> float:
            return (self._timer() - begun) * 1000

        try:
            found = NothingFound(self._engine, setting, labels, read, spent_ms).help(plan, found=total)
            if found.plan:
                plan, response = found.plan, self._engine.search(page_body(found.plan, setting), spent_ms())
        except EngineUnavailable as late:
            # What was asked is answered; what else might be meant is not worth an error.
            _log.warning("no_help_in_time", query=plan.understood.text, reason=late.internal or late.detail)
            return Outcome(plan, response, notes=(_NO_TIME,))
        return Outcome(plan, response, found.relaxations, found.did_you_mean)

    def why(self, request: SearchRequest, part_id: int) -> Why:
        """Why the part is among the results of a request and at which rank, or what keeps it out.

        Raises InvalidInput as `search` does, NotFound for a part that the index does not have, EngineUnavailable: no fallback explains.
        """
        begun = self._timer()
        limits.check(request)
        labels = self._labels()
        request, understood, config = self._prepared(request, labels)
        asked = Plan(understood, request, self._first_attempt(understood)[0])
        outcome = self._outcome(asked, config, labels, begun)
        answered = self._timer()  # the explanation has a search's time of its own
        explainer = Explainer(self._engine, Setting(config, labels.usd_per_unit), labels, lambda: (self._timer() - answered) * 1000)
        return explainer.why(asked, outcome, str(part_id))

    def understand(self, request: SearchRequest) -> UnderstoodQuery:
        """How the query is read, without searching; a rule may have put another in its place."""
        config = self._config
        return self._understand(self._ruling.rewritten(request, config, self._labels()), config)

    def look_up(self, numbers: Sequence[str], viewer: Viewer) -> tuple[NumberVerdict, ...]:
        """One verdict for each number of a list. Raises EngineUnavailable when neither the engine nor a fallback answers."""
        return look_up(self._engine, self._config, self._labels(), numbers, viewer, self._fallback)

    def facet_values(self, request: SearchRequest, asked: FacetSearch) -> Facet:
        """The values of one facet whose names hold a text, counted as that facet counts for this search.

        Raises InvalidInput as `search` does and for a facet without names, EngineUnavailable: no fallback counts.
        """
        begun = self._timer()
        limits.check(request)
        check(asked)
        labels = self._labels()
        request, understood, config = self._prepared(replace(request, page=1, size=1), labels)
        plan = self._outcome(Plan(understood, request, self._first_attempt(understood)[0]), config, labels, begun).plan
        setting = Setting(config, labels.usd_per_unit)
        body = values_body(plan, asked, setting, labels)
        response = self._engine.search(body, (self._timer() - begun) * 1000) if body else None
        return values_of(response, asked, plan, setting, labels)

    def probe(self, request: SearchRequest) -> dict[str, Any]:
        """The body by which the engine tells whether the first attempt of a search finds anything: it stops at the first part."""
        labels = self._labels()
        request, understood, config = self._prepared(request, labels)
        return {**count_body(Plan(understood, request), Setting(config, labels.usd_per_unit)), "track_total_hits": 1, "terminate_after": 1}

    def _understand(self, request: SearchRequest, config: QueryConfig) -> UnderstoodQuery:
        return self._read(request, config, self._labels(), known_devices(request, self._resources(), self._devices))

    def _read(self, request: SearchRequest, config: QueryConfig, labels: Labels, known: Known) -> UnderstoodQuery:
        return understand(
            request.q,
            config.understanding,
            labels,
            off=request.off,
            currency=request.currency,
            resources=self._resources(),
            devices=frozenset(known),
        )

    def _first_attempt(self, understood: UnderstoodQuery) -> tuple[Attempt, tuple[str, ...]]:
        """The attempt with the words as typed, and a note when it goes without the vector that it should have."""
        if self._vectors is None or not asks_for_meaning(understood):
            return Attempt(), ()
        vector, missing = self._vectors.of(" ".join([words(understood), *(fault.meaning for fault in understood.faults)]).strip())
        return Attempt(vector), () if missing is None else (missing,)

    def _told(self, page: SearchPage, request: SearchRequest) -> SearchPage:
        page = replace(page, contexts=request.contexts, rules=request.rules)
        if page.degraded and request.rules.need_the_engine:
            page = replace(page, notes=(*page.notes, _WITHOUT_RULES))
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
            rules=page.rules.fired,
            took_ms={stage: round(milliseconds, 2) for stage, milliseconds in page.took_ms.items()},
            release=page.release[:12],
        )
        return page
