"""Orders. Each ends with popularity and the part's id, so that equal hits keep their places from page to page. Pure."""

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
        "price_asc": _best_offer(chosen, "offers.price_cents", "asc"),
        "price_desc": _best_offer(chosen, "offers.price_cents", "desc"),
        "newest": {"listed_at": {"order": "desc", "missing": "_last"}},
        "best_selling": {"popularity": {"order": "desc", "missing": "_last"}},
        "rating": {"rating": {"order": "desc", "missing": "_last"}},
        "fastest": _best_offer(chosen, "offers.lead_time_days", "asc"),
    }
    order = first[sort]
    return [order, *([] if order is by_relevance else [by_relevance]), *_TIES]


def _best_offer(chosen: Selection, field: str, order: str) -> Clause:
    """By the least value among the offers that the viewer may see and that meet the filters: a hidden offer moves nothing."""
    shown = every([visible_offers(chosen.request.viewer), *chosen.offers_without(None)])
    return {field: {"order": order, "mode": "min", "missing": "_last", "nested": {"path": "offers", "filter": shown}}}
