"""The measurement of searches runs and is plausible; its figures belong to quiet machines (`docs/search.md`)."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.bench import search
from api.bench.mix import draw
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


def test_the_api_and_the_engine_are_measured_turn_by_turn(web_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", web_settings.database_url)
    monkeypatch.setenv("REDIS_URL", web_settings.redis_url)
    monkeypatch.setenv("OPENSEARCH_URL", web_settings.opensearch_url)
    monkeypatch.setenv("PARTWISE_ENGINE__INDEX_PREFIX", web_settings.engine.index_prefix)
    monkeypatch.setenv("PARTWISE_ENGINE__TIMEOUT_MS", str(web_settings.engine.timeout_ms))
    monkeypatch.setenv("PARTWISE_ENCODER__ENGINE", "off")
    found = search.measure(web_settings, 40, 1, 20.0, 1.0)
    assert (found["parts"], found["queries"], set(found["classes"])) == (5_200, 40, {"number", "name", "sentence", "browse"})
    # Generous: the machine is busy with tests. The API does all that the engine does, and more.
    assert 1 < found["ratio"] < 50
    assert found["over_ms"] > 0
    assert found["engine_calls_a_search"] >= 1
    assert found["open_loop"]["searches"] == 20
