from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevance import measures

JUDGMENTS = {"a": 3, "c": 1, "d": 2, "e": 0, "f": -1}
# By hand: gains 7, 0 (unjudged), 1 at ranks 1 to 3; the best order is 3, 2, 1.
IDEAL = 7 + 3 / log2(3) + 1 / log2(4)


def test_ndcg_is_the_value_worked_out_by_hand() -> None:
    assert measures.ndcg(["a", "b", "c"], JUDGMENTS, 10) == pytest.approx((7 + 1 / log2(4)) / IDEAL)
    assert measures.ndcg(["a", "b", "c"], JUDGMENTS, 10) == pytest.approx(0.79848, abs=1e-5)


def test_ndcg_of_the_best_order_is_one_and_looks_no_deeper_than_asked() -> None:
    assert measures.ndcg(["a", "d", "c"], JUDGMENTS, 10) == pytest.approx(1)
    assert measures.ndcg(["b", "e", "a"], JUDGMENTS, 2) == 0
    assert measures.ndcg(["a"], JUDGMENTS, 1) == pytest.approx(1)


def test_the_condensed_measure_moves_judged_documents_up() -> None:
    assert measures.condensed_ndcg(["b", "a", "x", "c"], JUDGMENTS, 10) == pytest.approx((7 + 1 / log2(3)) / IDEAL)


def test_an_unsafe_document_earns_nothing_and_costs_its_place() -> None:
    assert measures.ndcg(["f", "a"], JUDGMENTS, 10) == pytest.approx(7 / log2(3) / IDEAL)
    assert measures.reciprocal_rank(["f", "e", "c"], JUDGMENTS) == pytest.approx(1 / 3)


def test_shares_count_relevant_and_judged_documents() -> None:
    ranking = ["a", "b", "e", "c"]
    assert measures.recall(ranking, JUDGMENTS, 2) == pytest.approx(1 / 3)
    assert measures.recall(ranking, JUDGMENTS, 50) == pytest.approx(2 / 3)
    assert measures.precision(ranking, JUDGMENTS, 10) == pytest.approx(2 / 10)
    assert measures.judged(ranking, JUDGMENTS, 10) == pytest.approx(3 / 4)
    assert measures.judged(ranking, JUDGMENTS, 2) == pytest.approx(1 / 2)


def test_a_query_without_results_scores_zero_everywhere() -> None:
    assert measures.ndcg([], JUDGMENTS, 10) == 0
    assert measures.condensed_ndcg([], JUDGMENTS, 10) == 0
    assert measures.reciprocal_rank([], JUDGMENTS) == 0
    assert measures.recall([], JUDGMENTS, 50) == 0
    assert measures.precision([], JUDGMENTS, 10) == 0
    assert measures.judged([], JUDGMENTS, 10) == 0


def test_without_a_relevant_document_nothing_can_be_earned() -> None:
    assert measures.ndcg(["e"], {"e": 0}, 10) == 0
    assert measures.recall(["e"], {"e": 0}, 10) == 0


@given(st.dictionaries(st.sampled_from("abcdefghij"), st.integers(-1, 3)), st.permutations("abcdefghijkl"))
def test_no_order_beats_the_order_of_the_grades(judgments: dict[str, int], ranking: list[str]) -> None:
    best = sorted(judgments, key=lambda document: -judgments[document])
    assert 0 <= measures.ndcg(ranking, judgments, 5) <= measures.ndcg(best, judgments, 5) + 1e-12


def test_unsafe_parts_count_by_whether_they_are_offered_or_put_last() -> None:
    unsafe = {"x": -1, "y": -1}
    assert (measures.unsafe(["x", "a", "y"], unsafe, 10), measures.unsafe_at_end(["x", "a", "y"], unsafe, 10)) == (1, 1)
    assert (measures.unsafe(["a", "b", "x", "y"], unsafe, 10), measures.unsafe_at_end(["a", "b", "x", "y"], unsafe, 10)) == (0, 2)
    assert (measures.unsafe(["a", "x", "b"], unsafe, 1), measures.unsafe_at_end(["a", "x", "b"], unsafe, 1)) == (0, 0)
    assert measures.unsafe([], unsafe, 10) == measures.unsafe_at_end([], unsafe, 10) == 0
