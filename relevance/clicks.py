"""Judgments from behaviour: clicks over expected clicks, graded. Pure.

The first place is clicked most whatever stands there. So a part's clicks for a query are divided by those that its places would
get on average (COEC: Zhang and Jones, "Comparing click logs and editorial labels for training query rewriting", WWW 2007):
1 is as good as any result at these places, 2 twice as good. The average of each place comes from the same log.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Below so many showings to different people, or where not even one click was to be expected, nothing is said.
FEWEST_SHOWN = 20
FEWEST_EXPECTED = 1.0
# Clicks that a part is given, and expected of it, beforehand: one lucky click must not make an exact answer.
_BEFOREHAND = 1.0
# From which shrunk ratio on a grade is given. The middle is the average result; the outer two are about half of it and half as much again.
_GRADES = ((1.5, 3), (0.8, 2), (0.4, 1))


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a part stood at a place (from 1) for a query, seen by different people, and how many of them clicked it."""

    query: str
    part: int
    place: int
    shown: int
    clicked: int


@dataclass(frozen=True, slots=True)
class Clicked:
    """A part for a query over all its places."""

    query: str
    part: int
    shown: int
    clicked: int
    expected: float

    @property
    def ratio(self) -> float | None:
        """Clicks over expected clicks; None where none were to be expected."""
        return self.clicked / self.expected if self.expected else None

    def grade(self, fewest_shown: int = FEWEST_SHOWN) -> int | None:
        """3, 2, 1 or 0 on the scale of the judgments; None when too few have seen it. Never unsafe: a click cannot say that."""
        if self.shown < fewest_shown or self.expected < FEWEST_EXPECTED:
            return None
        shrunk = (self.clicked + _BEFOREHAND) / (self.expected + _BEFOREHAND)
        return next((grade for least, grade in _GRADES if shrunk >= least), 0)


def attention(cells: Iterable[Cell]) -> dict[int, float]:
    """The share of showings that are clicked, by place, never rising from place to place.

    What rises by chance is levelled with its neighbours, weighted by showings (isotonic regression, pool adjacent violators).
    """
    shown: dict[int, int] = defaultdict(int)
    clicked: dict[int, int] = defaultdict(int)
    for cell in cells:
        shown[cell.place] += cell.shown
        clicked[cell.place] += cell.clicked
    pools: list[tuple[list[int], int, int]] = []
    for place in sorted(place for place, times in shown.items() if times):
        pool = ([place], shown[place], clicked[place])
        while pools and pools[-1][2] * pool[1] < pool[2] * pools[-1][1]:
            before = pools.pop()
            pool = (before[0] + pool[0], before[1] + pool[1], before[2] + pool[2])
        pools.append(pool)
    return {place: times / total for places, total, times in pools for place in places}


def clicked(cells: Iterable[Cell], by_place: Mapping[int, float]) -> list[Clicked]:
    """Every part of every query with its clicks and those expected, by query and falling clicks."""
    sums: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for cell in cells:
        found = sums[cell.query, cell.part]
        found[0] += cell.shown
        found[1] += cell.clicked
        found[2] += cell.shown * by_place.get(cell.place, 0.0)
    made = (Clicked(query, part, int(shown), int(times), expected) for (query, part), (shown, times, expected) in sums.items())
    return sorted(made, key=lambda one: (one.query, -one.clicked, one.part))
