"""What the rules of the configuration do inside the request body. Pure.

Pins, boosts and buries only move what is searched; filters and hides stand beside the other selections, so that hits, total and
every facet see them alike. Nothing here can bring a part past a filter, the viewer's sight or a refused fit.
"""

from search.query.clauses import RULE, Clause, constant, every, named
from search.query.fit import listed, may_fit
from search.request import SearchRequest
from search.response import UnderstoodQuery
from search.tuning.types import QueryConfig


def pinned(query: Clause, understood: UnderstoodQuery, request: SearchRequest, config: QueryConfig) -> Clause:
    """The query, with the pinned parts above all that it finds; in a query for a number nothing stands above the number."""
    if not request.rules.pins or understood.intent == "number":
        return query
    step = config.tiers.step.points
    top = max(tier.height for tier in config.tiers.tiers.values()) + len(request.rules.pins)
    admitted = _not_refused(request)
    # The best score of a tier, with words and fit, stays below the step after it (search.tuning.checks): pins begin one step higher.
    pins = [
        constant(every([dict(clause), *admitted]), (top - place + 1) * step, f"{RULE}:pin:{place}:{rule}")
        for place, (rule, clause) in enumerate(request.rules.pins)
    ]
    return {"dis_max": {"queries": [query, *pins], "tie_breaker": 0.0}}


def boosts(request: SearchRequest) -> list[Clause]:
    """Functions whose values add up with those of the other boosts."""
    return [
        {"filter": named(dict(clause), f"{RULE}:boost:{place}:{rule}:{weight:g}"), "weight": weight}
        for place, (rule, clause, weight) in enumerate(request.rules.boosts)
    ]


def buried(query: Clause, request: SearchRequest) -> Clause:
    """A scored query for words, times the least factor among the rules that bury a part."""
    if not request.rules.buries:
        return query
    functions = [
        {"filter": named(dict(clause), f"{RULE}:bury:{place}:{rule}:{factor:g}"), "weight": factor}
        for place, (rule, clause, factor) in enumerate(request.rules.buries)
    ]
    return {"function_score": {"query": query, "functions": functions, "score_mode": "min", "boost_mode": "multiply"}}


def admitted(request: SearchRequest) -> list[tuple[str, Clause]]:
    """The clauses on the part of rules that filter or hide, each with the id of its rule."""
    hidden = [(rule, {"bool": {"must_not": [dict(clause)]}}) for rule, clause in request.rules.hides]
    return [*((rule, dict(clause)) for rule, clause in request.rules.filters), *hidden]


def _not_refused(request: SearchRequest) -> list[Clause]:
    """Nothing that is refused for every piece of equipment that the search is for."""
    refused = [{"bool": {"filter": [listed(context)], "must_not": [may_fit(context)]}} for context in request.contexts]
    return [{"bool": {"must_not": [every(refused)]}}] if refused else []
