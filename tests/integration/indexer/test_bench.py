"""The measurements run and are plausible; their figures belong to quiet machines (`docs/operations.md`)."""

import threading

import pytest
import sqlalchemy as sa

from core.errors import NotFound
from indexer import aliases, bulk, sync
from indexer import claims as rows
from indexer.bench import capture, claims, freshness, idle, load, verify
from tests.integration.indexer.conftest import World


def test_capture_is_measured_and_leaves_the_catalogue_as_it_is(world: World) -> None:
    world.add_parts(50)
    world.rebuild()
    world.settle()
    found = capture.measure(world.resources, 2.4)
    assert all(0.2 < found[write]["ratio"] < 1.5 for write in ("part", "price", "stock"))
    assert world.pending() == 0
    assert world.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'bench_capture'") == 0
    compared = verify.measure(world.resources, 1)
    assert {key: compared[key] for key in ("processes", "compared", "pending", "differences")} == {
        "processes": 1,
        "compared": 50,
        "pending": 0,
        "differences": 0,
    }


def test_a_rebuild_is_held_against_the_same_documents_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "REQUEST_BYTES", 20_000)
    world.add_parts(60)
    found = load.measure(world.resources)
    assert (found["documents"], found["with_vector"]) == (60, 0)
    assert 0 < found["ratio"] < 3
    assert len(aliases.standing(world.resources.engine, world.resources.prefix).indexes) == 1


def test_changes_are_committed_at_the_rate_that_was_asked_for_and_each_is_timed(world: World) -> None:
    world.add_parts(20)
    world.rebuild()
    indexed = threading.Event()

    def index() -> None:
        while not indexed.wait(0.05):
            sync.index_parts(world.resources, world.claim())

    indexer = threading.Thread(target=index)
    indexer.start()
    try:
        found = freshness.measure(world.resources, 50.0, 2.0)
    finally:
        indexed.set()
        indexer.join()
    assert (found["changes"], found["unseen"]) == (100, 0)
    assert 10 < found["reached"] < 60
    assert 0 < found["p50_ms"] <= found["p99_ms"] <= found["max_ms"]


def test_capture_without_parts_says_so(world: World) -> None:
    with pytest.raises(NotFound):
        capture.measure(world.resources, 1)


def test_a_claim_stays_quick_after_many_rows_and_beside_an_idle_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "WINDOW_S", 0.5)
    monkeypatch.setattr(rows, "RECENT_S", 0.5)
    monkeypatch.setattr(claims, "_PAUSE_S", 0.1)
    found = claims.measure(world.resources, 20_000)
    # Generous: the machine is busy with tests; what it guards against is a factor of tens.
    assert found["ratio"] < 5
    assert max(found["ratios"].values()) < 10
    with world.resources.db.connect() as connection:
        assert connection.execute(sa.text("SELECT to_regnamespace('bench_claims')")).scalar_one() is None


def test_an_idle_relay_looks_now_and_then(world: World) -> None:
    found = idle.measure(world.resources, 2.0)
    assert 5 < found["looks_per_s"] < 60
    assert found["cpu_percent"] < 25
