"""What goes wrong beside the change itself: the engine away, a document nobody can store, two workers, a slow transaction."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from opensearchpy import OpenSearch

from catalog.bundle import PartBundle
from core.db import transaction
from indexer import claims, sync
from search.schema.document import PartDocument
from tests.integration.indexer.conftest import World

EDIT = "UPDATE part SET name = name || '+' WHERE id = ANY (:ids)"


def attempts(world: World) -> int:
    return world.number("SELECT coalesce(max(attempts), 0) FROM index_outbox")


def test_an_engine_that_is_away_burns_no_attempt_and_loses_nothing(world: World) -> None:
    part_ids = world.add_parts(20)
    away = replace(world.resources, engine=OpenSearch("http://127.0.0.1:9", max_retries=0, timeout=1))
    for _ in range(world.resources.settings.indexer.max_attempts + 2):
        assert sync.index_parts(away, part_ids).retry == 20
    assert attempts(world) == 0
    assert world.pending() == 20
    world.rebuild()
    assert all(world.documents(part_ids).values())


def test_without_any_index_changes_wait(world: World) -> None:
    part_ids = world.add_parts(3)
    assert sync.index_parts(world.resources, part_ids).retry == 3
    assert (world.pending(), attempts(world)) == (3, 0)


def test_a_write_block_is_an_outage_not_a_fault_of_the_document(world: World) -> None:
    part_ids = world.add_parts(2)
    index = world.rebuild()
    world.execute(EDIT, ids=part_ids)
    world.resources.engine.indices.put_settings(index=index, body={"index.blocks.read_only_allow_delete": True})
    assert sync.index_parts(world.resources, part_ids).retry == 2
    world.resources.engine.indices.put_settings(index=index, body={"index.blocks.read_only_allow_delete": None})
    assert sync.index_parts(world.resources, part_ids).done == 2


def test_a_document_that_the_mapping_refuses_is_parked_with_its_reason_and_holds_up_no_other(world: World, refusing: Callable[[int], World]) -> None:
    part_ids = world.add_parts(100)
    world.rebuild()
    world.execute(EDIT, ids=part_ids)
    report = sync.index_parts(refusing(part_ids[50]).resources, part_ids)
    assert (report.done, report.dead) == (99, 1)
    with transaction(world.resources.db) as session:
        parked = claims.dead(session)
    assert [row.part_id for row in parked] == [part_ids[50]]
    assert "popularity" in parked[0].reason
    assert world.document(part_ids[50])["name"] == "Coil"


def test_a_parked_part_is_indexed_when_it_is_replayed(world: World, refusing: Callable[[int], World]) -> None:
    part_id = world.add_parts(1)[0]
    world.rebuild()
    world.execute(EDIT, ids=[part_id])
    sync.index_parts(refusing(part_id).resources, [part_id])
    with transaction(world.resources.db) as session:
        assert claims.replay(session, [part_id]) == 1
    world.settle()
    assert world.document(part_id)["name"] == "Coil+"


def test_the_next_good_change_of_a_parked_part_clears_it(world: World, refusing: Callable[[int], World]) -> None:
    part_id = world.add_parts(1)[0]
    world.rebuild()
    world.execute(EDIT, ids=[part_id])
    sync.index_parts(refusing(part_id).resources, [part_id])
    world.execute(EDIT, ids=[part_id])
    world.settle()
    assert world.number("SELECT count(*) FROM index_outbox") == 0


def test_a_part_whose_worker_dies_each_time_is_parked_alone(world: World) -> None:
    part_ids = world.add_parts(10)
    world.rebuild()
    world.execute(EDIT, ids=part_ids)

    def build(bundle: PartBundle) -> PartDocument:
        if bundle.id == part_ids[3]:
            raise KeyboardInterrupt
        return world.resources.build(bundle)

    deadly = replace(world.resources, build=build)
    for _ in range(world.resources.settings.indexer.max_attempts):
        with pytest.raises(KeyboardInterrupt):
            sync.index_parts(deadly, part_ids)
    assert sync.index_parts(deadly, part_ids).dead == 1
    assert world.pending() == 0
    assert world.number("SELECT part_id FROM index_outbox WHERE dead_at IS NOT NULL") == part_ids[3]


def test_a_bundle_that_cannot_be_built_parks_only_its_part(world: World) -> None:
    part_ids = world.add_parts(3)
    world.rebuild()
    world.execute(EDIT, ids=part_ids)

    def build(bundle: PartBundle) -> PartDocument:
        if bundle.id == part_ids[0]:
            raise ValueError("no sense in it")
        return world.resources.build(bundle)

    report = sync.index_parts(replace(world.resources, build=build), part_ids)
    assert (report.done, report.dead) == (2, 1)


def test_a_low_id_that_commits_late_is_not_skipped(world: World) -> None:
    early, *others = world.add_parts(1001)
    world.rebuild()
    with world.resources.db.connect() as slow:
        slow.execute(sa.text(EDIT), {"ids": [early]})
        world.execute(EDIT, ids=others)
        world.settle()
        assert world.document(early)["name"] == "Coil"
        slow.commit()
    world.settle()
    assert world.document(early)["name"] == "Coil+"


def test_two_claims_at_once_share_no_part(world: World) -> None:
    world.add_parts(300)
    with transaction(world.resources.db) as one, transaction(world.resources.db) as other:
        first, second = claims.claim(one, 200, 30), claims.claim(other, 200, 30)
    assert len(first) == 200
    assert len(second) == 100
    assert not set(first) & set(second)


def test_a_claim_that_is_not_settled_is_offered_again_after_its_lease(world: World) -> None:
    part_ids = world.add_parts(5)
    with transaction(world.resources.db) as session:
        assert claims.claim(session, 10, 0.2) == part_ids
        assert claims.claim(session, 10, 0.2) == []
        session.execute(sa.text("SELECT pg_sleep(0.3)"))
        assert sorted(claims.claim(session, 10, 0.2)) == part_ids


def test_several_workers_and_writers_at_once_end_at_the_last_state(world: World) -> None:
    part_ids = world.add_parts(40)
    world.rebuild()
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            sync.index_parts(world.resources, world.claim() or part_ids[:5])

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    try:
        for _ in range(25):
            world.execute(EDIT, ids=part_ids)
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    world.execute("UPDATE index_outbox SET due_at = now()")
    world.settle()
    assert {document["name"] for document in world.documents(part_ids).values()} == {"Coil" + "+" * 25}  # type: ignore[index]
