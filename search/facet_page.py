"""The engine's aggregations as facets: labels, selected values, the category tree unfolded where people are. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from search.labels import Labels
from search.query.facets import AMONG, CHOSEN, OWN, PARTS, price_ranges, range_key
from search.request import SearchRequest
from search.response import Bucket, Facet
from search.tuning.types import FacetConfig, FacetLayout

_INSIDE = ("offers", "admitted", "values")
_NONE: Mapping[str, Any] = {"buckets": []}


def facet_page(aggregations: Mapping[str, Any], request: SearchRequest, config: FacetConfig, labels: Labels) -> tuple[Facet, ...]:
    """The facets in the configured order, without empty values unless they are selected."""
    counted = _unfolded(aggregations)
    return tuple(
        Facet(layout.name, layout.label, layout.kind, _buckets(layout, facet_counts(counted, layout.name), request, config, labels)) for layout in config.facets
    )


def facet_counts(aggregations: Mapping[str, Any], name: str) -> dict[str, int]:
    """Value -> number of distinct parts, of one facet."""
    counts = _counts(aggregations[name])
    for value, count in _counts(aggregations.get(f"{name}:{OWN}", _NONE)).items():
        counts[value] = counts.get(value, 0) + count
    return counts | _counts(aggregations.get(f"{name}:{CHOSEN}", _NONE))


def _unfolded(aggregations: Mapping[str, Any]) -> dict[str, Any]:
    """The aggregations of all facets, also those that stand behind a filter."""
    found: dict[str, Any] = {}
    for name, aggregation in aggregations.items():
        found |= aggregation if name.startswith(f"{AMONG}:") else {name: aggregation}
    return found


def _counts(aggregation: Mapping[str, Any]) -> dict[str, int]:
    while "buckets" not in aggregation:
        aggregation = next(aggregation[inside] for inside in _INSIDE if inside in aggregation)
    buckets = aggregation["buckets"]
    keyed = buckets.items() if isinstance(buckets, dict) else ((str(bucket["key"]), bucket) for bucket in buckets)
    return {value: bucket[PARTS]["doc_count"] if PARTS in bucket else bucket["doc_count"] for value, bucket in keyed}


def _buckets(layout: FacetLayout, counts: dict[str, int], request: SearchRequest, config: FacetConfig, labels: Labels) -> tuple[Bucket, ...]:
    filters = request.filters
    match layout.name:
        case "category":
            return _tree(counts, filters.category, labels)
        case "manufacturer":
            return _terms(counts, filters.manufacturer, labels.manufacturers)
        case "modality":
            return _terms(counts, filters.modality, labels.modalities)
        case "model":
            return _terms(counts, filters.model, labels.models)
        case "condition":
            return _terms(counts, filters.condition, config.conditions)
        case "price":
            return _prices(counts, request, config)
        case "in_stock":
            return _terms(counts, ("true",) if filters.in_stock else (), {"true": "In stock"})


def _terms(counts: dict[str, int], selected: tuple[str, ...], labels: Mapping[str, str]) -> tuple[Bucket, ...]:
    """The values with parts, most parts first, then by label."""
    counted = {**dict.fromkeys(selected, 0), **counts}
    buckets = [Bucket(value, labels.get(value, value), count, value in selected) for value, count in counted.items() if count or value in selected]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.label, bucket.value)))


def _prices(counts: dict[str, int], request: SearchRequest, config: FacetConfig) -> tuple[Bucket, ...]:
    """The ranges in ascending order."""
    chosen = (request.filters.price_min, request.filters.price_max)
    buckets = []
    for low, high in price_ranges(request, config):
        key = range_key(low, high)
        selected = chosen != (None, None) and chosen == tuple(None if end is None else Decimal(end) for end in (low, high))
        if counts.get(key) or selected:
            buckets.append(Bucket(key, _price_label(low, high, request.currency), counts.get(key, 0), selected))
    return tuple(buckets)


def _price_label(low: int | None, high: int | None, currency: str) -> str:
    if low is None:
        return f"Under {high:,} {currency}"
    return f"{low:,} {currency} and more" if high is None else f"{low:,} to {high:,} {currency}"


def _tree(counts: dict[str, int], selected: tuple[str, ...], labels: Labels) -> tuple[Bucket, ...]:
    """Depth first: every root, and below a node that is selected, leads to a selected one or is alone at its level."""
    counted = {**dict.fromkeys(selected, 0), **counts}
    children: dict[str | None, list[str]] = {}
    for value in counted:
        label = labels.categories.get(value)
        children.setdefault(label.parent if label else None, []).append(value)
    unfolded = set(selected)
    for value in selected:
        unfolded |= set(_ancestors(value, labels))
    buckets: list[Bucket] = []

    def visit(parent: str | None, depth: int) -> None:
        nodes = sorted(children.get(parent, ()), key=lambda value: (-counted[value], _name(value, labels), value))
        for value in nodes:
            buckets.append(Bucket(value, _name(value, labels), counted[value], value in selected, depth))
            if value in unfolded or len(nodes) == 1:
                visit(value, depth + 1)

    visit(None, 0)
    return tuple(buckets)


def _ancestors(value: str, labels: Labels) -> list[str]:
    found: list[str] = []
    label = labels.categories.get(value)
    while label and label.parent and label.parent not in found:
        found.append(label.parent)
        label = labels.categories.get(label.parent)
    return found


def _name(value: str, labels: Labels) -> str:
    label = labels.categories.get(value)
    return label.name if label else value
