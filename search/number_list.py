"""A list of part numbers, each with a verdict: which tier answers to it, and with which parts. Several searches a round trip."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.viewer import Viewer
from core.errors import EngineUnavailable
from search.engine import Engine
from search.fallback import Fallback
from search.labels import Labels
from search.query.boosts import added, business
from search.query.builder import SHOWN, SPELLINGS
from search.query.filters import selection
from search.query.lookups import Lookup, listed
from search.query.sorting import sorting
from search.query.tiers import replacements, tiers
from search.query.visibility import visible_parts
from search.request import SearchRequest
from search.response import Hit, Tier
from search.results import hits_of
from search.tuning.types import QueryConfig
from search.understand.pipeline import understand

MAX_NUMBERS = 500
MAX_CHARACTERS = 256
PARTS_SHOWN = 5  # of one number
_A_ROUND_TRIP = 20  # searches, so that each stays well below the time limit


@dataclass(frozen=True, slots=True)
class NumberVerdict:
    """What answers to one number: the parts of its best tier and its own chain of replacements, at most `PARTS_SHOWN`.

    No tier when nothing answers, or nothing was typed. `degraded`: the engine was away, and what contains the number or is near it was not looked for.
    """

    asked: str
    tier: Tier | None
    hits: tuple[Hit, ...]
    degraded: bool = False


def look_up(
    engine: Engine, config: QueryConfig, labels: Labels, numbers: Sequence[str], viewer: Viewer, fallback: Fallback | None = None
) -> tuple[NumberVerdict, ...]:
    """One verdict a number, in order; doubles are looked up once. Without the engine the fallback answers to what is still open.

    What is near a number is looked for in a second round, for those that nothing answered to. Raises EngineUnavailable, or
    Unavailable when the fallback cannot answer either.
    """
    lookups = {number: listed(understand(number, config.understanding, labels), config.tiers) for number in dict.fromkeys(numbers)}
    asked = {number: lookup for number, lookup in lookups.items() if lookup is not None}
    found: dict[str, tuple[Hit, ...]] = {}
    degraded = False
    try:
        for nearly in (False, True):
            for answer in _answers(engine, _open(asked, found), viewer, config, nearly=nearly):
                found |= answer
    except EngineUnavailable as cause:
        if fallback is None:
            raise
        found |= {number: _best(hits) for number, hits in fallback.numbers(_open(asked, found), viewer, cause).items()}
        degraded = True
    return tuple(_verdict(number, found.get(number, ()), degraded=degraded) for number in numbers)


def _open(asked: Mapping[str, Lookup], found: Mapping[str, tuple[Hit, ...]]) -> dict[str, Lookup]:
    """The numbers that nothing has answered to so far."""
    return {number: lookup for number, lookup in asked.items() if not found.get(number)}


def _answers(engine: Engine, asked: Mapping[str, Lookup], viewer: Viewer, config: QueryConfig, *, nearly: bool) -> Iterator[dict[str, tuple[Hit, ...]]]:
    """The hits of each number, some numbers a round trip."""
    everyone = list(asked.items())
    for start in range(0, len(everyone), _A_ROUND_TRIP):
        chunk = everyone[start : start + _A_ROUND_TRIP]
        responses = engine.searches([_body(lookup, viewer, config, nearly=nearly) for _, lookup in chunk], 0.0)
        yield {number: _best(hits_of(response, (lookup,))) for (number, lookup), response in zip(chunk, responses, strict=True)}


def _verdict(number: str, hits: tuple[Hit, ...], *, degraded: bool) -> NumberVerdict:
    return NumberVerdict(number, hits[0].tier if hits else None, hits, degraded)


def _best(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Those of the highest tier; and the typed number's own chain, when its part is replaced and another part answers first."""
    return tuple(hit for hit in hits if hit.tier in (hits[0].tier, "superseded"))


def _body(lookup: Lookup, viewer: Viewer, config: QueryConfig, *, nearly: bool) -> dict[str, Any]:
    request = SearchRequest(viewer=viewer)
    scored = tiers((lookup,), request, config.tiers, (lookup.asked,) if nearly else ())
    assert scored is not None  # a lookup holds at least one spelling
    return {
        "query": {"bool": {"must": [added(scored, business(request, config.boosts), config.boosts)], "filter": [visible_parts()]}},
        "aggs": replacements((lookup,)),
        "sort": sorting("relevance", selection(understand("", config.understanding, Labels()), request, {})),
        "size": PARTS_SHOWN,
        "track_total_hits": False,
        "_source": [*SHOWN, *SPELLINGS],
    }
