"""A list of part numbers, each with a verdict: which tier answers to it, and with which parts. Several searches a round trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.viewer import Viewer
from search.engine import Engine
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

    No tier when nothing answers, or nothing was typed.
    """

    asked: str
    tier: Tier | None
    hits: tuple[Hit, ...]


def look_up(engine: Engine, config: QueryConfig, labels: Labels, numbers: Sequence[str], viewer: Viewer) -> tuple[NumberVerdict, ...]:
    """One verdict a number, in order; doubles are looked up once.

    What is near a number is looked for in a second round, for those that nothing answered to. Raises EngineUnavailable.
    """
    lookups = {number: listed(understand(number, config.understanding, labels), config.tiers) for number in dict.fromkeys(numbers)}
    found: dict[str, tuple[Hit, ...]] = {}
    for nearly in (False, True):
        open_ones = [(number, lookup) for number, lookup in lookups.items() if lookup is not None and not found.get(number)]
        for start in range(0, len(open_ones), _A_ROUND_TRIP):
            chunk = open_ones[start : start + _A_ROUND_TRIP]
            responses = engine.searches([_body(lookup, viewer, config, nearly=nearly) for _, lookup in chunk], 0.0)
            found |= {number: _best(hits_of(response, (lookup,))) for (number, lookup), response in zip(chunk, responses, strict=True)}
    return tuple(_verdict(number, found.get(number, ())) for number in numbers)


def _verdict(number: str, hits: tuple[Hit, ...]) -> NumberVerdict:
    return NumberVerdict(number, hits[0].tier if hits else None, hits)


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
