"""The hits of a page under headings: one a tier, and one verdict a number when several were asked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Generic, TypeVar

from api.pages import words
from api.pages.words import Badge
from search.response import AskedNumber, Hit, SearchPage

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class TierGroup(Generic[Row]):
    """Hits of one tier in a row; tiers never mix, so each has one heading. Text matches alone go without."""

    heading: Badge | None
    hits: tuple[Row, ...]


def groups(page: SearchPage, rows: Mapping[int, Row]) -> tuple[TierGroup[Row], ...]:
    """The page's hits that have a row. With several numbers each has its verdict, in order.

    Before them comes what the whole query is the number of ("989803 144091"), after them what only has its words.
    """
    hits = [hit for hit in page.hits if hit.part_id in rows]
    asked = {number.asked for number in page.numbers}
    found = [group for number in page.numbers for group in _verdict(number, hits, rows)]
    others = [hit for hit in hits if hit.answers not in asked]
    whole = [hit for hit in others if asked and hit.tier not in ("text", "semantic")]
    return (*_by_tier(whole, rows), *found, *_by_tier([hit for hit in others if hit not in whole], rows))


def _verdict(number: AskedNumber, hits: Sequence[Hit], rows: Mapping[int, Row]) -> tuple[TierGroup[Row], ...]:
    found = _by_tier([hit for hit in hits if hit.answers == number.asked], rows, f"{number.asked}: ")
    if found:
        return found
    said = f"{words.count(number.found, 'part', 'parts')} outside this page or your filters" if number.found else "nothing found"
    return (TierGroup(Badge(f"{number.asked}: {said}", "plain" if number.found else "warn"), ()),)


def _by_tier(hits: Sequence[Hit], rows: Mapping[int, Row], before: str = "") -> tuple[TierGroup[Row], ...]:
    """Neighbours of one tier and note under one heading that begins with `before`."""
    found = [(key, tuple(rows[hit.part_id] for hit in same)) for key, same in groupby(hits, key=lambda hit: (hit.tier, hit.tier_note))]
    plain = not before and all(tier == "text" for (tier, _), _ in found)
    return tuple(TierGroup(None if plain else _labelled(before, words.tier(*key)), shown) for key, shown in found)


def _labelled(before: str, tier: Badge) -> Badge:
    return replace(tier, text=f"{before}{tier.text[:1].lower()}{tier.text[1:]}") if before else tier
