"""Facets: each counts distinct parts under all other selections, offer facets for one and the same visible offer. Pure."""

from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import Any

from search.query.clauses import Clause, every
from search.query.filters import Selection
from search.query.offers import in_stock, us_cents
from search.query.visibility import visible_offers
from search.request import SearchRequest
from search.tuning.types import FacetConfig

# Above the number of values that a field can have, so that every count is exact.
_EVERY_VALUE = 10_000

# People choose among the commonest models; any other is found by its name in the query. A selected one is always counted.
_MODELS_SHOWN = 20

CHOSEN = "chosen"  # selected values, whether or not they are among the shown
PARTS = "parts"  # distinct parts behind nested offers


def facets(chosen: Selection, config: FacetConfig) -> dict[str, Clause]:
    """The aggregations by facet name."""
    return {layout.name: _facet(layout.name, chosen, config) for layout in config.facets}


def _facet(name: str, chosen: Selection, config: FacetConfig) -> Clause:
    return {"filter": every(chosen.without(name)), "aggs": _COUNTS[name](name, chosen, config)}


def _terms(field: str) -> Callable[[str, Selection, FacetConfig], dict[str, Clause]]:
    def counts(_name: str, _chosen: Selection, _config: FacetConfig) -> dict[str, Clause]:
        return {"values": {"terms": {"field": field, "size": _EVERY_VALUE}}}

    return counts


def _model(_name: str, chosen: Selection, _config: FacetConfig) -> dict[str, Clause]:
    """The models that most parts fit. Every shard gives all of its values, so that the counts are exact."""
    field = {"field": "model_ids"}
    counts: dict[str, Clause] = {"values": {"terms": {**field, "size": _MODELS_SHOWN, "shard_size": _EVERY_VALUE}}}
    if selected := list(chosen.request.filters.model):
        counts[CHOSEN] = {"terms": {**field, "include": selected, "size": len(selected)}}
    return counts


def _condition(name: str, chosen: Selection, _config: FacetConfig) -> dict[str, Clause]:
    return _within_offers(name, chosen, {"values": {"terms": {"field": "offers.condition", "size": _EVERY_VALUE}, "aggs": _distinct_parts()}})


def _price(name: str, chosen: Selection, config: FacetConfig) -> dict[str, Clause]:
    ranges = []
    for low, high in price_ranges(chosen.request, config):
        # Ranges of the engine hold their lower and not their upper end.
        bounds = {
            end: us_cents(Decimal(value), chosen.request.usd_per_unit, ROUND_CEILING) for end, value in (("from", low), ("to", high)) if value is not None
        }
        ranges.append({"key": range_key(low, high), **bounds})
    return _within_offers(name, chosen, {"values": {"range": {"field": "offers.price_cents", "ranges": ranges}, "aggs": _distinct_parts()}})


def _in_stock(name: str, chosen: Selection, _config: FacetConfig) -> dict[str, Clause]:
    return _within_offers(name, chosen, {"values": {"filters": {"filters": {"true": in_stock()}}, "aggs": _distinct_parts()}})


def _within_offers(name: str, chosen: Selection, counts: dict[str, Any]) -> dict[str, Clause]:
    """Count among the offers that are visible and meet every offer selection but the facet's own."""
    admitted = [visible_offers(chosen.request.viewer), *chosen.offers_without(name)]
    return {"offers": {"nested": {"path": "offers"}, "aggs": {"admitted": {"filter": every(admitted), "aggs": counts}}}}


def _distinct_parts() -> dict[str, Clause]:
    return {PARTS: {"reverse_nested": {}}}


def price_ranges(request: SearchRequest, config: FacetConfig) -> list[tuple[int | None, int | None]]:
    """The price ranges in the request's currency, the outer ends open; US dollar bounds, converted, when it has none."""
    bounds = config.price_bounds.of(request.currency)
    if bounds is None:
        dollars = config.price_bounds.of("USD") or ()
        bounds = tuple(dict.fromkeys(int((Decimal(bound) / request.usd_per_unit).to_integral_value(ROUND_CEILING)) for bound in dollars))
    ends: list[int | None] = [None, *bounds, None]
    return list(pairwise(ends))


def range_key(low: int | None, high: int | None) -> str:
    """A range as its facet value: "50..200", "..50", "20000.."."""
    return f"{'' if low is None else low}..{'' if high is None else high}"


_COUNTS: dict[str, Callable[[str, Selection, FacetConfig], dict[str, Clause]]] = {
    "category": _terms("category_ids"),
    "manufacturer": _terms("manufacturer_id"),
    "modality": _terms("modalities"),
    "model": _model,
    "condition": _condition,
    "price": _price,
    "in_stock": _in_stock,
}
