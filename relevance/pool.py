"""The pool: what several different systems show for a query, so that judgments favour none of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from relevance.run import Run

POOL_DEPTH = 20  # places of each system that are judged


@dataclass(frozen=True, slots=True)
class Pooled:
    """One part of a query's pool, and at which place (from 1) each system shows it."""

    part: str
    places: Mapping[str, int]


def pool(runs: Mapping[str, Run], query: str, depth: int = POOL_DEPTH) -> list[Pooled]:
    """The parts among the first `depth` places of any system (`runs` by the system's name), best place first."""
    places: dict[str, dict[str, int]] = {}
    for system, run in runs.items():
        for place, part in enumerate(run.get(query, ())[:depth], 1):
            places.setdefault(part, {})[system] = place
    ordered = sorted(places.items(), key=lambda item: (min(item[1].values()), -len(item[1]), item[0]))
    return [Pooled(part, found) for part, found in ordered]


def unjudged(pooled: Iterable[Pooled], judgments: Mapping[str, int]) -> list[Pooled]:
    """What of a pool nobody has judged yet."""
    return [one for one in pooled if one.part not in judgments]


def pool_lines(runs: Mapping[str, Run], queries: Sequence[str], depth: int = POOL_DEPTH) -> list[str]:
    """The pools of all queries as lines of query, maker, part number and `system:place` with spaces between, separated by tabs."""
    pools = ((query, one) for query in queries for one in pool(runs, query, depth))
    return ["query\tmaker\tpart_number\tplaces", *(f"{query}\t{one.part}\t{_places(one)}" for query, one in pools)]


def _places(one: Pooled) -> str:
    return " ".join(f"{system}:{place}" for system, place in one.places.items())
