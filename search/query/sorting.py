"""Orders. Each ends with popularity and the part's id, so that equal hits keep their places from page to page. Pure."""

from search.query.circles import Wish, circle_of
from search.query.clauses import Clause, every
from search.query.filters import Selection
from search.query.visibility import visible_offers
from search.request import Sort

_TIES: list[Clause] = [{"popularity": {"order": "desc", "missing": "_last"}}, {"id": {"order": "asc"}}]


def sorting(sort: Sort, chosen: Selection) -> list[Clause]:
    """The order `sort`; parts without the value that it looks at come last."""
    by_relevance: Clause = {"_score": {"order": "desc"}}
    first: dict[str, Clause] = {
        "relevance": by_relevance,
        "price_asc": _best_price(chosen, "asc"),
        "price_desc": _best_price(chosen, "desc"),
        "newest": {"listed_at": {"order": "desc", "missing": "_last"}},
        "best_selling": {"popularity": {"order": "desc", "missing": "_last"}},
        "rating": {"rating": {"order": "desc", "missing": "_last"}},
        "fastest": _fastest(chosen),
    }
    order = first[sort]
    return [order, *([] if order is by_relevance else [by_relevance]), *_TIES]


def _best_price(chosen: Selection, order: str) -> Clause:
    """By the least price; on the part itself where that is the least of all that the viewer sees, in stock or altogether."""
    circle, wish = _own_circle(chosen), chosen.wish_without(None)
    if circle and wish and wish == Wish(in_stock=wish.in_stock):
        return {f"offered.{circle}.{'stocked_' if wish.in_stock else ''}prices": {"order": order, "mode": "min", "missing": "_last"}}
    return _best_offer(chosen, "offers.price_cents", order)


def _fastest(chosen: Selection) -> Clause:
    circle = _own_circle(chosen)
    if circle and not chosen.offers:
        return {f"offered.{circle}.fastest": {"order": "asc", "missing": "_last"}}
    return _best_offer(chosen, "offers.lead_time_days", "asc")


def _own_circle(chosen: Selection) -> str | None:
    """The circle that sees exactly what the viewer sees."""
    viewer = chosen.request.viewer
    return circle_of(viewer) if viewer.organisation_id is None else None


def _best_offer(chosen: Selection, field: str, order: str) -> Clause:
    """By the least value among the offers that the viewer may see and that meet the filters: a hidden offer moves nothing."""
    shown = every([visible_offers(chosen.request.viewer), *chosen.offers_without(None)])
    return {field: {"order": order, "mode": "min", "missing": "_last", "nested": {"path": "offers", "filter": shown}}}
