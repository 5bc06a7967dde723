from collections.abc import Sequence
from pathlib import Path

import numpy as np

from relevance.bench import measure
from relevance.trec import Ranked
from relevance.vector_cache import encode_all
from search.embedding.encoder import DIMENSION, Vectors


class Counting:
    """An encoder that writes a text's length into every dimension and remembers what it was asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text)] * DIMENSION for text in texts], dtype=np.float32)


def test_a_judged_query_that_the_run_does_not_have_scores_zero() -> None:
    found = measure({"1": [Ranked("a", 1.0)], "3": [Ranked("z", 1.0)]}, {"1": {"a": 2}, "2": {"b": 1}})
    assert (found["queries"], found["ndcg@10"], found["rr"], found["zero_result_rate"]) == (2, 0.5, 0.5, 0.5)


def test_texts_are_encoded_once_and_come_back_in_order(tmp_path: Path) -> None:
    encoder, file = Counting(), tmp_path / "cache" / "vectors.sqlite3"
    first = encode_all(encoder, ["ccc", "a", "ccc"], file, lambda _: None)
    again = encode_all(encoder, ["a", "bb", "ccc"], file, lambda _: None)
    assert [row[0] for row in first] == [3, 1, 3]
    assert [row[0] for row in again] == [1, 2, 3]
    assert sorted(encoder.asked) == ["a", "bb", "ccc"]


def test_another_model_has_vectors_of_its_own(tmp_path: Path) -> None:
    encoder, other, file = Counting(), Counting(), tmp_path / "vectors.sqlite3"
    other.name = "other"
    encode_all(encoder, ["a"], file, lambda _: None)
    encode_all(other, ["a"], file, lambda _: None)
    assert other.asked == ["a"]
