"""What a search document shows of a part, and that every table it comes from tells of its changes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.bundles import BUNDLE_TABLES, load_bundles
from catalog.outbox import CHILD_TABLES, FANOUT_TABLES
from tests.integration.catalog.shelf import Shelf


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", note)
    yield sent
    sa.event.remove(connection, "before_cursor_execute", note)


def fill(shelf: Shelf, parts: int) -> list[int]:
    ids = [shelf.part(f"P-{at}") for at in range(parts)]
    for at, part in enumerate(ids):
        shelf.offer(part, f"S-{at}")
        shelf.insert("part_alias", part_id=part, alias=f"A-{at}", kind="supplier")
        shelf.insert("compatibility", part_id=part, model_id=shelf.model)
    for old, new in pairwise(ids):
        shelf.supersede(old, new)
    return ids


def test_any_number_of_parts_takes_at_most_eight_statements(db: Session, shelf: Shelf) -> None:
    ids = fill(shelf, 40)
    counts = []
    for some in (ids[:1], ids):
        with statements(db) as sent:
            assert len(load_bundles(db, some)) == len(some)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


def test_the_listed_tables_are_those_that_are_read(db: Session, shelf: Shelf) -> None:
    tables = set(db.scalars(sa.text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")))
    with statements(db) as sent:
        load_bundles(db, fill(shelf, 2))
    read = set(re.findall(r"(?:FROM|JOIN)\s+([a-z_]+)", " ".join(sent))) & tables
    assert read == BUNDLE_TABLES


def test_every_table_that_is_read_has_a_capture_trigger_for_all_that_can_change(db: Session) -> None:
    rows = db.execute(
        sa.text("""
        SELECT c.relname, bool_or(t.tgtype & 4 <> 0) AS inserts, bool_or(t.tgtype & 16 <> 0) AS updates, bool_or(t.tgtype & 8 <> 0) AS deletes
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND p.proname LIKE 'capture%' GROUP BY c.relname
        """)
    )
    captured = {row.relname: (row.inserts, row.updates, row.deletes) for row in rows}
    # A maker, category, seller, model or modality that is new, or that may go, is one that no part refers to.
    referred = {"manufacturer", "category", "organisation", "equipment_model", "modality"}
    assert {table: captured.get(table) for table in BUNDLE_TABLES - referred} == dict.fromkeys(BUNDLE_TABLES - referred, (True, True, True))
    assert {table: captured.get(table, ())[1:2] for table in referred} == dict.fromkeys(referred, (True,))
    assert {*CHILD_TABLES, *FANOUT_TABLES, "part"} == set(captured)


def test_a_shared_table_captures_every_column_that_is_read(db: Session) -> None:
    """The trigger's arguments list the columns; a bundle must not read one that is missing there."""
    shown = {
        "manufacturer": {"name", "slug"},
        "category": {"name", "slug", "parent_id", "synonyms", "translations"},
        "category_specification": {"key", "label", "type", "unit"},
        "organisation": {"seller_status"},
        "equipment_model": {"name", "slug", "modality", "manufacturer_id", "serial_order_run", "software"},
        "modality": {"name", "synonyms"},
    }
    rows = db.execute(
        sa.text(
            "SELECT c.relname, encode(t.tgargs, 'escape') AS arguments FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'capture_fanout'"
        )
    )
    captured = {row.relname: set(row.arguments.split("\\000")) for row in rows}
    assert {table: columns - captured[table] for table, columns in shown.items()} == {table: set() for table in shown}


def test_a_bundle_shows_everything_that_hangs_on_a_part(db: Session, shelf: Shelf) -> None:
    shelf.insert("manufacturer_alias", manufacturer_id=shelf.maker, alias="ACME Corp", kind="former")
    shelf.insert("category_specification", category_id=shelf.root, key="voltage", label="Voltage", type="number", unit="V")
    shelf.insert("equipment_model_alias", model_id=shelf.model, alias="Uno")
    part = shelf.part("AB-1", specifications='{"voltage": 12.5, "wire_gauge": "AWG 12"}')
    hospital = shelf.organisation("Hospital")
    shelf.insert("part_alias", part_id=part, alias="own-7", kind="own", organisation_id=hospital)
    shelf.insert("compatibility", part_id=part, model_id=shelf.model, serial_from=5, software_from="R2", options=["8ch"])
    shelf.insert("compatibility", part_id=part, modality="MRI")
    bundle = load_bundles(db, [part])[part]
    assert [(step.slug, step.name) for step in bundle.category.path] == [("power", "Power"), ("batteries", "Batteries")]
    assert bundle.category.synonyms == ("accumulator",)
    assert [(alias.alias, alias.kind) for alias in bundle.manufacturer.aliases] == [("ACME Corp", "former")]
    assert [(one.key, one.label, one.type, one.unit, one.value) for one in bundle.specifications] == [
        ("voltage", "Voltage", "number", "V", 12.5),
        ("wire_gauge", "Wire gauge", "enum", "", "AWG 12"),
    ]
    assert [(alias.folded, alias.organisation_id) for alias in bundle.aliases] == [("OWN7", hospital)]
    ranged, universal = bundle.compatibilities
    assert ranged.model is not None
    assert (ranged.model.aliases, ranged.model.software, ranged.serial_from, ranged.software_from, ranged.options) == (
        ("Uno",),
        ("R1", "R2"),
        5,
        "R2",
        ("8ch",),
    )
    assert (universal.model, universal.modality.code) == (None, "MRI")


def test_only_active_offers_of_approved_sellers_are_in_a_bundle(db: Session, shelf: Shelf) -> None:
    part = shelf.part("AB-1")
    shown = shelf.offer(part, "1")
    shelf.offer(part, "2", status="paused")
    shelf.offer(part, "3", seller_id=shelf.organisation("Suspended", "suspended"))
    shelf.offer(part, "4", seller_id=shelf.organisation("Pending", "pending"))
    assert [offer.id for offer in load_bundles(db, [part])[part].offers] == [shown]


def test_a_price_in_dollars_is_by_the_latest_rate_and_absent_without_one(db: Session, shelf: Shelf) -> None:
    part = shelf.part("AB-1")
    shelf.insert("exchange_rate", currency="EUR", day="2025-01-01", usd_per_unit=2)
    shelf.insert("exchange_rate", currency="EUR", day="2026-01-01", usd_per_unit=Decimal("1.25"))
    for at, currency in enumerate(("EUR", "USD", "CHF")):
        shelf.offer(part, str(at), currency=currency, price=10)
    assert [offer.price_usd for offer in load_bundles(db, [part])[part].offers] == [Decimal("12.5"), Decimal(10), None]


def test_a_chain_is_shown_at_both_ends_and_in_the_middle(db: Session, shelf: Shelf) -> None:
    one, two, three, four = (shelf.part(f"N-{at}") for at in range(1, 5))
    shelf.supersede(one, two)
    shelf.supersede(two, three, "all")
    shelf.supersede(two, four, "all")
    bundles = load_bundles(db, [one, two, three])
    assert [(end.part_number, end.set_kind, end.path) for end in bundles[one].replaced_by] == [
        ("N-3", "all", ("N-1", "N-2", "N-3")),
        ("N-4", "all", ("N-1", "N-2", "N-4")),
    ]
    assert [earlier.part_number for earlier in bundles[two].supersedes] == ["N-1"]
    assert [earlier.folded for earlier in bundles[three].supersedes] == ["N2", "N1"]
    assert bundles[three].replaced_by == ()


def test_a_removed_part_is_there_as_removed_and_an_unknown_one_is_absent(db: Session, shelf: Shelf) -> None:
    part = shelf.part("AB-1")
    shelf.run("UPDATE part SET removed_at = now() WHERE id = :id", id=part)
    bundles = load_bundles(db, [part, part + 1000])
    assert {key: bundle.removed for key, bundle in bundles.items()} == {part: True}


def test_related_parts_are_counted_while_they_are_there(db: Session, shelf: Shelf) -> None:
    part, accessory, removed = shelf.part("AB-1"), shelf.part("AB-2"), shelf.part("AB-3")
    for other in (accessory, removed):
        shelf.insert("part_relation", part_id=part, related_part_id=other, kind="accessory")
    shelf.run("UPDATE part SET removed_at = now() WHERE id = :id", id=removed)
    assert load_bundles(db, [part])[part].related_counts == {"accessory": 1}
