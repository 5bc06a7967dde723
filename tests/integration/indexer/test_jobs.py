"""What beat starts: the canary, the watch over lag, and the nightly comparison."""

import threading
import time
from typing import Any

import pytest
from structlog.testing import capture_logs

from catalog.outbox import CANARY_ID
from indexer import canary, jobs, purge, reconcile, sync
from indexer.app import app
from indexer.locks import only_one
from indexer.reconcile import Found
from indexer.state import state
from tests.integration.indexer.conftest import World


def test_a_canary_goes_the_whole_way_and_no_search_finds_it(world: World) -> None:
    world.add_parts(2)
    world.rebuild()
    assert state(world.resources)["canary_age_s"] is None
    jobs.watch(world.resources)
    world.settle()
    assert 0 <= state(world.resources)["canary_age_s"] < 10
    assert state(world.resources)["documents"] == 2
    assert world.document(CANARY_ID)["visible"] is False


def test_a_canary_ages_while_nothing_takes_it_up(world: World) -> None:
    world.rebuild()
    jobs.watch(world.resources)
    world.settle()
    before = canary.age_s(world.resources)
    jobs.watch(world.resources)
    time.sleep(0.05)
    after = canary.age_s(world.resources)
    assert before is not None
    assert after is not None
    assert after > before


def test_the_comparison_takes_a_canary_for_nothing_that_differs_and_the_purge_leaves_it(world: World) -> None:
    world.add_parts(1)
    index = world.rebuild()
    jobs.watch(world.resources)
    world.settle()
    assert reconcile.verify(world.resources, repair=True).differences == 0
    world.execute("INSERT INTO version_mark (at, version) SELECT now() - interval '2 days', last_value FROM part_version")
    world.resources.engine.indices.refresh(index=index)
    purge.purge(world.resources)
    assert world.document(CANARY_ID)["visible"] is False


def test_the_watch_cries_when_the_last_canary_is_old(world: World) -> None:
    world.rebuild()
    long_ago = int((time.time() - 2 * canary.ALARM_S) * 1000)
    world.execute("INSERT INTO index_outbox (part_id, version) VALUES (:id, :version)", id=CANARY_ID, version=long_ago)
    sync.index_parts(world.resources, world.claim())
    with capture_logs() as logs:
        jobs.watch(world.resources)
    assert "index_behind" in [entry["event"] for entry in logs]


def test_two_beats_at_once_verify_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.rebuild()
    running, release = threading.Event(), threading.Event()
    runs: list[bool] = []

    def slow(_resources: Any, *, repair: bool) -> Found:
        runs.append(repair)
        running.set()
        release.wait(10)
        return Found()

    monkeypatch.setattr(reconcile, "verify", slow)
    first = threading.Thread(target=jobs.verify, args=(world.resources,))
    first.start()
    assert running.wait(10)
    jobs.verify(world.resources)
    release.set()
    first.join()
    assert runs == [True]
    jobs.verify(world.resources)
    assert runs == [True, True]


@pytest.mark.parametrize(("name", "job"), [("purge", jobs.purge_hidden), ("embed", lambda resources: jobs.embed(resources, lambda: None))])
def test_a_job_whose_lock_is_held_ends_at_once(world: World, name: str, job: Any) -> None:
    with only_one(world.resources.db, name) as mine:
        assert mine
        assert not job(world.resources)
    assert world.number("SELECT count(*) FROM version_mark") == 0


def test_a_lock_goes_with_its_holder(world: World) -> None:
    with only_one(world.resources.db, "verify") as first, only_one(world.resources.db, "verify") as second:
        assert (first, second) == (True, False)
    with only_one(world.resources.db, "verify") as third:
        assert third


def test_every_job_of_the_schedule_is_a_task_that_workers_know() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
