from collections.abc import Callable, Iterator, Sequence
from threading import Event

import numpy as np
import pytest

from search.embedding.encoder import DIMENSION, Encoder, Vectors
from search.embedding.query_vectors import BROKEN, TOO_SLOW, QueryVectors

PATIENT_MS, HASTY_MS = 10_000, 1


class Gated:
    """An encoder that waits for its gate and remembers what it was asked."""

    name = "gated"

    def __init__(self) -> None:
        self.gate = Event()
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.gate.wait(10)
        self.asked += texts
        return np.ones((len(texts), DIMENSION), dtype=np.float32)


@pytest.fixture
def encoder() -> Iterator[Gated]:
    gated = Gated()
    yield gated
    gated.gate.set()


def _load(encoder: Encoder | None) -> Callable[[], Encoder | None]:
    return lambda: encoder


def test_a_text_is_encoded_once_however_it_is_spaced_and_cased(encoder: Gated) -> None:
    encoder.gate.set()
    vectors = QueryVectors(_load(encoder), PATIENT_MS)
    first, note = vectors.of("ECG  cable")
    assert (first, note) == (vectors.of(" ecg cable ")[0], None)
    assert encoder.asked == ["ecg cable"]


def test_a_slow_model_is_not_waited_for_but_its_vector_is_kept(encoder: Gated) -> None:
    vectors = QueryVectors(_load(encoder), HASTY_MS)
    assert vectors.of("ecg cable") == (None, TOO_SLOW)
    encoder.gate.set()
    vectors._thread.submit(lambda: None).result(10)
    assert vectors.of("ecg cable")[0] is not None
    assert encoder.asked == ["ecg cable"]


def test_texts_do_not_pile_up_behind_a_model_that_hangs(encoder: Gated) -> None:
    vectors = QueryVectors(_load(encoder), HASTY_MS)
    for number in range(60):
        assert vectors.of(f"query {number}") == (None, TOO_SLOW)
    encoder.gate.set()
    vectors._thread.submit(lambda: None).result(10)
    assert len(encoder.asked) == 32


def test_only_the_last_texts_are_remembered(encoder: Gated) -> None:
    encoder.gate.set()
    vectors = QueryVectors(_load(encoder), PATIENT_MS, most=2)
    for text in ("a", "b", "c", "c", "a"):
        vectors.of(text)
    assert encoder.asked == ["a", "b", "c", "a"]


def test_vectors_that_are_off_are_no_fault() -> None:
    assert QueryVectors(_load(None), PATIENT_MS).of("ecg cable") == (None, None)


def test_a_model_that_cannot_be_loaded_is_told_every_time() -> None:
    def broken() -> Encoder | None:
        raise OSError("no such file")

    vectors = QueryVectors(broken, PATIENT_MS)
    assert [vectors.of("ecg cable"), vectors.of("probe")] == [(None, BROKEN), (None, BROKEN)]
