"""The fixtures that every integration test stands on."""

import pytest
import redis
import sqlalchemy as sa
from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError
from sqlalchemy.orm import Session

from core.settings import get_settings


def test_the_database_has_the_newest_schema_and_a_test_leaves_no_row(db: Session) -> None:
    assert db.execute(sa.text("SELECT count(*) FROM manufacturer")).scalar_one() == 0
    db.execute(sa.text("INSERT INTO manufacturer (slug, name) VALUES ('acme', 'Acme')"))
    db.commit()
    assert db.execute(sa.text("SELECT count(*) FROM manufacturer")).scalar_one() == 1


def test_a_row_of_the_test_before_is_gone(db: Session) -> None:
    assert db.execute(sa.text("SELECT count(*) FROM manufacturer")).scalar_one() == 0


def test_the_engine_has_vectors_and_refuses_to_make_an_index_by_itself(engine_client: OpenSearch) -> None:
    prefix = get_settings().engine.index_prefix
    assert prefix.startswith("test_")
    vector = {"type": "knn_vector", "dimension": 2, "method": {"name": "hnsw", "engine": "lucene"}}
    body = {"settings": {"index.knn": True}, "mappings": {"properties": {"v": vector}}}
    engine_client.indices.create(index=f"{prefix}_vectors", body=body)
    engine_client.index(index=f"{prefix}_vectors", id="1", body={"v": [1.0, 0.0]}, params={"refresh": "true"})
    found = engine_client.search(index=f"{prefix}_vectors", body={"query": {"knn": {"v": {"vector": [1.0, 0.1], "k": 1}}}})
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["1"]
    with pytest.raises(NotFoundError, match="index_not_found_exception"):
        engine_client.index(index=f"{prefix}_none", body={})


def test_redis_is_this_sessions_own_database(redis_client: redis.Redis, services: dict[str, str]) -> None:
    redis_client.set("key", "value")
    assert redis_client.dbsize() == 1
    assert not services["REDIS_URL"].endswith("/0")
