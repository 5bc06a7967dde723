"""Our measures against an independent implementation, on runs and judgments drawn at random."""

import random

import ir_measures
import pytest
from ir_measures import RR, Measure, ScoredDoc, nDCG
from ir_measures import R as Recall

from relevance import measures

DOCUMENTS = [f"d{number}" for number in range(60)]


def _drawn(seed: int) -> tuple[list[str], dict[str, int]]:
    draw = random.Random(seed)
    ranking = draw.sample(DOCUMENTS, draw.randrange(0, 60))
    judgments = {document: draw.choice((0, 0, 1, 2, 3)) for document in draw.sample(DOCUMENTS, draw.randrange(1, 50))}
    return ranking, judgments


def _theirs(measure: Measure, ranking: list[str], judgments: dict[str, int]) -> float:
    run = [ScoredDoc("q", document, 1.0 / place) for place, document in enumerate(ranking, 1)]
    qrels = [ir_measures.Qrel("q", document, grade) for document, grade in judgments.items()]
    return float(ir_measures.calc_aggregate([measure], qrels, run)[measure])


@pytest.mark.parametrize("seed", range(40))
def test_ours_and_theirs_agree(seed: int) -> None:
    ranking, judgments = _drawn(seed)
    if not any(judgments.values()) or not ranking:
        # trec_eval leaves such queries out; ours score 0.
        assert measures.ndcg(ranking, judgments, 10) == measures.recall(ranking, judgments, 50) == 0
        return
    # trec_eval's gain is the grade itself unless gains are given: ours is 2^grade - 1.
    exponential = nDCG(gains={0: 0, 1: 1, 2: 3, 3: 7}) @ 10
    assert measures.ndcg(ranking, judgments, 10) == pytest.approx(_theirs(exponential, ranking, judgments), abs=1e-4)
    assert measures.reciprocal_rank(ranking, judgments) == pytest.approx(_theirs(RR, ranking, judgments), abs=1e-4)
    assert measures.recall(ranking, judgments, 50) == pytest.approx(_theirs(Recall @ 50, ranking, judgments), abs=1e-4)
    condensed = [document for document in ranking if document in judgments]
    if condensed:
        assert measures.condensed_ndcg(ranking, judgments, 10) == pytest.approx(_theirs(exponential, condensed, judgments), abs=1e-4)
