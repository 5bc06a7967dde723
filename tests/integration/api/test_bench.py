"""The measurement of searches runs and is plausible; its figures belong to quiet machines (`docs/search.md`)."""

import time

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.bench import search
from api.bench.mix import draw
from api.bench.traffic import searches_beside
from core.db import make_engine
from core.errors import SetupError
from core.settings import Settings


def test_searches_are_distinct_shuffled_in_their_shares_and_the_same_for_a_seed(web_settings: Settings) -> None:
    pool = make_engine(web_settings)
    try:
        with Session(pool) as session:
            drawn, again, other = draw(session, 560, 1), draw(session, 560, 1), draw(session, 560, 2)
    finally:
        pool.dispose()
    kinds = [query.kind for query in drawn]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {"browse": 84, "name": 168, "number": 224, "sentence": 84}
    assert kinds != sorted(kinds)
    assert len({query.pairs for query in drawn}) == 560
    assert drawn == again != other


def test_an_empty_catalogue_cannot_be_measured(db: Session) -> None:
    db.execute(sa.text("DELETE FROM part"))
    with pytest.raises(SetupError, match="fixtures load"):
        draw(db, 100, 1)


@pytest.fixture
def served_settings(web_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of the world of pages, also in the environment of a web process that a measurement starts."""
    monkeypatch.setenv("DATABASE_URL", web_settings.database_url)
    monkeypatch.setenv("REDIS_URL", web_settings.redis_url)
    monkeypatch.setenv("OPENSEARCH_URL", web_settings.opensearch_url)
    monkeypatch.setenv("PARTWISE_ENGINE__INDEX_PREFIX", web_settings.engine.index_prefix)
    monkeypatch.setenv("PARTWISE_ENGINE__TIMEOUT_MS", str(web_settings.engine.timeout_ms))
    monkeypatch.setenv("PARTWISE_ENCODER__ENGINE", "off")
    return web_settings


def test_the_api_and_the_engine_are_measured_turn_by_turn(served_settings: Settings) -> None:
    found = search.measure(served_settings, 40, 1, search.Load(20.0, 4, 1.0))
    assert (found["parts"], found["queries"]) == (5_200, 40)
    assert set(found["classes"]) == {"number", "name", "sentence", "browse", "exact", "autocomplete", "everything"}
    # Generous: the machine is busy with tests. The API does all that the engine does, and more.
    assert 1 < found["ratio"] < 50
    assert found["over_ms"] > 0
    assert found["engine_calls_a_search"] >= 1
    assert found["open_loop"]["searches"] == 20
    assert found["throughput"]["clients"] == 4
    assert 0 < found["throughput"]["api_a_second"] < found["throughput"]["engine_a_second"]


def test_searches_go_beside_another_measurement_at_their_rate_and_tell_how_they_went(served_settings: Settings) -> None:
    with searches_beside(served_settings, 20.0) as told:
        time.sleep(2.0)
    found = told()
    assert found is not None
    assert (found["a_second"], found["failed"]) == (20.0, 0)
    assert 5 < found["reached"] < 25
    assert 0 < found["p50_ms"] <= found["p99_ms"]


def test_no_searches_go_beside_it_at_a_rate_of_zero(served_settings: Settings) -> None:
    with searches_beside(served_settings, 0.0) as told:
        assert told() is None
