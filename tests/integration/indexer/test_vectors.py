"""Vectors follow their documents, are computed once for a text, and delay nothing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from core.settings import EncoderSettings
from indexer import jobs, sync, vectors
from indexer.locks import only_one
from search.embedding.encoder import Vectors
from tests.integration.indexer.conftest import World


class FakeEncoder:
    """Gives each text the unit vector of its length's remainder, and remembers what it was asked."""

    name = "all-MiniLM-L6-v2"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.eye(384, dtype=np.float32)[[len(text) % 384 for text in texts]]


@pytest.fixture
def embedding(world: World) -> World:
    """The world with vectors on."""
    return World(replace(world.resources, settings=world.resources.settings.model_copy(update={"encoder": EncoderSettings(engine="onnx")})))


def test_a_document_goes_out_at_once_and_gets_its_vector_later(embedding: World) -> None:
    part_id = embedding.add_parts(1)[0]
    embedding.rebuild()
    embedding.execute("UPDATE part SET name = 'Changed' WHERE id = :id", id=part_id)
    embedding.settle()
    assert "vector" not in embedding.document(part_id)
    assert vectors.embed(embedding.resources, FakeEncoder, 100) == 1
    embedding.settle()
    document = embedding.document(part_id)
    assert sum(document["vector"]) == 1  # type: ignore[call-overload]
    assert embedding.number("SELECT count(*) FROM embedding_request") == 0


def test_a_text_that_did_not_change_is_not_encoded_again(embedding: World) -> None:
    part_id = embedding.add_parts(1)[0]
    embedding.rebuild()
    encoder = FakeEncoder()
    vectors.embed(embedding.resources, lambda: encoder, 100)
    embedding.settle()
    embedding.execute("UPDATE part SET popularity = 9 WHERE id = :id", id=part_id)
    embedding.settle()
    assert "vector" in embedding.document(part_id)
    assert vectors.embed(embedding.resources, lambda: encoder, 100) == 0
    assert len(encoder.asked) == 1


def test_parts_with_the_same_text_are_encoded_once(embedding: World) -> None:
    embedding.add_parts(20)
    embedding.rebuild()
    encoder = FakeEncoder()
    assert vectors.embed(embedding.resources, lambda: encoder, 100) == 20
    assert len(encoder.asked) == 1


def test_an_encoder_that_fails_leaves_its_requests_and_the_documents_alone(embedding: World) -> None:
    part_id = embedding.add_parts(1)[0]
    embedding.rebuild()

    class Broken(FakeEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            raise MemoryError(len(texts))

    with pytest.raises(MemoryError):
        vectors.embed(embedding.resources, Broken, 100)
    assert embedding.number("SELECT count(*) FROM embedding_request") == 1
    assert embedding.document(part_id)["visible"] is True


def test_a_rebuild_takes_the_vectors_from_the_cache(embedding: World) -> None:
    part_ids = embedding.add_parts(5)
    embedding.rebuild()
    vectors.embed(embedding.resources, FakeEncoder, 100)
    embedding.rebuild()
    assert all("vector" in (document or {}) for document in embedding.documents(part_ids).values())


def test_with_vectors_off_none_are_asked_for(world: World) -> None:
    part_ids = world.add_parts(3)
    world.rebuild()
    assert sync.index_parts(world.resources, part_ids).asked == 0
    assert world.number("SELECT count(*) FROM embedding_request") == 0


def test_only_one_process_encodes_at_a_time(embedding: World) -> None:
    embedding.add_parts(1)
    embedding.rebuild()
    with only_one(embedding.resources.db, "embed"):
        assert jobs.embed(embedding.resources, FakeEncoder) == 0
    assert jobs.embed(embedding.resources, FakeEncoder) == 1


def test_a_part_that_waits_already_does_not_wake_the_encoder_again(embedding: World) -> None:
    embedding.rebuild()
    part_ids = embedding.add_parts(2)
    assert sync.index_parts(embedding.resources, part_ids).asked == 2
    embedding.execute("UPDATE part SET popularity = 1")
    assert sync.index_parts(embedding.resources, part_ids).asked == 0
