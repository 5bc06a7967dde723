"""`/readyz` and `/metrics` tell how far the index is behind, and go on telling what they can while a service is away."""

from fastapi.testclient import TestClient

from api.app import create_app
from catalog.outbox import CANARY_ID
from core.db import make_engine, transaction
from core.opensearch import make_client
from core.settings import Settings
from indexer import claims, jobs, sync
from indexer.resources import Resources


def value(page: str, name: str) -> float:
    """The value of a gauge on the page of metrics."""
    return next(float(line.split()[1]) for line in page.splitlines() if line.startswith(f"{name} "))


def test_lag_backlog_parked_rows_and_canary_are_told(web_settings: Settings) -> None:
    resources = Resources(make_engine(web_settings), make_client(web_settings), web_settings)
    with TestClient(create_app(web_settings)) as web:
        jobs.watch(resources)
        waiting = web.get("/readyz").json()["index"]
        assert (waiting["pending"] >= 1, waiting["dead"], waiting["lag_ms"] > 0) == (True, 0, True)
        assert value(web.get("/metrics").text, "partwise_index_backlog_rows") >= 1
        sync.index_parts(resources, [CANARY_ID])
        found = web.get("/readyz").json()["index"]
        assert 0 <= found["canary_age_s"] < 30
        assert 0 <= value(web.get("/metrics").text, "partwise_index_canary_age_seconds") < 60
        with transaction(resources.db) as session:
            assert CANARY_ID not in claims.live(session, [CANARY_ID])
    resources.db.dispose()


def test_without_the_engine_the_rest_is_told(web_settings: Settings) -> None:
    settings = web_settings.model_copy(update={"opensearch_url": "http://127.0.0.1:9"})
    with TestClient(create_app(settings), raise_server_exceptions=False) as lame:
        found = lame.get("/readyz").json()["index"]
        assert (found["canary_age_s"], found["dead"]) == (None, 0)
        assert "partwise_index_canary_age_seconds NaN" in lame.get("/metrics").text


def test_without_the_database_readiness_still_answers(web_settings: Settings) -> None:
    settings = web_settings.model_copy(update={"database_url": "postgresql://app:app@127.0.0.1:9/none"})
    with TestClient(create_app(settings), raise_server_exceptions=False) as lame:
        assert lame.get("/readyz").json()["index"]["lag_ms"] is None
