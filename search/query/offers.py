"""Filters on offers. All of them hold for one and the same offer that the viewer may see. Pure."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from search.query.clauses import Clause
from search.query.visibility import visible_offers
from search.request import Filters, SearchRequest

# A clause inside the nested offers, with the facet that sets it (None: no facet does).
OfferClause = tuple[str | None, Clause]


def offer_clauses(filters: Filters, usd_per_unit: Decimal) -> list[OfferClause]:
    """The offer filters, each with its facet's name; prices in a currency that is worth `usd_per_unit`."""
    found: list[OfferClause] = []
    if filters.condition:
        found.append(("condition", {"terms": {"offers.condition": list(filters.condition)}}))
    if bounds := price_bounds(filters, usd_per_unit):
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


def price_bounds(filters: Filters, usd_per_unit: Decimal) -> dict[str, int]:
    """The price bounds in US cents, both inclusive; a fraction of a cent never lets a dearer offer in."""
    bounds: dict[str, int] = {}
    if filters.price_min is not None:
        bounds["gte"] = us_cents(filters.price_min, usd_per_unit, ROUND_CEILING)
    if filters.price_max is not None:
        bounds["lte"] = us_cents(filters.price_max, usd_per_unit, ROUND_FLOOR)
    return bounds


def us_cents(amount: Decimal, usd_per_unit: Decimal, rounding: str) -> int:
    """`amount` of a currency in whole US cents."""
    return int((amount * usd_per_unit * 100).to_integral_value(rounding))


def has_offer(request: SearchRequest, clauses: Sequence[Clause]) -> Clause:
    """On the part: one visible offer meets every clause."""
    return {"nested": {"path": "offers", "query": {"bool": {"filter": [visible_offers(request.viewer), *clauses]}}}}
