"""A rebuild leaves no gap, whatever changes or dies meanwhile, and can be taken back."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from opensearchpy import OpenSearch

from core.db import transaction
from core.errors import Conflict, NotFound
from indexer import aliases, bulk, claims, reconcile, reindex, runs, sync, trial
from indexer.locks import only_one
from indexer.outcomes import OK, Verdict
from search.schema.document import PartDocument
from search.tuning.loader import load_index_config
from tests.integration.indexer.conftest import ROOT, World

PLACES = (
    ("indexer.runs:begin", "before", 1),
    ("indexer.runs:begin", "after", 1),
    ("indexer.bulk:write", "after", 1),
    ("indexer.runs:advance", "before", 2),
    ("indexer.runs:advance", "after", 2),
    ("indexer.runs:move", "before", 1),
    ("indexer.trial:fault", "before", 1),
    ("indexer.aliases:point_to", "before", 1),
    ("indexer.aliases:point_to", "after", 1),
    ("indexer.reindex:_sweep", "before", 2),
)


def kill(world: World, command: str, place: str, moment: str, call: int) -> None:
    """Run a rebuild or rollback in a process of its own that dies at the given place."""
    settings = world.resources.settings
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "OPENSEARCH_URL": settings.opensearch_url,
        "PARTWISE_ENGINE__INDEX_PREFIX": settings.engine.index_prefix,
        "PARTWISE_ENCODER__ENGINE": "off",
        "PARTWISE_INDEXER__BATCH": "20",
        "PYTHONPATH": str(ROOT),
    }
    program = str(Path(__file__).with_name("kill_at.py"))
    arguments = [sys.executable, program, command, place, moment, str(call)]
    done = subprocess.run(arguments, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr


def differences(world: World) -> int:
    return reconcile.verify(world.resources, repair=False).differences


def test_the_first_rebuild_makes_everything_and_confirms_all_changes(world: World) -> None:
    part_ids = world.add_parts(30)
    index = world.rebuild()
    standing = aliases.standing(world.resources.engine, world.resources.prefix)
    assert (standing.reading, standing.writing, standing.indexes) == ((index,), (index,), (index,))
    assert world.pending() == 0
    assert all(world.documents(part_ids).values())
    assert differences(world) == 0


def test_a_live_index_has_the_settings_of_a_live_index(world: World) -> None:
    index = world.rebuild()
    settings = world.resources.engine.indices.get_settings(index=index)[index]["settings"]["index"]
    assert settings["refresh_interval"] == world.resources.settings.engine.refresh_interval


@pytest.mark.parametrize(("place", "moment", "call"), PLACES)
def test_after_a_kill_at_any_step_the_next_rebuild_converges(world: World, place: str, moment: str, call: int) -> None:
    part_ids = world.add_parts(60)
    world.rebuild()
    kill(world, "rebuild", place, moment, call)
    world.execute("UPDATE part SET name = 'Changed' WHERE id = ANY (:ids)", ids=part_ids[::7])
    world.execute("DELETE FROM part WHERE id = :id", id=part_ids[1])
    live = world.rebuild()
    world.settle()
    standing = aliases.standing(world.resources.engine, world.resources.prefix)
    assert (standing.reading, standing.writing) == ((live,), (live,))
    assert len(standing.indexes) == 2
    assert differences(world) == 0
    with transaction(world.resources.db) as session:
        assert runs.running(session) is None


def test_a_resumed_run_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    part_ids = world.add_parts(60)
    kill(world, "rebuild", "indexer.runs:advance", "after", 3)
    with transaction(world.resources.db) as session:
        run = runs.running(session)
    # The kill came before the commit of the third range.
    assert run is not None
    assert run.after_part_id == part_ids[39]
    written: list[int] = []
    original = bulk.write

    def noting(engine: OpenSearch, targets: Sequence[str], documents: Sequence[PartDocument]) -> dict[int, Verdict]:
        written.extend(int(one["id"]) for one in documents)
        return original(engine, targets, documents)

    monkeypatch.setattr(bulk, "write", noting)
    assert world.rebuild() == run.target
    assert written == part_ids[40:]


def test_changes_and_deletions_during_a_rebuild_are_in_the_new_index(world: World) -> None:
    part_ids = world.add_parts(300)
    world.rebuild()
    stop = threading.Event()

    def change() -> None:
        at = 0
        while not stop.is_set():
            at += 1
            world.execute("UPDATE part SET name = name || '+' WHERE id = :id", id=part_ids[at * 37 % 300])
            if at % 5 == 0:
                world.execute("DELETE FROM part WHERE id = :id", id=part_ids[at * 13 % 300])
            if at % 7 == 0:
                world.add_parts(1)

    def work() -> None:
        while not stop.is_set():
            sync.index_parts(world.resources, world.claim())

    threads = [threading.Thread(target=run) for run in (change, work, work)]
    for thread in threads:
        thread.start()
    slow = world.resources.settings.model_copy(update={"indexer": world.resources.settings.indexer.model_copy(update={"batch": 15})})
    try:
        live = World(replace(world.resources, settings=slow)).rebuild()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    world.execute("UPDATE index_outbox SET due_at = now()")
    world.settle()
    assert aliases.standing(world.resources.engine, world.resources.prefix).reading == (live,)
    assert differences(world) == 0


def test_rows_stay_until_both_targets_have_the_document(world: World) -> None:
    part_id = world.add_parts(1)[0]
    world.rebuild()
    with transaction(world.resources.db) as session:
        runs.begin(session, f"{world.resources.prefix}_parts_20990101t000000000000_00000000", "")
    world.execute("UPDATE part SET name = 'Changed' WHERE id = :id", id=part_id)
    assert sync.index_parts(world.resources, [part_id]).retry == 1
    assert world.pending() == 1
    assert world.document(part_id)["name"] == "Changed"


def test_an_index_that_fails_its_trial_does_not_go_live(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    part_ids = world.add_parts(30)
    first = world.rebuild()
    original = bulk.write
    monkeypatch.setattr(trial, "_WAIT_S", 0.01)

    def losing(engine: OpenSearch, targets: Sequence[str], documents: Sequence[PartDocument]) -> dict[int, Verdict]:
        return original(engine, targets, documents[:-1]) | {part_ids[-1]: OK}

    monkeypatch.setattr(bulk, "write", losing)
    with pytest.raises(Conflict, match="holds 29 parts where PostgreSQL has 30"):
        world.rebuild()
    assert aliases.standing(world.resources.engine, world.resources.prefix).indexes == (first,)


def test_an_index_in_which_numbers_are_not_found_does_not_go_live(world: World) -> None:
    world.add_parts(5)
    first = world.rebuild()
    config = load_index_config()
    properties = config.mappings["properties"] | {"number_folded": {"type": "keyword", "index": False, "doc_values": False}}
    blind = replace(config, mappings={**config.mappings, "properties": properties})
    with pytest.raises(Conflict, match="does not find it first"):
        reindex.rebuild(world.resources, lambda _line: None, blind)
    assert aliases.standing(world.resources.engine, world.resources.prefix).indexes == (first,)


def test_a_refused_document_does_not_stop_a_rebuild_and_is_offered_to_be_parked(world: World, refusing: Callable[[int], World]) -> None:
    part_ids = world.add_parts(150)
    bad = refusing(part_ids[7])
    bad.rebuild()
    sync.index_parts(bad.resources, bad.claim())
    with transaction(world.resources.db) as session:
        assert [row.part_id for row in claims.dead(session)] == [part_ids[7]]


def test_two_rebuilds_do_not_run_at_once(world: World) -> None:
    with only_one(world.resources.db, "rebuild"), pytest.raises(Conflict, match="already runs"):
        world.rebuild()


def test_the_previous_index_is_kept_and_older_ones_go(world: World) -> None:
    _, second, third = world.rebuild(), world.rebuild(), world.rebuild()
    assert aliases.standing(world.resources.engine, world.resources.prefix).indexes == (second, third)


def test_a_rollback_serves_the_old_index_and_heals_what_it_missed(world: World) -> None:
    part_ids = world.add_parts(30)
    first = world.rebuild()
    world.rebuild()
    world.execute("UPDATE part SET name = 'Changed' WHERE id = :id", id=part_ids[0])
    world.execute("DELETE FROM part WHERE id = :id", id=part_ids[1])
    added = world.add_parts(1)[0]
    world.settle()
    assert reindex.rollback(world.resources, lambda _line: None) == first
    world.settle()
    assert (world.document(part_ids[0], first)["name"], world.document(part_ids[1], first)["visible"]) == ("Changed", False)
    assert world.document(added, first)["visible"] is True
    assert differences(world) == 0


@pytest.mark.parametrize(("place", "moment"), [("indexer.runs:reopen", "after"), ("indexer.aliases:point_to", "before"), ("indexer.aliases:point_to", "after")])
def test_a_rollback_that_was_killed_is_finished_by_the_next(world: World, place: str, moment: str) -> None:
    world.add_parts(5)
    first = world.rebuild()
    world.rebuild()
    kill(world, "rollback", place, moment, 1)
    if aliases.standing(world.resources.engine, world.resources.prefix).reading != (first,):
        assert reindex.rollback(world.resources, lambda _line: None) == first
    assert differences(world) == 0


def test_without_an_older_index_there_is_nothing_to_go_back_to(world: World) -> None:
    world.rebuild()
    with pytest.raises(NotFound):
        reindex.rollback(world.resources, lambda _line: None)
