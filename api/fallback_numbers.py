"""A list of numbers for the catalogue, and what it found as hits of the search. Pure."""

from collections.abc import Mapping, Sequence

from api.fallback_page import cards_of, hit_of
from api.fallback_question import gtins_of
from catalog.bundle import PartBundle
from catalog.fallback.listed import Entry
from catalog.fallback.question import FoundPart
from search.query.lookups import Lookup
from search.response import Hit


def entries(lookups: Mapping[str, Lookup]) -> tuple[Entry, ...]:
    """Each number in its spellings, in order."""
    return tuple(Entry(lookup.typed, lookup.folded, gtins_of(lookup.folded), lookup.fragment) for lookup in lookups.values())


def verdict_hits(lookups: Mapping[str, Lookup], found: Mapping[int, Sequence[FoundPart]], bundles: Mapping[int, PartBundle]) -> dict[str, tuple[Hit, ...]]:
    """The hits of each number, as typed; `found` is by the number's position."""
    cards, chains = cards_of(bundles)
    return {
        number: tuple(hit_of(part, bundles[part.id], cards[part.id], (lookup,), chains) for part in found.get(position, ()) if part.id in bundles)
        for position, (number, lookup) in enumerate(lookups.items())
    }
