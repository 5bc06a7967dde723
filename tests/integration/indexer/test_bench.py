"""The measurements run and are plausible; their figures belong to quiet machines (`docs/operations.md`)."""

import pytest
import sqlalchemy as sa

from core.errors import NotFound
from indexer.bench import capture, claims, idle, verify
from tests.integration.indexer.conftest import World


def test_capture_is_measured_and_what_was_changed_without_it_is_indexed(world: World) -> None:
    world.add_parts(50)
    world.rebuild()
    found = capture.measure(world.resources, 1.2)
    assert 0.2 < found["ratio"] < 1.5
    world.settle()
    assert verify.measure(world.resources) | {"seconds": 0, "per_s": 0} == {"bench": "verify", "compared": 50, "differences": 0, "seconds": 0, "per_s": 0}


def test_capture_without_parts_says_so(world: World) -> None:
    with pytest.raises(NotFound):
        capture.measure(world.resources, 1)


def test_a_claim_stays_quick_after_many_rows_and_beside_an_idle_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "WINDOW_S", 0.5)
    found = claims.measure(world.resources, 20_000)
    # Generous: the machine is busy with tests; what it guards against is a factor of tens.
    assert found["ratio"] < 5
    with world.resources.db.connect() as connection:
        assert connection.execute(sa.text("SELECT to_regnamespace('bench_claims')")).scalar_one() is None


def test_an_idle_relay_looks_now_and_then(world: World) -> None:
    found = idle.measure(world.resources, 2.0)
    assert 5 < found["looks_per_s"] < 60
    assert found["cpu_percent"] < 25
