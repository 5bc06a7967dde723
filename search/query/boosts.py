"""What a part brings along, whatever was asked: popularity, availability to this viewer, lifecycle. Pure."""

from search.query.clauses import AVAILABLE, Clause, named
from search.query.offers import IN_STOCK, has_offer
from search.request import SearchRequest
from search.tuning.types import BoostConfig


def business(request: SearchRequest, config: BoostConfig) -> list[Clause]:
    """Functions whose values add up."""
    functions: list[Clause] = [
        {"field_value_factor": {"field": "popularity", "modifier": "ln1p", "missing": 0}, "weight": config.popularity.weight},
        {"filter": named(has_offer(request, [IN_STOCK]), AVAILABLE), "weight": config.available.weight},
    ]
    functions += [{"filter": {"term": {"lifecycle": name}}, "weight": lifecycle.weight} for name, lifecycle in config.lifecycle.items() if lifecycle.weight]
    return functions


def multiplied(query: Clause, functions: list[Clause], config: BoostConfig) -> Clause:
    """The query's score times 1 + the functions' sum, at most `most`: for words, whose scores have no fixed scale."""
    return {
        "function_score": {
            "query": query,
            "functions": [{"weight": 1.0}, *functions],
            "score_mode": "sum",
            "boost_mode": "multiply",
            "max_boost": config.most.factor,
        }
    }


def added(query: Clause, functions: list[Clause], config: BoostConfig) -> Clause:
    """The query's score plus the functions' sum: for tiers, whose scores are a step apart."""
    return {"function_score": {"query": query, "functions": functions, "score_mode": "sum", "boost_mode": "sum", "max_boost": config.most.factor}}
