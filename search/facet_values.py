"""Values of one facet whose name holds what is typed, with exact counts under all other selections: for lists too long to be read. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from core.errors import FieldError, InvalidInput
from search.labels import Labels
from search.plan import Plan, Setting, page_body
from search.query.clauses import every
from search.query.filters import selection
from search.request import Filters
from search.response import Bucket, Facet
from search.understand.words import plain

SHOWN = 50
LONGEST_TEXT = 80
_LOOKED_AT = 1_000  # of the names that hold the text: the engine is asked for so many values at most
_FOUND = "found"
# Facet -> field of the index that holds its values.
FIELDS = {"category": "category_ids", "manufacturer": "manufacturer_id", "modality": "modalities", "model": "model_ids"}


@dataclass(frozen=True, slots=True)
class FacetSearch:
    """A facet and the text that its values' names must hold."""

    facet: str
    text: str


def check(asked: FacetSearch) -> None:
    """Raises InvalidInput for a facet without a long list, or too long a text."""
    if asked.facet not in FIELDS:
        said = f"is no facet with names to look for: take {', '.join(FIELDS)}"
        raise InvalidInput(f"{asked.facet[:40]} {said}.", errors=(FieldError("facet", said),))
    if len(asked.text) > LONGEST_TEXT:
        said = f"has {len(asked.text)} characters, the most is {LONGEST_TEXT}"
        raise InvalidInput(f"find {said}.", errors=(FieldError("find", said),))


def values_body(plan: Plan, asked: FacetSearch, setting: Setting, labels: Labels) -> dict[str, Any] | None:
    """The body that counts the values; None when no name holds the text."""
    values = _named(asked, labels)
    if not values:
        return None
    chosen = selection(plan.understood, plan.request, setting.usd_per_unit)
    counted = {"terms": {"field": FIELDS[asked.facet], "include": values, "size": len(values), "shard_size": len(values)}}
    others = {"filter": every(chosen.without(asked.facet)), "aggs": {_FOUND: counted}}
    return {"query": page_body(plan, setting)["query"], "size": 0, "track_total_hits": False, "aggs": {_FOUND: others}}


def values_of(response: Mapping[str, Any] | None, asked: FacetSearch, plan: Plan, setting: Setting, labels: Labels) -> Facet:
    """The facet with the values that have parts, most parts first; selected ones among the named always."""
    selected = cast("tuple[str, ...]", getattr(plan.request.filters, asked.facet))
    buckets = [] if response is None else response["aggregations"][_FOUND][_FOUND]["buckets"]
    counts = {**{value: 0 for value in _named(asked, labels) if value in selected}, **{str(bucket["key"]): bucket["doc_count"] for bucket in buckets}}
    names = _names(asked.facet, labels)
    found = [Bucket(value, names.get(value, value), count, value in selected) for value, count in counts.items()]
    label = next((layout.label for layout in setting.config.facets.facets if layout.name == asked.facet), asked.facet)
    return Facet(asked.facet, label, "terms", tuple(sorted(found, key=lambda bucket: (-bucket.count, bucket.label, bucket.value))[:SHOWN]))


def _named(asked: FacetSearch, labels: Labels) -> list[str]:
    """The ids whose name, or another spelling of it, holds every word of the text; shorter names first."""
    words = plain(asked.text).split()
    found = {value: name for name, value in _spellings(asked.facet, labels) if all(word in plain(name) for word in words)}
    return sorted(found, key=lambda value: (len(found[value]), found[value], value))[:_LOOKED_AT]


def _spellings(facet: str, labels: Labels) -> Iterable[tuple[str, str]]:
    yield from ((name, value) for value, name in _names(facet, labels).items())
    if facet == "manufacturer":
        yield from ((spelling, maker) for spelling, makers in labels.manufacturer_names.items() for maker in makers)


def _names(facet: str, labels: Labels) -> Mapping[str, str]:
    if facet == "category":
        return {value: category.name for value, category in labels.categories.items()}
    return {"manufacturer": labels.manufacturers, "modality": labels.modalities, "model": labels.models}[facet]


assert set(FIELDS) <= set(Filters.__dataclass_fields__)  # each facet is set by the filter of its name
