"""How good a run is: the measures of each query, and their means by segment. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from relevance import measures
from relevance.judged import GRADES, SEGMENTS, JudgedQuery
from relevance.run import Run

OVERALL = "overall"
MAIN = "ndcg@10"
MEASURES = (MAIN, "condensed_ndcg@10", "rr", "recall@50", "judged@10", "unsafe@10", "unsafe_at_end@10", "zero_results")
MUST_HIT = "must_hit"
_BEST = max(GRADES)

Qrels = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Scored:
    """A query with its measures; `hit` says whether its must-hit number stands first, None when it has none."""

    query: JudgedQuery
    values: Mapping[str, float]
    hit: bool | None


def evaluate(run: Run, queries: Iterable[JudgedQuery], qrels: Qrels) -> list[Scored]:
    """The measures of each query, in order. What the run does not have was not found, and scores 0."""
    return [_scored(query, run.get(query.id, []), qrels.get(query.id, {})) for query in queries]


def by_segment(scored: Sequence[Scored]) -> dict[str, dict[str, float]]:
    """Segment (and `overall`) -> measure -> mean, with the number of queries and the share of must-hit numbers that stand first."""
    groups = {segment: [one for one in scored if one.query.segment == segment] for segment in SEGMENTS}
    return {name: _means(group) for name, group in {**groups, OVERALL: scored}.items() if group}


def missed(scored: Iterable[Scored]) -> list[JudgedQuery]:
    """The queries whose must-hit number does not stand first, but for those that are known to fail."""
    return [one.query for one in scored if one.hit is False and not one.query.known_failure]


def worst(scored: Iterable[Scored], count: int) -> list[Scored]:
    """The queries with the lowest nDCG@10."""
    return sorted(scored, key=lambda one: (one.values[MAIN], one.query.id))[:count]


def _scored(query: JudgedQuery, ranking: Sequence[str], judgments: Mapping[str, int]) -> Scored:
    values: dict[str, float] = {
        MAIN: measures.ndcg(ranking, judgments, 10),
        "condensed_ndcg@10": measures.condensed_ndcg(ranking, judgments, 10),
        "rr": measures.reciprocal_rank(ranking, judgments),
        "recall@50": measures.recall(ranking, judgments, 50),
        "judged@10": measures.judged(ranking, judgments, 10),
        "unsafe@10": measures.unsafe(ranking, judgments, 10),
        "unsafe_at_end@10": measures.unsafe_at_end(ranking, judgments, 10),
        "zero_results": float(not ranking),
    }
    return Scored(query, values, bool(ranking) and judgments.get(ranking[0]) == _BEST if query.must_hit else None)


def _means(group: Sequence[Scored]) -> dict[str, float]:
    found = {"queries": float(len(group))} | {name: fmean(one.values[name] for one in group) for name in MEASURES}
    if hits := [one.hit for one in group if one.hit is not None]:
        found[MUST_HIT] = fmean(hits)
    return found
