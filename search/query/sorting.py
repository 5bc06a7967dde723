"""Orders. Each ends with popularity and the part's id, so that equal hits keep their places from page to page. Pure."""

from search.query.clauses import Clause
from search.query.visibility import visible_offers
from search.request import SearchRequest

_TIES: list[Clause] = [{"popularity": {"order": "desc", "missing": "_last"}}, {"id": {"order": "asc"}}]


def sorting(request: SearchRequest) -> list[Clause]:
    """The sort of the request; parts without the value that it looks at come last."""
    by_relevance: Clause = {"_score": {"order": "desc"}}
    first: dict[str, Clause] = {
        "relevance": by_relevance,
        "price_asc": _best_offer(request, "offers.price_cents", "asc"),
        "price_desc": _best_offer(request, "offers.price_cents", "desc"),
        "newest": {"listed_at": {"order": "desc", "missing": "_last"}},
        "best_selling": {"popularity": {"order": "desc", "missing": "_last"}},
        "rating": {"rating": {"order": "desc", "missing": "_last"}},
        "fastest": _best_offer(request, "offers.lead_time_days", "asc"),
    }
    order = first[request.sort]
    return [order, *([] if order is by_relevance else [by_relevance]), *_TIES]


def _best_offer(request: SearchRequest, field: str, order: str) -> Clause:
    """By the least value among the offers that the viewer may see: a hidden offer moves nothing."""
    return {field: {"order": order, "mode": "min", "missing": "_last", "nested": {"path": "offers", "filter": visible_offers(request.viewer)}}}
