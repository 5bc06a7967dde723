"""The engine's answer as a page: each hit with its tier and evidence. Pure."""

from typing import Any

from search.facet_page import facet_page
from search.fusion import NEIGHBOUR, REORDERED
from search.labels import Labels
from search.query.chips import words
from search.query.lookups import Lookup, lookups_of, several
from search.query.tiers import answered
from search.query.units import units_of
from search.request import SearchRequest
from search.response import AskedNumber, Evidence, Hit, SearchPage, UnderstoodQuery
from search.schema.document import Card, ReplacementCard
from search.tier_page import chains_of, place
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
        hits=tuple(_hit(hit, units, lookups, chains) for hit in response["hits"]["hits"]),
        facets=facet_page(response["aggregations"], request, config.facets, labels),
        release=config.release,
        took_ms=took_ms,
        numbers=tuple(AskedNumber(lookup.asked, counts.get(lookup.asked, 0)) for lookup in several(lookups)),
    )


def _hit(hit: dict[str, Any], units: list[str], lookups: tuple[Lookup, ...], chains: dict[str, list[ReplacementCard]]) -> Hit:
    matched = set(hit.get("matched_queries", ()))
    placed = place(hit, matched, lookups, chains)
    tier, note, evidence = placed.tier, placed.note, placed.evidence
    words = [unit for position, unit in enumerate(units) if f"word:{position}" in matched]
    if words:
        evidence = (*evidence, Evidence("words", ", ".join(words), 1.0 if tier == "text" else 0.0))
    if tier == "text" and not words and NEIGHBOUR in matched:
        tier, note = "semantic", "near in meaning; none of the words"
    if REORDERED in matched or tier == "semantic":
        evidence = (*evidence, Evidence("meaning", "near in meaning", 1.0 if tier == "semantic" else 0.0))
    card: Card = hit["_source"]["card"]
    return Hit(int(hit["_source"]["id"]), card, tier, note, evidence, hit.get("highlight", {}), placed.answers)
