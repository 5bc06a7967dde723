"""The engine's answer as a page: each hit with its tier and evidence. Pure."""

from typing import Any

from search.contributions import contributions, evidence, rules_of
from search.facet_page import facet_page
from search.fusion import NEIGHBOUR
from search.labels import Labels
from search.query.chips import words
from search.query.clauses import RULE, WORD
from search.query.lookups import Lookup, lookups_of, several
from search.query.tiers import answered
from search.query.units import units_of
from search.request import SearchRequest
from search.response import AskedNumber, Hit, SearchPage, UnderstoodQuery
from search.schema.document import Card, ReplacementCard
from search.tier_page import Placed, chains_of, place
from search.tuning.types import QueryConfig


def search_page(
    response: dict[str, Any], understood: UnderstoodQuery, request: SearchRequest, config: QueryConfig, labels: Labels, took_ms: dict[str, float]
) -> SearchPage:
    """Turn the response to `builder.build`'s body into a page."""
    units = [unit.text for unit in units_of(words(understood), config, forgiving=False)]
    lookups, chains = lookups_of(understood, config.tiers), chains_of(response)
    counts = answered(response, lookups)
    return SearchPage(
        query=understood,
        total=response["hits"]["total"]["value"],
        hits=tuple(_hit(hit, units, lookups, chains, config) for hit in response["hits"]["hits"]),
        facets=facet_page(response["aggregations"], request, config.facets, labels),
        release=config.release,
        took_ms=took_ms,
        numbers=tuple(AskedNumber(lookup.asked, counts.get(lookup.asked, 0)) for lookup in several(lookups)),
    )


def hits_of(response: dict[str, Any], lookups: tuple[Lookup, ...]) -> tuple[Hit, ...]:
    """The hits of a search for nothing but numbers, each with its tier."""
    chains = chains_of(response)
    return tuple(_listed(hit, place(hit, hit.get("matched_queries", ()), lookups, chains)) for hit in response["hits"]["hits"])


def _listed(hit: dict[str, Any], placed: Placed) -> Hit:
    return Hit(int(hit["_source"]["id"]), hit["_source"]["card"], placed.tier, placed.note, placed.evidence, {}, placed.answers)


def _hit(hit: dict[str, Any], units: list[str], lookups: tuple[Lookup, ...], chains: dict[str, list[ReplacementCard]], config: QueryConfig) -> Hit:
    matched: dict[str, float] = hit.get("matched_queries", {})
    placed = place(hit, matched, lookups, chains)
    tier, note = placed.tier, placed.note
    if tier == "text" and NEIGHBOUR in matched and not any(f"{WORD}:{position}" in matched for position in range(len(units))):
        tier, note = "semantic", "near in meaning; none of the words"
    reasons = evidence(contributions(hit, placed.evidence[0].text if placed.evidence else "", units, config))
    card: Card = hit["_source"]["card"]
    rules = rules_of(hit)
    if any(name.startswith(f"{RULE}:pin:") for name in matched):
        note = note or "shown first by a rule"
    return Hit(int(hit["_source"]["id"]), card, tier, note, (*reasons, *placed.evidence[1:]), hit.get("highlight", {}), placed.answers, rules)
