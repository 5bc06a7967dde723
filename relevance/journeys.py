"""From single searches to what people were after: a search with its pages, filters and orders is one intent. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

# Without a sign of life for so long the same words are a new intent; sessions are cut there all over the web.
PAUSE = timedelta(minutes=30)
# Whoever asks in other words within this time was not served.
AGAIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Visit:
    """One search and what followed from its results. `text` is folded: lower case, single blanks."""

    client: str
    at: datetime
    text: str
    total: int
    took_ms: float
    rules: tuple[str, ...] = ()
    clicked: bool = False
    carted: bool = False
    ordered: bool = False
    degraded: bool = False
    refines: bool = False  # another page, order or filter of a search that was already there

    @property
    def succeeded(self) -> bool:
        """Whether anything was done with a result."""
        return self.clicked or self.carted or self.ordered


@dataclass(frozen=True, slots=True)
class Intent:
    """Searches of one person for the same words; `next_text` is what the person searched for instead, soon after and without a click."""

    visits: tuple[Visit, ...]
    next_text: str | None = None

    @property
    def text(self) -> str:
        """The words."""
        return self.visits[0].text

    @property
    def found_nothing(self) -> bool:
        """Whether the first search, before any filter, had no result."""
        return self.visits[0].total == 0

    @property
    def succeeded(self) -> bool:
        """Whether anything was done with a result."""
        return any(visit.succeeded for visit in self.visits)


def intents(visits: Iterable[Visit]) -> list[Intent]:
    """The intents of all persons, by person and time; searches without words (browsing) are left out and part nothing."""
    worded = sorted((visit for visit in visits if visit.text), key=lambda visit: (visit.client, visit.at))
    found: list[Intent] = []
    for _, own in groupby(worded, key=lambda visit: visit.client):
        found += _linked(list(_runs(own)))
    return found


def _runs(visits: Iterable[Visit]) -> Iterator[tuple[Visit, ...]]:
    """Neighbours in time with the same words, from a search that refines no other one; what comes before the first such one is left out."""
    run: list[Visit] = []
    for visit in visits:
        same = bool(run) and visit.text == run[-1].text and (visit.refines or visit.at - run[-1].at <= PAUSE)
        if run and not same:
            yield tuple(run)
            run = []
        if same or not visit.refines:
            run.append(visit)
    if run:
        yield tuple(run)


def _linked(runs: list[tuple[Visit, ...]]) -> Iterator[Intent]:
    for position, run in enumerate(runs):
        after = runs[position + 1][0] if position + 1 < len(runs) else None
        changed = after is not None and after.text != run[0].text and after.at - run[-1].at <= AGAIN and not any(visit.succeeded for visit in run)
        yield Intent(run, after.text if after is not None and changed else None)
