"""The engine's answer as a page: each hit with its tier and evidence. Pure."""

from typing import Any

from search.facet_page import facet_page
from search.fusion import NEIGHBOUR, REORDERED
from search.labels import Labels
from search.query.chips import words
from search.query.units import units_of
from search.request import SearchRequest
from search.response import Evidence, Hit, SearchPage, Tier, UnderstoodQuery
from search.schema.document import Card
from search.tuning.types import QueryConfig

# Named clause -> tier as told, and what it means; the first that matched is the hit's.
_TIERS: tuple[tuple[str, Tier, str], ...] = (
    ("exact", "exact", "part number as printed"),
    ("normalised", "normalised", "part number, but for separators and case"),
    ("alias", "alias", "another number of this part"),
    ("superseded_live", "superseded", "replaces the number searched for"),
    ("superseded", "superseded", "replaced the number searched for, and is itself replaced"),
    ("prefix", "infix", "part number begins with it"),
    ("infix", "infix", "part number contains it"),
)


def search_page(
    response: dict[str, Any], understood: UnderstoodQuery, request: SearchRequest, config: QueryConfig, labels: Labels, took_ms: dict[str, float]
) -> SearchPage:
    """Turn the response to `builder.build`'s body into a page."""
    units = [unit.text for unit in units_of(words(understood), config, forgiving=False)]
    return SearchPage(
        query=understood,
        total=response["hits"]["total"]["value"],
        hits=tuple(_hit(hit, units) for hit in response["hits"]["hits"]),
        facets=facet_page(response["aggregations"], request, config.facets, labels),
        release=config.release,
        took_ms=took_ms,
    )


def _hit(hit: dict[str, Any], units: list[str]) -> Hit:
    matched = set(hit.get("matched_queries", ()))
    tier, note, evidence = _tier(matched)
    words = [unit for position, unit in enumerate(units) if f"word:{position}" in matched]
    if words:
        evidence = (*evidence, Evidence("words", ", ".join(words), 0.0 if note else 1.0))
    if tier == "text" and not words and NEIGHBOUR in matched:
        tier, note = "semantic", "near in meaning; none of the words"
    if REORDERED in matched or tier == "semantic":
        evidence = (*evidence, Evidence("meaning", "near in meaning", 1.0 if tier == "semantic" else 0.0))
    card: Card = hit["_source"]["card"]
    return Hit(int(hit["_source"]["id"]), card, tier, note, evidence, hit.get("highlight", {}))


def _tier(matched: set[str]) -> tuple[Tier, str | None, tuple[Evidence, ...]]:
    """The hit's tier, its note (None for the plain ones) and the number as evidence: it decides the whole place."""
    for name, tier, meaning in _TIERS:
        if name in matched:
            note = meaning if tier in ("alias", "superseded", "infix") else None
            return tier, note, (Evidence("number", meaning, 1.0),)
    return "text", None, ()
