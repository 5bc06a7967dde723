"""Events may come late, twice or out of order: what counts is the state that PostgreSQL has."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from catalog.bundle import PartBundle
from core.db import snapshot
from indexer import aliases, bulk, reconcile, sync
from search.schema.document import PartDocument
from tests.integration.indexer.conftest import World

STEPS = {
    "update": "UPDATE part SET name = name || '+' WHERE id = :id",
    "remove": "UPDATE part SET removed_at = now() WHERE id = :id",
    "restore": "UPDATE part SET removed_at = NULL WHERE id = :id",
    "delete": "DELETE FROM part WHERE id = :id",
}
HISTORIES = (
    ("update",),
    ("update", "update", "update"),
    ("remove",),
    ("remove", "restore"),
    ("update", "remove", "restore", "update"),
    ("delete",),
    ("update", "delete"),
    ("remove", "delete"),
)
ORDERS = {"in order": lambda one: one, "reversed": lambda one: one[::-1], "doubled": lambda one: one + one, "last first, then all": lambda one: one[-1:] + one}


def written_at(world: World, part_id: int) -> PartDocument:
    """The document that a worker holds in its hands which has just read the part."""
    with snapshot(world.resources.db) as session:
        return sync.load(session, world.resources, [part_id]).documents[0]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("history", HISTORIES, ids=" ".join)
def test_the_index_ends_at_the_last_state_in_whatever_order_writes_arrive(live_world: World, history: tuple[str, ...], order: str) -> None:
    part_id = live_world.add_parts(1)[0]
    documents = [written_at(live_world, part_id)]
    for step in history:
        live_world.execute(STEPS[step], id=part_id)
        documents.append(written_at(live_world, part_id))
    index = aliases.standing(live_world.resources.engine, live_world.resources.prefix).writing
    for document in ORDERS[order](documents):
        bulk.write(live_world.resources.engine, index, [document])
    stored = live_world.document(part_id)
    assert {key: stored.get(key) for key in ("version", "name", "visible")} == {key: documents[-1].get(key) for key in ("version", "name", "visible")}


def test_a_late_write_does_not_bring_a_deleted_part_back(live_world: World) -> None:
    part_id = live_world.add_parts(1)[0]
    live_world.execute(STEPS["update"], id=part_id)
    late = written_at(live_world, part_id)
    live_world.execute(STEPS["delete"], id=part_id)
    live_world.settle()
    # What the engine does of its own a minute after a deletion and at a restart: it forgets the versions of the deleted.
    index = aliases.standing(live_world.resources.engine, live_world.resources.prefix).writing
    live_world.resources.engine.indices.put_settings(index=index[0], body={"index": {"gc_deletes": "0s"}})
    live_world.resources.engine.indices.flush(index=index[0], params={"force": "true"})
    assert bulk.write(live_world.resources.engine, index, [late])[part_id].done
    assert live_world.document(part_id)["visible"] is False


def test_a_change_that_is_rolled_back_leaves_nothing(live_world: World) -> None:
    part_id = live_world.add_parts(1)[0]
    live_world.settle()
    with live_world.resources.db.connect() as connection:
        connection.execute(sa.text(STEPS["update"]), {"id": part_id})
        connection.rollback()
    assert live_world.pending() == 0
    assert live_world.document(part_id)["name"] == "Coil"


def test_an_edit_by_hand_arrives(live_world: World) -> None:
    part_id = live_world.add_parts(1)[0]
    live_world.execute("UPDATE part SET name = 'Edited by hand' WHERE id = :id", id=part_id)
    live_world.settle()
    assert live_world.document(part_id)["name"] == "Edited by hand"


def test_a_row_written_while_its_part_is_being_indexed_is_not_settled_with_it(live_world: World) -> None:
    part_id = live_world.add_parts(1)[0]
    live_world.settle()
    live_world.execute(STEPS["update"], id=part_id)

    def build(bundle: PartBundle) -> PartDocument:
        # The state is read already; the same version is offered again, as the encoder does for a vector.
        live_world.execute("INSERT INTO index_outbox (part_id, version) SELECT id, version FROM part WHERE id = :id", id=part_id)
        return live_world.resources.build(bundle)

    sync.index_parts(replace(live_world.resources, build=build), [part_id])
    assert live_world.pending() == 1


def test_a_part_that_is_shared_by_a_fan_out_is_rewritten(live_world: World) -> None:
    part_ids = live_world.add_parts(25)
    live_world.settle()
    live_world.execute("UPDATE manufacturer SET name = 'Acme Medical' WHERE slug = 'acme'")
    live_world.settle()
    assert {document["manufacturer_text"][0] for document in live_world.documents(part_ids).values()} == {"Acme Medical"}  # type: ignore[index]
    assert reconcile.verify(live_world.resources, repair=False).differences == 0


def test_several_fan_outs_of_one_key_are_one_pass(live_world: World) -> None:
    live_world.add_parts(5)
    live_world.settle()
    for number in range(4):
        live_world.execute("INSERT INTO manufacturer_alias (manufacturer_id, alias, kind) SELECT id, :alias, 'alias' FROM manufacturer", alias=f"A{number}")
    makers = live_world.number("SELECT count(*) FROM manufacturer")
    passes = 0
    while live_world.execute("SELECT unfold_fanout(1000)")[0][0] is not None:
        passes += 1
    assert passes == makers


def test_a_fan_out_that_has_begun_does_not_swallow_a_later_one(live_world: World) -> None:
    part_ids = live_world.add_parts(30)
    live_world.settle()
    live_world.execute("UPDATE manufacturer SET name = 'First' WHERE slug = 'acme'")
    live_world.execute("SELECT unfold_fanout(5)")
    live_world.execute("UPDATE manufacturer SET name = 'Second' WHERE slug = 'acme'")
    live_world.settle()
    assert {document["manufacturer_text"][0] for document in live_world.documents(part_ids).values()} == {"Second"}  # type: ignore[index]
