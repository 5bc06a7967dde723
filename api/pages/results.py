"""The results page: what was understood, the hits with live prices, the filters, and the way on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import ceil
from typing import Literal

from api.pages import fit, words
from api.pages.drawings import drawing
from api.pages.facets import ActiveFilter, FacetView, active_filters, facet_views
from api.pages.fit import EquipmentView, equipment_view
from api.pages.groups import TierGroup, groups
from api.pages.links import Links, Pairs, from_search, part_url
from api.pages.rules import RulesView, rules_view
from api.pages.words import Availability, Badge
from api.schemas.fit import NO_FITS, Fits
from catalog.page import LiveOffer, LiveRow
from search.query.chips import order
from search.request import MAX_WINDOW, SearchRequest
from search.response import Chip, Facet, Hit, SearchPage
from search.schema.document import ReplacementCard

View = Literal["list", "table"]
PAGES_AROUND = 2


@dataclass(frozen=True, slots=True)
class ChipView:
    """A reading of the query with the link that drops it."""

    text: str
    certain: bool
    remove_url: str


@dataclass(frozen=True, slots=True)
class DealView:
    """The best visible offer in words."""

    price: str
    about: str
    condition: str
    availability: Availability
    seller: str
    others: str


@dataclass(frozen=True, slots=True)
class HitView:
    """One row."""

    url: str
    part_number: str
    name: str
    maker: str
    category: str
    image: str | None
    drawing: str
    models: str
    rating: str
    badges: tuple[Badge, ...]
    replaced_by: tuple[tuple[str, str], ...]  # (number, link)
    replaced_by_how: str
    deal: DealView | None


@dataclass(frozen=True, slots=True)
class PageLink:
    """One entry of the pager; without a link it is the current page or a gap."""

    text: str
    url: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class ResultsView:
    """Everything that the results template shows."""

    query: str
    heading: str
    total: int
    view: View
    list_url: str
    table_url: str
    sort: str
    sorts: tuple[tuple[str, str], ...]
    sort_fields: Pairs
    chips: tuple[ChipView, ...]
    active: tuple[ActiveFilter, ...]
    clear_url: str
    facets: tuple[FacetView, ...]
    price_fields: Pairs
    price_min: str
    price_max: str
    currency: str
    groups: tuple[TierGroup[HitView], ...]
    did_you_mean: tuple[str, str] | None  # (text, link)
    relaxations: tuple[str, ...]
    notes: tuple[str, ...]
    rules: RulesView
    degraded: bool
    equipment: EquipmentView | None
    device: str  # that a new search is for as well
    pages: tuple[PageLink, ...]
    took: str


@dataclass(frozen=True, slots=True)
class Money:
    """The currency that the viewer thinks in, and what one unit of each is worth in US dollars."""

    currency: str
    usd_per_unit: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the address of a results page said (its parameters, in order, and the view), the money it is shown in, and what fits."""

    pairs: Pairs
    view: View
    money: Money
    fits: Fits = NO_FITS
    found: Mapping[str, tuple[str, Facet]] = field(default_factory=dict)  # by facet: what was looked for among its values, and what has it
    place: tuple[str, int] = ("", 1)  # the search's id, which links to parts carry, and the first hit's place among all results
    moved: Mapping[int, Badge] = field(default_factory=dict)  # by part: where it stands in the live release, when another one is shown


def results_view(
    request: SearchRequest, page: SearchPage, live: Mapping[int, LiveRow], shown: Shown, names: Mapping[tuple[str, str], str], took_ms: float
) -> ResultsView:
    """The view of `page`, with prices from `live`; hits without a live row were removed and are left out.

    `names` gives the name of a (parameter, id) for the summary of filters.
    """
    links = Links(shown.pairs)
    filters = request.filters
    return ResultsView(
        query=request.q,
        heading=_heading(request.q, page),
        total=page.total,
        view=shown.view,
        list_url=links.setting(view=None),
        table_url=links.setting(view="table"),
        sort=order(page.query, request),
        sorts=tuple(words.SORTS.items()),
        sort_fields=links.without("sort"),
        chips=tuple(_chip(chip, links, names) for chip in page.query.chips),
        active=active_filters(filters, request.currency, names, links),
        clear_url=links.url(tuple(pair for pair in shown.pairs if pair[0] in ("q", "device", "view"))),
        facets=facet_views(page.facets, links, shown.found),
        price_fields=links.without("price_min", "price_max", "currency"),
        price_min="" if filters.price_min is None else f"{filters.price_min:f}",
        price_max="" if filters.price_max is None else f"{filters.price_max:f}",
        currency=request.currency,
        groups=groups(page, _rows(page, live, shown)),
        did_you_mean=(page.did_you_mean, links.setting(q=page.did_you_mean)) if page.did_you_mean else None,
        relaxations=tuple(text for _, text in page.relaxations),
        notes=page.notes,
        rules=rules_view(page.rules, links),
        degraded=page.degraded,
        equipment=equipment_view(request, shown.fits, links),
        device=request.device or "",
        pages=_pages(request.page, page.total, request.size, links),
        took=f"{took_ms:.0f} ms",
    )


def _rows(page: SearchPage, live: Mapping[int, LiveRow], shown: Shown) -> dict[int, HitView]:
    first = shown.place[1]
    return {hit.part_id: _row(hit, live[hit.part_id], shown, place) for place, hit in enumerate((hit for hit in page.hits if hit.part_id in live), first)}


def _row(hit: Hit, live: LiveRow, shown: Shown, place: int) -> HitView:
    view = hit_view(hit, live, shown.money, shown.fits)
    view = replace(view, url=from_search(view.url, shown.place[0], place))
    moved = shown.moved.get(hit.part_id)
    return view if moved is None else replace(view, badges=(moved, *view.badges))


def hit_view(hit: Hit, live: LiveRow, money: Money, fits: Fits = NO_FITS) -> HitView:
    """One row; lifecycle, price and stock are the live ones."""
    card = hit.card
    state = words.lifecycle(live.lifecycle)
    return HitView(
        url=part_url(hit.part_id, card["name"]) + fit.tail(fits.equipment),
        part_number=card["part_number"],
        name=card["name"],
        maker=card["manufacturer"]["name"],
        category=card["category"]["path"][-1] if card["category"]["path"] else "",
        image=words.own_picture((card["image"],)),
        drawing=drawing(card["category"]["path"]),
        models=", ".join(card["models"]),
        rating=f"{card['rating']:.1f} of 5 ({card['rating_count']:,})" if card["rating"] else "",
        badges=(*(badge for badge in (state,) if badge), *fit.badges(fits, hit.part_id)),
        replaced_by=tuple((end["part_number"], part_url(end["id"], end["part_number"]) + fit.tail(fits.equipment)) for end in card["replaced_by"]),
        replaced_by_how=_how(card["replaced_by"]),
        deal=_deal(live.best_offer, live.offer_count, money) if live.best_offer else None,
    )


def chip_text(chip: Chip, names: Mapping[tuple[str, str], str]) -> str:
    """A chip as people read it: what was taken from which words, by its name where it has one."""
    slot, value = chip.slot, chip.value
    if slot.startswith("not."):
        return chip.source[:1].upper() + chip.source[1:]
    label = _SLOTS.get(slot.split(".")[0], slot)
    if isinstance(value, Mapping):
        return f"{label} {words.bound(Decimal(str(value['amount'])), str(value['currency']))}"
    if isinstance(value, bool):
        return label
    return f"{label}: {names.get((slot, str(value))) or (str(value) if slot in _SHOWN_BY_VALUE else chip.source)}"


_SHOWN_BY_VALUE = ("part_number", "error_code", "condition", "quantity")
_SLOTS = {
    "part_number": "Part number",
    "manufacturer": "Maker",
    "model": "Equipment",
    "device": "Device",
    "category": "Category",
    "error_code": "Error code",
    "condition": "Condition",
    "price_min": "From",
    "price_max": "Up to",
    "in_stock": "In stock",
    "lead_time_max": "Delivery",
    "warranty_min": "Warranty",
    "ship_from": "Ships from",
    "sort": "Order",
    "spec": "Specification",
    "quantity": "Quantity",
    "modality": "Equipment type",
}


def _chip(chip: Chip, links: Links, names: Mapping[tuple[str, str], str]) -> ChipView:
    return ChipView(chip_text(chip, names), chip.certain, links.adding("off", chip.slot))


def _heading(query: str, page: SearchPage) -> str:
    found = words.count(page.total, "part", "parts") if page.total else "Nothing found"
    if query:
        return f"{found} for “{query}”"
    return found if page.total else "No part has all of these properties"


def _how(ends: list[ReplacementCard]) -> str:
    kind = ends[0]["set_kind"] if ends else "one"
    return {"all": "Replaced by all of", "any": "Replaced by any of"}.get(kind, "Replaced by") if len(ends) > 1 else "Replaced by"


def _deal(offer: LiveOffer, offers: int, money: Money) -> DealView:
    return DealView(
        price=words.money(offer.price, offer.currency),
        about=words.about(offer.price, offer.currency, money.currency, money.usd_per_unit),
        condition=words.condition(offer.condition),
        availability=words.availability(offer.stock_available, offer.lead_time_days),
        seller=offer.seller_name,
        others=words.count(offers - 1, "more offer", "more offers") if offers > 1 else "",
    )


def _pages(current: int, total: int, size: int, links: Links) -> tuple[PageLink, ...]:
    """Previous, the first, the pages around the current one, the last reachable, next."""
    last = min(ceil(total / size), MAX_WINDOW // size)
    if last <= 1:
        return ()
    shown = sorted({1, last, *range(max(1, current - PAGES_AROUND), min(last, current + PAGES_AROUND) + 1)})
    entries = [PageLink("Previous", links.at_page(current - 1))] if current > 1 else []
    before = 0
    for number in shown:
        if number > before + 1:
            entries.append(PageLink("…", None))
        entries.append(PageLink(str(number), links.at_page(number), current=number == current))
        before = number
    return (*entries, PageLink("Next", links.at_page(current + 1))) if current < last else tuple(entries)
