"""Asks the engine about one part: is it among the results, where, and if not, what keeps it out. Two round trips."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.errors import NotFound
from search.contributions import contributions
from search.engine import Engine
from search.labels import Labels
from search.plan import Outcome, Plan, Setting, page_body
from search.query.causes import causes, checks_body
from search.query.chips import words
from search.query.units import Unit, units_of
from search.request import MAX_WINDOW
from search.response import UnderstoodQuery
from search.results import search_page
from search.why import Asked, Why, exclusions


class Explainer:
    """Explains one outcome of a search."""

    def __init__(self, engine: Engine, setting: Setting, labels: Labels, spent_ms: Callable[[], float]) -> None:
        self._engine = engine
        self._setting = setting
        self._labels = labels
        self._spent_ms = spent_ms

    def why(self, asked: Plan, outcome: Outcome, part: str) -> Why:
        """The answer for `part`, by its id. Raises NotFound when the index does not have it, EngineUnavailable."""
        # What it takes to be found does not depend on what was given up for want of hits.
        plan = replace(asked, attempt=replace(outcome.plan.attempt, loose=False))
        checks = self._asked(plan)
        page = page_body(outcome.plan, self._setting)
        query = page_body(plan, self._setting)["query"]["bool"]["must"][0]
        only = {**page, "query": {"bool": {**page["query"]["bool"], "filter": [*page["query"]["bool"]["filter"], {"term": {"id": part}}]}}}
        bodies = [{**only, "from": 0, "size": 1, "track_scores": True}, checks_body(part, query, checks.all_causes, plan.request)]
        itself, checked = (self._engine.search(body, self._spent_ms()) for body in bodies)
        documents = checked["hits"]["hits"]
        if not documents or not documents[0]["_source"]["visible"]:
            raise NotFound(f"There is no part with the id {part} in the search index. Search for its number instead.")
        card = documents[0]["_source"]["card"]
        if not itself["hits"]["hits"]:
            kept_out = exclusions(documents[0], checks, self._labels)
            return Why(part, card, False, None, None, None, (), kept_out, outcome.relaxations)  # noqa: FBT003 - named in the class
        return self._shown(itself, outcome, page, part, card)

    def _shown(self, itself: dict[str, Any], outcome: Outcome, page: dict[str, Any], part: str, card: dict[str, Any]) -> Why:
        plan = outcome.plan
        hit = search_page(itself, plan.understood, plan.request, self._setting.config, self._labels, {}).hits[0]
        number = next((reason.text for reason in hit.evidence if reason.kind == "number"), "")
        texts = [unit.text for unit in self._units(plan)]
        raw = itself["hits"]["hits"][0]
        parts = contributions(raw, number, texts, self._setting.config)
        return Why(part, card, True, self._rank(page, part), hit, raw["_score"], parts, (), outcome.relaxations)  # noqa: FBT003 - as above

    def _rank(self, page: dict[str, Any], part: str) -> int | None:
        """The place among the results that can be paged through; None behind them."""
        body: dict[str, Any] = {name: page[name] for name in ("query", "post_filter", "sort") if name in page}
        ids = self._engine.search({**body, "size": MAX_WINDOW, "_source": False}, self._spent_ms())["hits"]["hits"]
        return next((place for place, hit in enumerate(ids, 1) if hit["_id"] == part), None)

    def _units(self, plan: Plan) -> tuple[Unit, ...]:
        return units_of(words(plan.understood), self._setting.config, forgiving=False)

    def _asked(self, plan: Plan) -> Asked:
        """The filters as they stand; beside a number, makers and the like filter only once the number is left out."""
        understood, rates = plan.understood, self._setting.usd_per_unit
        found = causes(understood, plan.request, rates)
        if understood.intent != "number":
            return Asked(plan, self._units(plan), found, ())
        chips = tuple(chip for chip in understood.chips if chip.slot != "part_number")
        rest = UnderstoodQuery(understood.residual, "text" if understood.residual else "browse", chips, understood.residual)
        more = tuple(cause for cause in causes(rest, plan.request, rates) if cause not in found)
        return Asked(plan, self._units(plan), found, more)
