"""Filters on offers. All of them hold for one and the same offer that the viewer may see. Pure."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from search.query.clauses import Clause
from search.query.visibility import visible_offers
from search.request import SearchRequest

# A clause inside the nested offers, with the facet that sets it (None: no facet does).
OfferClause = tuple[str | None, Clause]


def offer_clauses(request: SearchRequest) -> list[OfferClause]:
    """The request's offer filters, each with its facet's name."""
    filters = request.filters
    found: list[OfferClause] = []
    if filters.condition:
        found.append(("condition", {"terms": {"offers.condition": list(filters.condition)}}))
    if bounds := price_bounds(request):
        found.append(("price", {"range": {"offers.price_cents": bounds}}))
    if filters.in_stock:
        found.append(("in_stock", in_stock()))
    if filters.lead_time_max is not None:
        found.append((None, {"range": {"offers.lead_time_days": {"lte": filters.lead_time_max}}}))
    if filters.warranty_min is not None:
        found.append((None, {"range": {"offers.warranty_months": {"gte": filters.warranty_min}}}))
    if filters.ship_from:
        found.append((None, {"terms": {"offers.ship_from": list(filters.ship_from)}}))
    if filters.seller:
        found.append((None, {"terms": {"offers.seller_id": list(filters.seller)}}))
    return found


def in_stock() -> Clause:
    """Inside the nested offers: something is on the shelf and not reserved."""
    return {"range": {"offers.stock": {"gt": 0}}}


def price_bounds(request: SearchRequest) -> dict[str, int]:
    """The request's price bounds in US cents, both inclusive; a fraction of a cent never lets a dearer offer in."""
    bounds: dict[str, int] = {}
    if request.filters.price_min is not None:
        bounds["gte"] = us_cents(request.filters.price_min, request.usd_per_unit, ROUND_CEILING)
    if request.filters.price_max is not None:
        bounds["lte"] = us_cents(request.filters.price_max, request.usd_per_unit, ROUND_FLOOR)
    return bounds


def us_cents(amount: Decimal, usd_per_unit: Decimal, rounding: str) -> int:
    """`amount` of a currency in whole US cents."""
    return int((amount * usd_per_unit * 100).to_integral_value(rounding))


def has_offer(request: SearchRequest, clauses: Sequence[Clause]) -> Clause:
    """On the part: one visible offer meets every clause."""
    return {"nested": {"path": "offers", "query": {"bool": {"filter": [visible_offers(request.viewer), *clauses]}}}}
