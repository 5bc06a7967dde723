"""The filter column and the summary of what is filtered, as links that keep everything else. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from api.pages import words
from api.pages.links import Links, Pairs
from search.request import Filters
from search.response import Bucket, Facet

SHOWN_AT_FIRST = 7
FINDABLE = ("manufacturer", "model")  # lists that may be long; the values of the others are told by their tree, or are few
NOTHING_FOUND: Mapping[str, tuple[str, Facet]] = MappingProxyType({})
_SWITCHES = ("in_stock", "lead_time_max", "warranty_min", "rating_min")


@dataclass(frozen=True, slots=True)
class BucketView:
    """One value: a link that selects or drops it."""

    label: str
    count: int
    url: str
    selected: bool
    depth: int


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet. `rest` hides behind "show all"; `single` facets hold one value at a time.

    `find` is the form that looks for a value by its name, with the fields that it carries along; None for a short list.
    """

    name: str
    label: str
    single: bool
    first: tuple[BucketView, ...]
    rest: tuple[BucketView, ...]
    find: "FindView | None" = None


@dataclass(frozen=True, slots=True)
class FindView:
    """What was looked for among the values of a facet (empty: nothing), the form's hidden fields, and the way back to all values."""

    text: str
    fields: Pairs
    all_url: str


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A selected value with the link that drops it."""

    label: str
    remove_url: str


def facet_views(facets: tuple[Facet, ...], links: Links, found: Mapping[str, tuple[str, Facet]] = NOTHING_FOUND) -> tuple[FacetView, ...]:
    """Facets that still offer a choice; selected values always stay in sight.

    `found` gives, by facet, the text that was looked for and the values whose names hold it: they stand in place of the others.
    """
    views = []
    for facet in facets:
        text, values = found.get(facet.name, ("", facet))
        shown = replace(facet, buckets=(*_elsewhere(facet, values), *values.buckets)) if text else facet
        if facet.buckets:
            find = FindView(text, links.without(), links.url(links.without())) if facet.name in FINDABLE and (text or _is_long(facet)) else None
            views.append(replace(_facet(shown, links), find=find))
    return tuple(views)


def _is_long(facet: Facet) -> bool:
    return len(facet.buckets) > SHOWN_AT_FIRST


def _elsewhere(facet: Facet, values: Facet) -> list[Bucket]:
    """The selected values that are not among those found."""
    return [bucket for bucket in facet.buckets if bucket.selected and bucket.value not in {one.value for one in values.buckets}]


def _facet(facet: Facet, links: Links) -> FacetView:
    single = facet.kind == "range"
    buckets = [
        BucketView(_label(facet.name, bucket), bucket.count, _url(facet, position, links), bucket.selected, min(bucket.depth, 2))
        for position, bucket in enumerate(facet.buckets)
    ]
    if facet.kind == "tree":
        return FacetView(facet.name, facet.label, single, tuple(buckets[:SHOWN_AT_FIRST]), tuple(buckets[SHOWN_AT_FIRST:]))
    chosen = [bucket for bucket in buckets if bucket.selected]
    others = [bucket for bucket in buckets if not bucket.selected]
    room = SHOWN_AT_FIRST if single else max(SHOWN_AT_FIRST - len(chosen), 3)
    if single:
        return FacetView(facet.name, facet.label, single, tuple(buckets[:room]), tuple(buckets[room:]))
    return FacetView(facet.name, facet.label, single, (*chosen, *others[:room]), tuple(others[room:]))


def _label(name: str, bucket: Bucket) -> str:
    if name == "condition":
        return words.condition(bucket.value)
    if name == "ship_from":
        return words.country(bucket.value)
    return bucket.label


def _url(facet: Facet, position: int, links: Links) -> str:
    bucket = facet.buckets[position]
    if facet.name == "price":
        low, _, high = bucket.value.partition("..")
        return links.setting(price_min=None if bucket.selected else low or None, price_max=None if bucket.selected else high or None)
    if facet.kind == "range" or facet.name in _SWITCHES:
        return links.setting(**{facet.name: None if bucket.selected else bucket.value})
    if bucket.selected:
        return links.removing(facet.name, bucket.value)
    return links.replacing(facet.name, _line(facet.buckets, position) if facet.kind == "tree" else (), bucket.value)


def _line(buckets: tuple[Bucket, ...], position: int) -> set[str]:
    """The values above and below a node of a tree that is listed depth first: a node already stands for all below it."""
    found: set[str] = set()
    depth = buckets[position].depth
    for bucket in reversed(buckets[:position]):
        if bucket.depth < depth:
            found.add(bucket.value)
            depth = bucket.depth
    for bucket in buckets[position + 1 :]:
        if bucket.depth <= buckets[position].depth:
            break
        found.add(bucket.value)
    return found


def active_filters(filters: Filters, currency: str, names: Mapping[tuple[str, str], str], links: Links) -> tuple[ActiveFilter, ...]:
    """Every filter that is on, in words; `names` gives the name of a (parameter, id)."""
    repeated = {
        "category": filters.category,
        "manufacturer": filters.manufacturer,
        "model": filters.model,
        "modality": filters.modality,
        "condition": filters.condition,
        "ship_from": filters.ship_from,
        "seller": filters.seller,
    }
    found = [ActiveFilter(names.get((name, value)) or _bare(name, value), links.removing(name, value)) for name, values in repeated.items() for value in values]
    found += [ActiveFilter(f"{key}: {value}", links.removing(f"spec.{key}", value)) for key, value in filters.specifications]
    return (*found, *_bounds(filters, currency, links))


def _bounds(filters: Filters, currency: str, links: Links) -> tuple[ActiveFilter, ...]:
    found = []
    if filters.price_min is not None or filters.price_max is not None:
        found.append(ActiveFilter(_price(filters.price_min, filters.price_max, currency), links.setting(price_min=None, price_max=None)))
    if filters.in_stock:
        found.append(ActiveFilter("In stock", links.setting(in_stock=None)))
    if filters.lead_time_max is not None:
        found.append(ActiveFilter(f"{words.lead_time(filters.lead_time_max).capitalize()} at the latest", links.setting(lead_time_max=None)))
    if filters.warranty_min is not None:
        found.append(ActiveFilter(f"Warranty {words.warranty(filters.warranty_min)} or more", links.setting(warranty_min=None)))
    if filters.rating_min is not None:
        found.append(ActiveFilter(f"Rated {filters.rating_min:f} or better", links.setting(rating_min=None)))
    return tuple(found)


def _price(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    if low is not None and high is not None:
        return f"{words.bound(low, currency)} to {words.bound(high, currency)}"
    if low is not None:
        return f"{words.bound(low, currency)} and more"
    return f"Up to {words.bound(high or Decimal(0), currency)}"


def _bare(name: str, value: str) -> str:
    """A value without a name: the condition and country in words, an id with its field."""
    if name == "condition":
        return words.condition(value)
    return words.country(value) if name == "ship_from" else f"{name.capitalize()} {value}"
