"""Measures of one ranking against graded judgments. Pure.

A ranking is a sequence of document ids, best first; judgments map ids to grades, of which 1 and above are relevant and
grades below 0 (unsafe) earn nothing. What nobody judged counts as grade 0, except in the condensed measure. A query
without results scores 0 everywhere; the caller gives an empty ranking for it.
"""

from collections.abc import Mapping, Sequence
from math import log2

Judgments = Mapping[str, int]


def ndcg(ranking: Sequence[str], judgments: Judgments, depth: int) -> float:
    """Normalised discounted cumulative gain: gain 2^grade - 1, discount log2(rank + 1) (Burges et al. 2005). From 0 to 1.

    0 when nothing relevant is known.
    """
    best = _dcg(sorted(judgments.values(), reverse=True)[:depth])
    return _dcg([judgments.get(document, 0) for document in ranking[:depth]]) / best if best else 0.0


def condensed_ndcg(ranking: Sequence[str], judgments: Judgments, depth: int) -> float:
    """`ndcg` of the ranking without the documents that nobody judged (Sakai 2007): fair to systems that were not pooled."""
    return ndcg([document for document in ranking if document in judgments], judgments, depth)


def reciprocal_rank(ranking: Sequence[str], judgments: Judgments) -> float:
    """One over the rank of the first relevant document; 0 when there is none."""
    return next((1 / rank for rank, document in enumerate(ranking, 1) if judgments.get(document, 0) > 0), 0.0)


def recall(ranking: Sequence[str], judgments: Judgments, depth: int) -> float:
    """The share of the relevant documents that stand among the first `depth`; 0 when nothing relevant is known."""
    relevant = {document for document, grade in judgments.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def precision(ranking: Sequence[str], judgments: Judgments, depth: int) -> float:
    """The share of relevant documents among the first `depth` places, empty places included."""
    return sum(judgments.get(document, 0) > 0 for document in ranking[:depth]) / depth


def judged(ranking: Sequence[str], judgments: Judgments, depth: int) -> float:
    """The share of judged documents among the first `depth` that were shown: how far the other measures can be trusted.

    0 when nothing was shown.
    """
    shown = ranking[:depth]
    return sum(document in judgments for document in shown) / len(shown) if shown else 0.0


def unsafe(ranking: Sequence[str], judgments: Judgments, depth: int) -> int:
    """How many unsafe ones among the first `depth` stand above something that is not unsafe: they are offered as if they were right."""
    shown = [judgments.get(document, 0) < 0 for document in ranking]
    last = max((place for place, is_unsafe in enumerate(shown) if not is_unsafe), default=-1)
    return sum(shown[: min(depth, last + 1)])


def unsafe_at_end(ranking: Sequence[str], judgments: Judgments, depth: int) -> int:
    """How many unsafe ones are among the first `depth` because the ranking ends there: last, with nothing else below them."""
    return sum(judgments.get(document, 0) < 0 for document in ranking[:depth]) - unsafe(ranking, judgments, depth)


def _dcg(grades: Sequence[int]) -> float:
    return sum(float(2 ** max(grade, 0) - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))
