"""Facets: each counts distinct parts under all other selections, offer facets for one and the same visible offer. Pure."""

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from itertools import pairwise

from search.query.circles import Wish, circle_of, counts, of_own_organisation, wished
from search.query.clauses import Clause, every
from search.query.filters import Selection
from search.query.offers import IN_STOCK, us_cents
from search.query.visibility import visible_offers
from search.request import CONDITIONS, SearchRequest
from search.tuning.types import FacetConfig

# Above the number of values that a field can have, so that every count is exact.
_EVERY_VALUE = 10_000

# People choose among the commonest models; any other is found by its name in the query. A selected one is always counted.
_MODELS_SHOWN = 20

# Beside the aggregation of a facet's own name, under "<facet>:<one of these>":
CHOSEN = "chosen"  # selected values, whether or not they are among the shown
OWN = "own"  # parts of which the viewer's organisation has an offer of its own, to be added
AMONG = "among"  # "among:<n>" holds the facets that the same selections narrow
PARTS = "parts"  # distinct parts behind nested offers

Aggregations = dict[str, Clause]


def facets(chosen: Selection, config: FacetConfig) -> Aggregations:
    """The aggregations. Facets with the same other selections stand together behind one filter; those with none stand by themselves."""
    groups: list[tuple[list[Clause], Aggregations]] = []
    for layout in config.facets:
        own = {f"{layout.name}:{part}" if part else layout.name: one for part, one in _COUNTS[layout.name](layout.name, chosen, config).items()}
        narrowed = chosen.without(layout.name)
        same = next((found for clauses, found in groups if clauses == narrowed), None)
        if same is None:
            groups.append((narrowed, own))
        else:
            same.update(own)
    aggregations: Aggregations = {}
    for position, (clauses, found) in enumerate(groups):
        aggregations |= {f"{AMONG}:{position}": {"filter": every(clauses), "aggs": found}} if clauses else found
    return aggregations


def _terms(field: str) -> Callable[[str, Selection, FacetConfig], Aggregations]:
    def counted(_name: str, _chosen: Selection, _config: FacetConfig) -> Aggregations:
        return {"": {"terms": {"field": field, "size": _EVERY_VALUE}}}

    return counted


def _model(_name: str, chosen: Selection, _config: FacetConfig) -> Aggregations:
    """The models that most parts fit. Every shard gives all of its values, so that the counts are exact."""
    field = {"field": "model_ids"}
    found: Aggregations = {"": {"terms": {**field, "size": _MODELS_SHOWN, "shard_size": _EVERY_VALUE}}}
    if selected := list(chosen.request.filters.model):
        found[CHOSEN] = {"terms": {**field, "include": selected, "size": len(selected)}}
    return found


def _condition(name: str, chosen: Selection, _config: FacetConfig) -> Aggregations:
    nested = {"terms": {"field": "offers.condition", "size": _EVERY_VALUE}, "aggs": _distinct_parts()}
    return _of_offers(name, chosen, [(condition, Wish(frozenset({condition}))) for condition in CONDITIONS], nested)


def _price(name: str, chosen: Selection, config: FacetConfig) -> Aggregations:
    wishes, ranges = [], []
    for low, high in price_ranges(chosen.request, config):
        # Ranges of the engine hold their lower and not their upper end.
        start, end = (_cents(bound, chosen.request.usd_per_unit) for bound in (low, high))
        wishes.append((range_key(low, high), Wish(None, start, None if end is None else end - 1)))
        ranges.append({"key": range_key(low, high), **{side: bound for side, bound in (("from", start), ("to", end)) if bound is not None}})
    return _of_offers(name, chosen, wishes, {"range": {"field": "offers.price_cents", "ranges": ranges}, "aggs": _distinct_parts()})


def _in_stock(name: str, chosen: Selection, _config: FacetConfig) -> Aggregations:
    nested = {"filters": {"filters": {"true": IN_STOCK.clause}}, "aggs": _distinct_parts()}
    return _of_offers(name, chosen, [("true", Wish(in_stock=True))], nested)


def _of_offers(name: str, chosen: Selection, wishes: Sequence[tuple[str, Wish]], nested: Clause) -> Aggregations:
    """Count parts by a visible offer that meets every offer selection but the facet's own, and a value.

    On the part itself where its own fields can tell; `nested` counts among the nested offers where they cannot.
    """
    viewer = chosen.request.viewer
    admitted = [visible_offers(viewer), *chosen.offers_without(name)]
    within = {"nested": {"path": "offers"}, "aggs": {"admitted": {"filter": every(admitted), "aggs": {"values": nested}}}}
    circle, others = circle_of(viewer), chosen.wish_without(name)
    if circle is None or others is None:
        return {"": within}
    seen = counts(circle, [(key, wished(others, wish)) for key, wish in wishes])
    own = of_own_organisation(viewer)
    if own is None:
        return {"": seen}
    return {"": {"filter": {"bool": {"must_not": [own]}}, "aggs": {"values": seen}}, OWN: {"filter": own, "aggs": {"offers": within}}}


def _distinct_parts() -> Aggregations:
    return {PARTS: {"reverse_nested": {}}}


def price_ranges(request: SearchRequest, config: FacetConfig) -> list[tuple[int | None, int | None]]:
    """The price ranges in the request's currency, the outer ends open; US dollar bounds, converted, when it has none."""
    bounds = config.price_bounds.of(request.currency)
    if bounds is None:
        bounds = _converted(config.price_bounds.of("USD") or (), request.usd_per_unit)
    ends: list[int | None] = [None, *bounds, None]
    return list(pairwise(ends))


@lru_cache(maxsize=64)  # decimals take their time, and currencies are few
def _converted(dollars: tuple[int, ...], usd_per_unit: Decimal) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int((Decimal(bound) / usd_per_unit).to_integral_value(ROUND_CEILING)) for bound in dollars))


@lru_cache(maxsize=1024)
def _cents(bound: int | None, usd_per_unit: Decimal) -> int | None:
    """A bound of a range in US cents."""
    return None if bound is None else us_cents(Decimal(bound), usd_per_unit, ROUND_CEILING)


def range_key(low: int | None, high: int | None) -> str:
    """A range as its facet value: "50..200", "..50", "20000.."."""
    return f"{'' if low is None else low}..{'' if high is None else high}"


_COUNTS: dict[str, Callable[[str, Selection, FacetConfig], Aggregations]] = {
    "category": _terms("category_ids"),
    "manufacturer": _terms("manufacturer_id"),
    "modality": _terms("modalities"),
    "model": _model,
    "condition": _condition,
    "price": _price,
    "in_stock": _in_stock,
}
