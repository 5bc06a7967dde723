"""Builds the request body; reads like it. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from search.fusion import Attempt
from search.query.chips import order, words
from search.query.clauses import Clause, every
from search.query.facets import facets
from search.query.filters import selection
from search.query.lookups import lookups_of
from search.query.relevance import relevance
from search.query.sorting import sorting
from search.query.tiers import verdicts
from search.query.visibility import visible_parts
from search.request import SearchRequest
from search.response import UnderstoodQuery
from search.tuning.types import QueryConfig

SHOWN = ["id", "popularity", "card"]
FIRST_ATTEMPT = Attempt()
SPELLINGS = ["aliases"]  # what a misspelt number is compared with, beside the number on the card
MATCHED = "matched"  # parts that the query matches, whatever is selected


def matched(response: Mapping[str, Any]) -> int:
    """How many parts the query of a `build` body matched, whatever is selected: the total when nothing is."""
    counted = response["aggregations"].get(MATCHED)
    count: int = response["hits"]["total"]["value"] if counted is None else counted["doc_count"]
    return count


def searched(understood: UnderstoodQuery, request: SearchRequest, config: QueryConfig, attempt: Attempt = FIRST_ATTEMPT) -> Clause:
    """What the query matches, and how well, whatever is selected."""
    return {"bool": {"must": [relevance(understood, request, config, attempt)], "filter": [visible_parts()]}}


def build(
    understood: UnderstoodQuery, request: SearchRequest, config: QueryConfig, usd_per_unit: Mapping[str, Decimal], attempt: Attempt = FIRST_ATTEMPT
) -> dict[str, Any]:
    """The body of one attempt. Facets see what the query matches; hits and total see the selections as well (post_filter, if there are any).

    `usd_per_unit` are the rates for prices that the words name. Raises InvalidInput for a filter value that makes no sense.
    """
    numbers = lookups_of(understood, config.tiers)
    chosen = selection(understood, request, usd_per_unit)
    selected = chosen.without(None)
    narrowing: dict[str, Any] = {"post_filter": every(selected)} if selected else {}
    matched_as_well: dict[str, Any] = {MATCHED: {"filter": {"match_all": {}}}} if selected else {}
    return {
        "query": searched(understood, request, config, attempt),
        **narrowing,
        "aggs": {**facets(chosen, config.facets), **matched_as_well, **verdicts(numbers, request, config.tiers)},
        "sort": sorting(order(understood, request), chosen),
        "from": (request.page - 1) * request.size,
        "size": request.size,
        "track_total_hits": True,
        "_source": [*SHOWN, *SPELLINGS] if attempt.misspelt else SHOWN,
        "highlight": _highlight(understood),
    }


def _highlight(understood: UnderstoodQuery) -> dict[str, Any]:
    """Matched words of the name and of the best sentence of the description; the engine escapes everything but its own marks.

    Marked by a plain query of the words: the engine would rewrite the whole search once more for every hit.
    """
    if understood.intent != "text":
        return {"fields": {}}
    fields = {"name": {"number_of_fragments": 0}, "description": {"number_of_fragments": 1, "fragment_size": 160}}
    return {"encoder": "html", "highlight_query": {"multi_match": {"query": words(understood), "fields": list(fields)}}, "fields": fields}
