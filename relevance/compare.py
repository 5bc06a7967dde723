"""Two runs over the same queries: who is better where, by how much, and whether that is more than chance. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relevance.evaluate import MAIN, OVERALL, Scored
from relevance.judged import SEGMENTS, JudgedQuery
from relevance.rbo import rbo
from relevance.run import Ranking, Run
from relevance.significance import Difference, difference

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Moved:
    """One query under both systems; `overlap` is the RBO of the first ten places."""

    query: JudgedQuery
    before: float
    after: float
    overlap: float
    a: Ranking
    b: Ranking

    @property
    def gained(self) -> float:
        """nDCG@10 of B less that of A."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment under both systems."""

    name: str
    queries: int
    before: float
    after: float
    difference: Difference
    overlap: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """B against A; `moved` begins with what lost most."""

    a: str
    b: str
    segments: Sequence[Segment]
    moved: Sequence[Moved]


def compare(names: tuple[str, str], runs: tuple[Run, Run], scored: tuple[Sequence[Scored], Sequence[Scored]]) -> Comparison:
    """Compare B with A by nDCG@10. Both lists of scores are of the same queries in the same order."""
    pairs = [_moved(one, other, runs) for one, other in zip(*scored, strict=True)]
    groups = {segment: [pair for pair in pairs if pair.query.segment == segment] for segment in SEGMENTS}
    segments = [_segment(name, group) for name, group in {**groups, OVERALL: pairs}.items() if group]
    return Comparison(*names, segments, sorted(pairs, key=lambda pair: (pair.gained, pair.overlap, pair.query.id)))


def as_json(comparison: Comparison, names: Mapping[str, str] | None = None) -> dict[str, object]:
    """The comparison as JSON holds it; `names` are the parts' names, if known."""
    known = names or {}
    return {
        "a": comparison.a,
        "b": comparison.b,
        "segments": [
            {
                "segment": one.name, "queries": one.queries, "a": round(one.before, 4), "b": round(one.after, 4), "difference": round(one.difference.mean, 4),
                "p": round(one.difference.p_value, 5), "effect": round(one.difference.effect, 3), "wins": one.difference.wins, "ties": one.difference.ties,
                "losses": one.difference.losses, "rbo": round(one.overlap, 4),
            }
            for one in comparison.segments
        ],
        "queries": [
            {
                "id": one.query.id, "segment": one.query.segment, "text": one.query.text, "a": round(one.before, 4), "b": round(one.after, 4),
                "rbo": round(one.overlap, 4), "top_a": _listed(one.a, known), "top_b": _listed(one.b, known),
            }
            for one in comparison.moved
        ],
    }  # fmt: skip


def _listed(ranking: Ranking, names: Mapping[str, str]) -> list[dict[str, str]]:
    return [dict(zip(("maker", "part_number"), part.split("\t"), strict=True), name=names.get(part, "")) for part in ranking[:_SHOWN]]


def _moved(one: Scored, other: Scored, runs: tuple[Run, Run]) -> Moved:
    a, b = (run.get(one.query.id, []) for run in runs)
    return Moved(one.query, one.values[MAIN], other.values[MAIN], rbo(a, b, _SHOWN), a, b)


def _segment(name: str, group: Sequence[Moved]) -> Segment:
    before, after = [pair.before for pair in group], [pair.after for pair in group]
    count = len(group)
    return Segment(name, count, sum(before) / count, sum(after) / count, difference(before, after), sum(pair.overlap for pair in group) / count)
