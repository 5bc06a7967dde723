"""Filters on offers. All of them hold for one and the same offer that the viewer may see. Pure.

A filter that conditions, prices and stock alone decide is asked of the part itself (`search.query.circles`); any other of the nested offers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce

from search.query.circles import NO_WISH, Wish, answered_by, circle_of, of_own_organisation, wished
from search.query.clauses import Clause, any_of, every
from search.query.visibility import visible_offers
from search.request import CONDITIONS, Filters, SearchRequest


@dataclass(frozen=True, slots=True)
class OfferClause:
    """One filter: the facet that sets it (None: no facet does), the clause inside the nested offers, and the same as a wish where it can be one."""

    facet: str | None
    clause: Clause
    wish: Wish | None = None


def offer_clauses(filters: Filters, usd_per_unit: Decimal, *, by_facet: bool = True) -> list[OfferClause]:
    """The offer filters; prices in a currency that is worth `usd_per_unit`. `by_facet` is False for what no facet sets."""
    found: list[OfferClause] = []
    if filters.condition:
        found.append(OfferClause("condition", {"terms": {"offers.condition": list(filters.condition)}}, Wish(frozenset(filters.condition))))
    if bounds := price_bounds(filters, usd_per_unit):
        found.append(OfferClause("price", {"range": {"offers.price_cents": bounds}}, Wish(None, bounds.get("gte"), bounds.get("lte"))))
    if filters.in_stock:
        found.append(IN_STOCK)
    if filters.lead_time_max is not None:
        found.append(OfferClause(None, {"range": {"offers.lead_time_days": {"lte": filters.lead_time_max}}}))
    if filters.warranty_min is not None:
        found.append(OfferClause(None, {"range": {"offers.warranty_months": {"gte": filters.warranty_min}}}))
    if filters.ship_from:
        found.append(OfferClause(None, {"terms": {"offers.ship_from": list(filters.ship_from)}}))
    if filters.seller:
        found.append(OfferClause(None, {"terms": {"offers.seller_id": list(filters.seller)}}))
    return found if by_facet else [OfferClause(None, one.clause, one.wish) for one in found]


def refusal(condition: str) -> OfferClause:
    """Any condition but this one."""
    return OfferClause(None, {"bool": {"must_not": [{"term": {"offers.condition": condition}}]}}, Wish(frozenset(CONDITIONS) - {condition}))


# Something is on the shelf and not reserved.
IN_STOCK = OfferClause("in_stock", {"range": {"offers.stock": {"gt": 0}}}, Wish(in_stock=True))


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


def together(clauses: Sequence[OfferClause]) -> Wish | None:
    """All of them as one wish; None when one of them cannot be wished."""
    wishes = [one.wish for one in clauses]
    known = [wish for wish in wishes if wish is not None]
    return reduce(wished, known, NO_WISH) if len(known) == len(wishes) else None


def has_offer(request: SearchRequest, clauses: Sequence[OfferClause]) -> Clause:
    """On the part: one visible offer meets every clause."""
    nested: Clause = {"nested": {"path": "offers", "query": every([visible_offers(request.viewer), *(one.clause for one in clauses)])}}
    circle, wish = circle_of(request.viewer), together(clauses)
    if circle is None or wish is None:
        return nested
    own = of_own_organisation(request.viewer)
    return answered_by(circle, wish) if own is None else any_of([answered_by(circle, wish), every([own, nested])])
