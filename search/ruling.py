"""Asks the rules of the configuration about a search: once before the query is read (rewrites), once after (everything else). Pure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from search.labels import Labels
from search.query.chips import applied
from search.request import SearchRequest
from search.response import UnderstoodQuery
from search.rules.application import apply, rewritten
from search.rules.matching import RuleBook
from search.rules.situation import Situation
from search.tuning.types import QueryConfig

OFF = "rule"  # the name in `off` by which a reader wants his own words searched


class Ruling:
    """The rules, compiled once for each configuration; `today` is a UTC day."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._compiled: tuple[QueryConfig, RuleBook] | None = None

    def rewritten(self, request: SearchRequest, config: QueryConfig, labels: Labels) -> SearchRequest:
        """The request with the query that a rule puts in its place; as it is when none does, or when the reader will not have it."""
        if not config.rules.rules or OFF in request.off or not request.q.strip():
            return request
        filters = request.filters
        situation = self._situation(request, filters.category, filters.model, labels)
        rewriting = rewritten(self._book(config).fired(situation), request.q)
        return replace(request, q=rewriting.searched, rules=replace(request.rules, rewritten=rewriting)) if rewriting else request

    def applied(self, request: SearchRequest, understood: UnderstoodQuery, config: QueryConfig, labels: Labels) -> SearchRequest:
        """The request with what the rules do to it. Costs some ten microseconds."""
        if not config.rules.rules:
            return request
        chosen = applied(understood, request, labels.usd_per_unit)
        models = (*chosen.model, *(context.model_id for context in request.contexts))
        situation = replace(self._situation(request, chosen.category, models, labels), slots=_slots(understood, labels))
        return replace(request, rules=apply(self._book(config).fired(situation), labels, request.rules.rewritten))

    def _book(self, config: QueryConfig) -> RuleBook:
        held = self._compiled
        if held is None or held[0] is not config:
            held = self._compiled = (config, RuleBook(config.rules))
        return held[1]

    def _situation(self, request: SearchRequest, categories: tuple[str, ...], models: tuple[str, ...], labels: Labels) -> Situation:
        viewer = request.viewer
        return Situation(
            query=request.q,
            today=self._today(),
            categories=frozenset(labels.slug_of("category", each) for category in categories for each in _upwards(category, labels)),
            models=frozenset(labels.slug_of("model", model) for model in models),
            organisation=viewer.organisation_type,
            roles=frozenset(viewer.roles),
            ticket=request.ticket is not None,
        )


def with_synonyms(config: QueryConfig, groups: tuple[tuple[str, ...], ...]) -> QueryConfig:
    """The configuration with the synonyms that rules add to one search."""
    if not groups:
        return config
    return replace(config, synonyms=config.synonyms.model_copy(update={"groups": (*config.synonyms.groups, *groups)}))


def _slots(understood: UnderstoodQuery, labels: Labels) -> dict[str, frozenset[str]]:
    """What the query was read as, surely or probably, in the words of rules.yml."""
    found: dict[str, set[str]] = {}
    for chip in understood.chips:
        value = str(chip.value)
        match chip.slot.removeprefix("not."):
            case "category" | "model" | "manufacturer" as named:
                value = labels.slug_of(named, value)
        found.setdefault(chip.slot, set()).add(value)
    return {slot: frozenset(values) for slot, values in found.items()}


def _upwards(category: str, labels: Labels) -> list[str]:
    """A category and all above it."""
    found: list[str] = []
    at: str | None = category
    while at and at not in found:
        found.append(at)
        label = labels.categories.get(at)
        at = label.parent if label else None
    return found
