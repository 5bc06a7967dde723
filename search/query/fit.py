"""Fit as clauses: which statements in the index hold for the equipment of the search, and what that does to the order. Pure.

The same three-valued judgement as `catalog.fit`: a condition that the equipment does not tell about never holds.
"""

from search.fit_context import FitContext
from search.query.clauses import Clause, any_of, every
from search.tuning.types import FitConfig

_PATH = "fits"


def fits(context: FitContext) -> Clause:
    """On the part: a statement about this equipment holds."""
    return _statement([_concerns(context), _serial(context, open_holds=False), _software(context, open_holds=False), _options(context, open_holds=False)])


def fits_any(contexts: tuple[FitContext, ...]) -> Clause:
    """On the part: it fits one of these."""
    return fits(contexts[0]) if len(contexts) == 1 else any_of([fits(context) for context in contexts])


def may_fit(context: FitContext) -> Clause:
    """On the part: a statement about this equipment is not refused; it holds, or the equipment does not tell."""
    return _statement([_concerns(context), _serial(context, open_holds=True), _software(context, open_holds=True), _options(context, open_holds=True)])


def listed(context: FitContext) -> Clause:
    """On the part: there is a statement about this equipment."""
    return _statement([_concerns(context)])


def by_fit(query: Clause, context: FitContext | None, config: FitConfig) -> Clause:
    """A scored query for words, times the factor of each part's level."""
    if context is None:
        return query
    levels = config.levels
    weights = (levels.fits.factor, levels.may_fit.factor, levels.does_not_fit.factor, levels.same_modality.factor, levels.unknown.factor)
    return {"function_score": {"query": query, "functions": _levels(context, weights), "score_mode": "first", "boost_mode": "multiply"}}


def by_fit_within_tier(query: Clause, context: FitContext | None, config: FitConfig) -> Clause:
    """A scored query for a number, plus the points of each part's level: tiers keep their order, what does not fit ends its tier."""
    if context is None:
        return query
    levels, kept = config.levels, config.within_tier.points
    weights = (
        kept + levels.fits.points,
        kept + levels.may_fit.points,
        levels.does_not_fit.points,
        kept + levels.same_modality.points,
        kept + levels.unknown.points,
    )
    return {"function_score": {"query": query, "functions": _levels(context, weights), "score_mode": "first", "boost_mode": "sum"}}


def _levels(context: FitContext, weights: tuple[float, float, float, float, float]) -> list[Clause]:
    """The first level that applies gives its weight: listed, but neither of the two before, means refused."""
    filters = (fits(context), may_fit(context), listed(context), {"term": {"modalities": context.modality}})
    return [*({"filter": clause, "weight": weight} for clause, weight in zip(filters, weights, strict=False)), {"weight": weights[-1]}]


def _statement(conditions: list[Clause | None]) -> Clause:
    return {"nested": {"path": _PATH, "query": every([condition for condition in conditions if condition is not None]), "score_mode": "none"}}


def _concerns(context: FitContext) -> Clause:
    return any_of([{"term": {"fits.model_id": context.model_id}}, {"term": {"fits.modality": context.modality}}])


def _serial(context: FitContext, *, open_holds: bool) -> Clause | None:
    """The serial is in the range, or there is none; None when the condition cannot fail."""
    if context.serial_order is None:
        return None if open_holds else _without("has_serial_range")
    return any_of([_without("has_serial_range"), _between("serial", context.serial_order)])


def _software(context: FitContext, *, open_holds: bool) -> Clause | None:
    """As for the serial; bounds that the model's list does not know leave it open."""
    if context.software_place is None:
        return None if open_holds else _without("has_software_range")
    placed = every([{"term": {"fits.software_placed": True}}, _between("software", context.software_place)])
    ways = [_without("has_software_range"), placed]
    return any_of([*ways, {"term": {"fits.software_placed": False}}] if open_holds else ways)


def _options(context: FitContext, *, open_holds: bool) -> Clause | None:
    """All required options are there: as many of them match as there are."""
    if context.options is None and open_holds:
        return None
    nothing: Clause = {"term": {"fits.option_count": 0}}
    if not context.options:
        return nothing
    return any_of([nothing, {"terms_set": {"fits.options": {"terms": list(context.options), "minimum_should_match_field": "fits.option_count"}}}])


def _without(flag: str) -> Clause:
    return {"term": {f"fits.{flag}": False}}


def _between(name: str, value: int) -> Clause:
    return every([{"range": {f"fits.{name}_from": {"lte": value}}}, {"range": {f"fits.{name}_to": {"gte": value}}}])
