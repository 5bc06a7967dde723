"""Part-number tiers: which spelling of a number a part answers to, as fixed scores a step apart. Pure.

Each tier is a named clause; the best one that matches decides (dis_max), so that tiers never add up or mix.
"""

from collections.abc import Collection, Mapping
from typing import Any

from search.query.clauses import Clause, any_of, constant
from search.query.lookups import Lookup
from search.query.near import near
from search.query.visibility import private_numbers
from search.request import SearchRequest
from search.tuning.types import TierConfig, TierName

_GTIN_LENGTHS = (8, 12, 13, 14)
_REPLACED: Clause = {"term": {"replaced": True}}

# Of an answer: which numbers anything answers to, and the replaced parts among them, for the way to what replaces them.
ANSWERED, REPLACED = "answered", "replaced_numbers"
_MOST_REPLACED = 10  # the same number of ten makers, each replaced: more are not told apart


def tiers(lookups: tuple[Lookup, ...], request: SearchRequest, config: TierConfig, misspelt: Collection[str] = ()) -> Clause | None:
    """The part's highest tier as a score; None when the query holds nothing that could be a number.

    `misspelt` holds the numbers (as asked) that nothing answers to: what is near them counts as well.
    """
    named = [
        constant(clause, config.tiers[tier].height * config.step.points, clause_name(tier, position))
        for position, lookup in enumerate(lookups)
        for tier, clause in _clauses(lookup, request, config, nearly=lookup.asked in misspelt).items()
    ]
    return {"dis_max": {"queries": named, "tie_breaker": 0.0}} if named else None


def clause_name(tier: TierName, position: int) -> str:
    """The name of a tier's clause: that of the first number is the tier's own."""
    return f"{tier}:{position}" if position else tier


def verdicts(lookups: tuple[Lookup, ...], request: SearchRequest, config: TierConfig) -> Clause:
    """Aggregations over what matched, whatever is selected: how many parts answer to each number, and which of them are replaced."""
    asked = {str(position): any_of(list(_clauses(lookup, request, config).values())) for position, lookup in enumerate(lookups) if lookup.asked}
    answers = {ANSWERED: {"filters": {"filters": asked}}} if asked else {}
    return {**answers, **(replacements(lookups) if lookups else {})}


def replacements(lookups: tuple[Lookup, ...]) -> Clause:
    """The aggregation that gives the replaced parts among the numbers, with what replaces them."""
    folded = [number for lookup in lookups for number in lookup.folded]
    itself = {"bool": {"filter": [{"terms": {"number_folded": folded}}, _REPLACED]}}
    shown = {"top_hits": {"size": _MOST_REPLACED, "_source": ["number_folded", "card.replaced_by"], "sort": [{"id": "asc"}]}}
    return {REPLACED: {"filter": itself, "aggs": {"parts": shown}}}


def answered(response: Mapping[str, Any], lookups: tuple[Lookup, ...]) -> dict[str, int]:
    """How many parts answer to each number (as asked), in order, by the answer to a body with `verdicts`."""
    counts = response["aggregations"].get(ANSWERED, {}).get("buckets", {})
    return {lookup.asked: int(counts[str(position)]["doc_count"]) for position, lookup in enumerate(lookups) if str(position) in counts}


def unanswered(response: Mapping[str, Any], lookups: tuple[Lookup, ...]) -> tuple[str, ...]:
    """The numbers, as asked, that no part answers to."""
    return tuple(asked for asked, count in answered(response, lookups).items() if not count)


def _clauses(lookup: Lookup, request: SearchRequest, config: TierConfig, *, nearly: bool = False) -> dict[TierName, Clause]:
    folded = list(lookup.folded)
    replaced = {"terms": {"supersedes_folded": folded}}
    clauses: dict[TierName, Clause] = {
        "exact": {"terms": {"number": list(lookup.typed)}},
        "normalised": {"terms": {"number_folded": folded}},
        "alias": _alias(folded, request),
        "superseded_live": {"bool": {"filter": [replaced], "must_not": [_REPLACED]}},
        "superseded": replaced,
    }
    if lookup.fragment:
        clauses["prefix"] = {"prefix": {"number_folded": {"value": lookup.fragment}}}
        clauses["infix"] = {"match_phrase": {"number_text": {"query": lookup.fragment}}}
        if nearly:
            clauses |= near(lookup.fragment, config, request.viewer)
    return clauses


def _alias(folded: list[str], request: SearchRequest) -> Clause:
    clauses: list[Clause] = [{"terms": {"aliases_folded": folded}}]
    if own := private_numbers(request.viewer, folded):
        clauses.append({"terms": {"private_aliases": own}})
    if gtins := [number.zfill(14) for number in folded if number.isdigit() and len(number) in _GTIN_LENGTHS]:
        clauses.append({"terms": {"gtin": gtins}})
    return any_of(clauses)
