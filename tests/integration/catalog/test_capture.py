"""Whoever changes what a document shows bumps the part's version and leaves an outbox row in the same transaction."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.service.offers import set_stock
from tests.integration.catalog.shelf import Shelf

Change = Callable[[Shelf, int], object]


def update(statement: str) -> Change:
    return lambda shelf, part: shelf.run(statement, part=part)


# Each is done to one part of several: that part, and no other, must be captured.
CHANGES: dict[str, Change] = {
    "the part's name": update("UPDATE part SET name = 'New' WHERE id = :part"),
    "its popularity": update("UPDATE part SET popularity = 9 WHERE id = :part"),
    "its removal": update("UPDATE part SET removed_at = now() WHERE id = :part"),
    "a new alias": lambda shelf, part: shelf.insert("part_alias", part_id=part, alias="NEW", kind="label"),
    "a changed alias": update("UPDATE part_alias SET alias = 'OTHER' WHERE part_id = :part"),
    "a dropped alias": update("DELETE FROM part_alias WHERE part_id = :part"),
    "a new fit": lambda shelf, part: shelf.insert("compatibility", part_id=part, modality="MRI"),
    "a changed fit": update("UPDATE compatibility SET serial_from = 7 WHERE part_id = :part"),
    "a dropped fit": update("DELETE FROM compatibility WHERE part_id = :part"),
    "a new offer": lambda shelf, part: shelf.offer(part, "NEW"),
    "a paused offer": update("UPDATE offer SET status = 'paused' WHERE part_id = :part"),
    "a dropped offer": update("DELETE FROM offer WHERE part_id = :part"),
    "a price step": update("INSERT INTO offer_tier SELECT id, 10, 5 FROM offer WHERE part_id = :part"),
    "stock": update("INSERT INTO stock_ledger (offer_id, kind, quantity, actor) SELECT id, 'receive', 1, 'test' FROM offer WHERE part_id = :part"),
    "stock by the service": lambda shelf, part: set_stock(
        shelf.session, {shelf.session.execute(sa.text("SELECT id FROM offer WHERE part_id = :part"), {"part": part}).scalar_one(): 4}, actor="t", reason=""
    ),
}


def stocked(shelf: Shelf, number: str) -> int:
    part = shelf.part(number)
    shelf.offer(part, f"S-{number}")
    shelf.insert("part_alias", part_id=part, alias=f"A-{number}", kind="label")
    shelf.insert("compatibility", part_id=part, model_id=shelf.model)
    return part


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_bumps_the_part_and_leaves_its_row(shelf: Shelf, change: Change) -> None:
    part, _other = stocked(shelf, "ONE"), stocked(shelf, "TWO")
    before = shelf.settle()
    change(shelf, part)
    after = shelf.versions()
    assert after[part] > before[part]
    assert shelf.outbox() == {part: after[part]}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_that_is_rolled_back_leaves_nothing(db: Session, shelf: Shelf, change: Change) -> None:
    part = stocked(shelf, "ONE")
    before = shelf.settle()
    savepoint = db.begin_nested()
    change(shelf, part)
    savepoint.rollback()
    assert shelf.outbox() == {}
    assert shelf.versions() == before


def test_a_deleted_part_leaves_a_row_above_its_last_version(shelf: Shelf) -> None:
    part = stocked(shelf, "ONE")
    before = shelf.settle()
    shelf.run("DELETE FROM part WHERE id = :part", part=part)
    assert shelf.outbox()[part] > before[part]


def test_an_id_that_is_used_again_goes_on_above_the_old_versions(shelf: Shelf) -> None:
    part = shelf.part("ONE")
    shelf.run("DELETE FROM part WHERE id = :part", part=part)
    gone = shelf.outbox()[part]
    shelf.part("TWO", id=part)
    assert shelf.versions()[part] > gone


def test_a_moved_alias_captures_both_its_parts(shelf: Shelf) -> None:
    one, two = stocked(shelf, "ONE"), shelf.part("TWO")
    shelf.settle()
    shelf.run("UPDATE part_alias SET part_id = :two WHERE part_id = :one", one=one, two=two)
    assert set(shelf.outbox()) == {one, two}


def test_a_relation_captures_every_part_of_the_chain(shelf: Shelf) -> None:
    parts = [shelf.part(f"N-{at}") for at in range(5)]
    shelf.supersede(parts[0], parts[1])
    shelf.supersede(parts[2], parts[3])
    shelf.settle()
    shelf.supersede(parts[1], parts[2])
    assert set(shelf.outbox()) == set(parts[:4])


def test_a_renumbered_part_captures_those_that_show_its_number(shelf: Shelf) -> None:
    old, part, accessory_of = shelf.part("OLD"), shelf.part("NEW"), shelf.part("MONITOR")
    shelf.supersede(old, part)
    shelf.insert("part_relation", part_id=accessory_of, related_part_id=part, kind="accessory")
    shelf.settle()
    shelf.run("UPDATE part SET part_number = 'NEWER' WHERE id = :part", part=part)
    assert set(shelf.outbox()) == {old, part, accessory_of}


SHARED: dict[str, str] = {
    "the maker's name": "UPDATE manufacturer SET name = 'New'",
    "a maker's alias": "INSERT INTO manufacturer_alias (manufacturer_id, alias, kind) SELECT id, 'A', 'alias' FROM manufacturer",
    "the category above": "UPDATE category SET name = 'Energy' WHERE slug = 'power'",
    "a specification's label": "INSERT INTO category_specification (category_id, key, label, type) SELECT id, 'v', 'V', 'number' FROM category",
    "the seller's status": "UPDATE organisation SET seller_status = 'suspended'",
    "the model's name": "UPDATE equipment_model SET name = 'Two'",
    "a model's alias": "INSERT INTO equipment_model_alias (model_id, alias) SELECT id, 'Uno' FROM equipment_model",
    "the modality's synonyms": "UPDATE modality SET synonyms = '{MR}'",
    "a rate": "INSERT INTO exchange_rate VALUES ('USD', '2026-01-01', 1)",
}


@pytest.mark.parametrize("statement", SHARED.values(), ids=SHARED.keys())
def test_a_shared_row_reaches_every_part_through_the_fan_out_however_small_the_batches(shelf: Shelf, statement: str) -> None:
    parts = {stocked(shelf, f"N-{at}") for at in range(7)}
    before = shelf.settle()
    shelf.run(statement)
    assert shelf.outbox() == {}
    shelf.unfold(most=3)
    after = shelf.versions()
    assert set(shelf.outbox()) == parts
    assert all(after[part] > before[part] for part in parts)
    assert shelf.unfold() == 0


def test_a_change_that_no_document_shows_leaves_no_fan_out(shelf: Shelf) -> None:
    stocked(shelf, "ONE")
    shelf.settle()
    shelf.run("UPDATE manufacturer SET note = 'x'")
    shelf.run("UPDATE organisation SET tax_id = 'x'")
    assert shelf.unfold() == 0


def test_writers_that_touch_the_same_parts_in_opposite_orders_do_not_deadlock(own_database: sa.Engine) -> None:
    with Session(own_database) as session, session.begin():
        shelf = Shelf(session)
        parts = [stocked(shelf, f"N-{at}") for at in range(40)]
    failures: list[Exception] = []

    def write(order: list[int]) -> None:
        try:
            for _ in range(15):
                with own_database.begin() as connection:
                    rows = [
                        {"part": part, "alias": f"{threading.get_ident()}-{connection.execute(sa.text('SELECT txid_current()')).scalar()}"} for part in order
                    ]
                    values = ", ".join(f"({row['part']}, '{row['alias']}', 'label')" for row in rows)
                    connection.execute(sa.text(f"INSERT INTO part_alias (part_id, alias, kind) VALUES {values}"))
        except sa.exc.DBAPIError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(order,)) for order in (parts, parts[::-1], parts[20:] + parts[:20])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with own_database.connect() as connection:
        stale = "SELECT count(*) FROM part p WHERE p.version <> (SELECT max(version) FROM index_outbox o WHERE o.part_id = p.id)"
        assert connection.execute(sa.text(stale)).scalar_one() == 0
