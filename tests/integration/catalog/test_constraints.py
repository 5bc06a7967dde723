"""What must always hold in the tables: each breach is refused by the database itself and changes nothing."""

from collections.abc import Callable

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.integration.catalog.shelf import Shelf

Breach = Callable[[Shelf, int, int], None]


def _chain(kind: str) -> Breach:
    def close(shelf: Shelf, one: int, two: int) -> None:
        third = shelf.part("THIRD")
        for old, new in ((one, two), (two, third), (third, one)):
            shelf.insert("part_relation", part_id=old, related_part_id=new, kind=kind)

    return close


def _category_loop(shelf: Shelf, _one: int, _two: int) -> None:
    shelf.run("UPDATE category SET parent_id = :below WHERE id = :id", id=shelf.root, below=shelf.category)


def _tiers(*steps: tuple[int, int]) -> Breach:
    def write(shelf: Shelf, one: int, _two: int) -> None:
        offer = shelf.offer(one, "T")
        for quantity, price in steps:
            shelf.insert("offer_tier", offer_id=offer, minimum_quantity=quantity, price=price)
        shelf.run("SET CONSTRAINTS ALL IMMEDIATE")

    return write


def _cheaper_offer_than_its_tier(shelf: Shelf, one: int, _two: int) -> None:
    offer = shelf.offer(one, "T")
    shelf.insert("offer_tier", offer_id=offer, minimum_quantity=10, price=9)
    shelf.run("UPDATE offer SET price = 8 WHERE id = :id", id=offer)
    shelf.run("SET CONSTRAINTS ALL IMMEDIATE")


def _oversell(shelf: Shelf, one: int, _two: int) -> None:
    offer = shelf.offer(one, "T")
    shelf.insert("stock_ledger", offer_id=offer, kind="receive", quantity=2, actor="test")
    shelf.insert("stock_ledger", offer_id=offer, kind="reserve", quantity=3, actor="test")


def _edit_stock(shelf: Shelf, one: int, _two: int) -> None:
    shelf.run("UPDATE offer SET stock_on_hand = 5 WHERE id = :id", id=shelf.offer(one, "T"))


def _edit_ledger(shelf: Shelf, one: int, _two: int) -> None:
    shelf.insert("stock_ledger", offer_id=shelf.offer(one, "T"), kind="receive", quantity=2, actor="test")
    shelf.run("UPDATE stock_ledger SET quantity = 3")


BREACHES: list[tuple[str, Breach, str]] = [
    ("a supersession cycle", _chain("superseded_by"), "THIRD > ONE > TWO > THIRD"),
    ("an assembly inside itself", _chain("component_of"), "THIRD > ONE > TWO > THIRD"),
    ("a category inside itself", _category_loop, "would be its own ancestor"),
    ("a tier that is not cheaper", _tiers((5, 9), (10, 9)), "not less than"),
    ("a tier above the price", _tiers((5, 11)), "not less than"),
    ("a price below its tier", _cheaper_offer_than_its_tier, "not less than"),
    ("reserving what is not there", _oversell, "stock_reserved"),
    ("stock without a ledger row", _edit_stock, "only through stock_ledger"),
    ("an offer that starts with stock", lambda shelf, one, _: void(shelf.offer(one, "T", stock_on_hand=1)), "only through stock_ledger"),
    ("a ledger row that changes", _edit_ledger, "append-only"),
    ("the same number twice at a maker", lambda shelf, _one, _two: void(shelf.part("ONE")), "part_manufacturer_id_part_number_key"),
    ("a number of separators", lambda shelf, _one, _two: void(shelf.part("-/-")), "number_folded"),
    ("an own number of nobody", lambda shelf, one, _: void(shelf.insert("part_alias", part_id=one, alias="X", kind="own")), "part_alias_check"),
    ("a part related to itself", lambda shelf, one, _: void(shelf.supersede(one, one)), "would close a cycle: ONE > ONE"),
    ("a private offer for nobody", lambda shelf, one, _: void(shelf.offer(one, "T", audience="private")), "offer_check"),
    ("an exchange without a core charge", lambda shelf, one, _: void(shelf.offer(one, "T", condition="exchange")), "offer_check"),
    ("a price of nothing", lambda shelf, one, _: void(shelf.offer(one, "T", price=0)), "offer_price_check"),
    (
        "a serial range upside down",
        lambda shelf, one, _: void(shelf.insert("compatibility", part_id=one, model_id=shelf.model, serial_from=5, serial_to=4)),
        "compatibility_check",
    ),
    (
        "a fit for a model and for all of a modality",
        lambda shelf, one, _: void(shelf.insert("compatibility", part_id=one, model_id=shelf.model, modality="MRI")),
        "compatibility_check",
    ),
]


def void(_key: int) -> None:
    """Drop a new row's id."""


def contents(session: Session) -> dict[str, list[str]]:
    """Every row of the tables that a breach could touch."""
    tables = ("part", "part_alias", "part_relation", "category", "compatibility", "offer", "offer_tier", "stock_ledger", "index_outbox")
    return {table: sorted(map(str, session.execute(sa.text(f"SELECT * FROM {table}")))) for table in tables}


@pytest.mark.parametrize(("breach", "message"), [(breach, message) for _, breach, message in BREACHES], ids=[name for name, _, _ in BREACHES])
def test_the_database_refuses_and_nothing_has_changed(db: Session, shelf: Shelf, breach: Breach, message: str) -> None:
    one, two = shelf.part("ONE"), shelf.part("TWO")
    before = contents(db)
    with pytest.raises(sa.exc.DBAPIError) as refused, db.begin_nested():
        breach(shelf, one, two)
    assert isinstance(refused.value.orig, psycopg.Error)
    assert message in str(refused.value.orig)
    assert contents(db) == before


def test_two_writers_cannot_close_a_cycle_between_them(own_database: sa.Engine) -> None:
    with Session(own_database) as session, session.begin():
        shelf = Shelf(session)
        one, two = shelf.part("ONE"), shelf.part("TWO")
    insert = sa.text("INSERT INTO part_relation (part_id, related_part_id, kind) VALUES (:old, :new, 'superseded_by')")
    with own_database.connect() as first, own_database.connect() as second:
        first.execute(insert, {"old": one, "new": two})
        second.execute(sa.text("SET lock_timeout = '100ms'"))
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            second.execute(insert, {"old": two, "new": one})
        second.rollback()
        first.commit()
        with pytest.raises(sa.exc.IntegrityError, match="would close a cycle"):
            second.execute(insert, {"old": two, "new": one})
