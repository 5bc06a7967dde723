"""What a release must not make worse. Pure.

The limits are the product's promise (docs/relevance.md, Releases), not weights: they move no ranking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from relevance.evaluate import MAIN, OVERALL, Scored, by_segment, missed

# Largest share of its nDCG@10 that a segment may lose.
MOST_LOSS = 0.01


@dataclass(frozen=True, slots=True)
class Scores:
    """What one configuration reached on the judged queries: nDCG@10 by segment, and what must not happen at all."""

    ndcg: Mapping[str, float]
    unsafe: int = 0  # judged-unsafe parts among the first ten, over all queries
    missed: tuple[str, ...] = ()  # numbers that must be first and are not
    broken: tuple[str, ...] = ()  # cases that fail and are not known to
    figures: Mapping[str, Any] = field(default_factory=dict)  # everything else that was measured, to be kept with the release

    def kept(self) -> dict[str, Any]:
        """As it is stored with the release."""
        return {"ndcg@10": dict(self.ndcg), "unsafe@10": self.unsafe, "missed": len(self.missed), "broken": len(self.broken), **self.figures}


def scores_of(scored: Sequence[Scored], broken: tuple[str, ...] = ()) -> Scores:
    """The measures of judged queries and the cases that fail, as the gate looks at them."""
    means = by_segment(scored)
    return Scores(
        {name: values[MAIN] for name, values in means.items() if name != OVERALL},
        unsafe=round(sum(one.values["unsafe@10"] for one in scored)),
        missed=tuple(query.text for query in missed(scored)),
        broken=broken,
        figures={"overall": {name: round(value, 4) for name, value in means.get(OVERALL, {}).items()}},
    )


def objections(before: Scores, after: Scores) -> tuple[str, ...]:
    """Why `after` may not take the place of `before`, a sentence each; none when it may."""
    found = [_fall(segment, was, after.ndcg.get(segment, 0.0)) for segment, was in sorted(before.ndcg.items())]
    found = [sentence for sentence in found if sentence]
    if after.unsafe:
        found.append(f"{after.unsafe} parts that do not fit are among the first ten as if they did; there must be none.")
    found += [f"{number} is not found first by its number." for number in after.missed]
    found += [f"the case {case} fails, which held." for case in after.broken if case not in before.broken]
    return tuple(found)


def _fall(segment: str, was: float, now: float) -> str:
    """What a segment loses, if it is more than it may."""
    if now >= was * (1 - MOST_LOSS):
        return ""
    return f"{segment}: nDCG@10 falls from {was:.3f} to {now:.3f}, by {1 - now / was:.1%}; the most is {MOST_LOSS:.0%}."
