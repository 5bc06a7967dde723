"""Every column that a document is made of is captured: found by asking PostgreSQL what the bundles' statements read.

Each statement becomes a view, whose dependencies are the columns; each column of a filled catalogue is changed, and the
part that shows it must be in the outbox afterwards, at once or through the fan-out.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog import bundle_rows
from catalog.bundles import BUNDLE_TABLES
from tests.integration.catalog.shelf import Shelf

Column = tuple[str, str]
STATEMENTS = ("PARTS", "MANUFACTURERS", "CATEGORIES", "ALIASES", "COMPATIBILITIES", "MODELS", "CHAINS", "OFFERS")
# Why an UPDATE of a column that is read leaves nothing, or cannot be made.
EXCEPTIONS: dict[Column, str] = {
    ("part", "version"): "the trigger sets it: an update draws a new version anyway, and is captured as such",
    ("part", "number_folded"): "generated from part_number",
    ("part_alias", "alias_folded"): "generated from alias",
    ("manufacturer", "id"): "referred to by the part: the foreign key refuses",
    ("category", "id"): "as above",
    ("equipment_model", "id"): "referred to by the statement of fit: the foreign key refuses",
    ("organisation", "id"): "referred to by the offer: the foreign key refuses",
    ("modality", "code"): "referred to by the model: the foreign key refuses",
    ("part", "id"): "referred to by offers and aliases: the foreign key refuses",
    ("offer", "id"): "referred to by the ledger: the foreign key refuses",
    ("manufacturer_alias", "id"): "orders the aliases, is not shown; rows are inserted and deleted, never renumbered",
    ("equipment_model_alias", "id"): "as above",
}
# A new value where `CHANGED` has none that the column's checks allow.
VALUES: dict[Column, str] = {
    ("part", "lifecycle"): "'nrnd'",
    ("part", "removed_at"): "now()",
    ("part", "manufacturer_id"): ":other_maker",
    ("part", "category_id"): ":root",
    ("part", "country_of_origin"): "'FR'",
    ("part", "gtin"): "'00000000000017'",
    ("part", "rating"): "3.5",
    ("manufacturer_alias", "manufacturer_id"): ":other_maker",
    ("manufacturer_alias", "kind"): "'former'",
    ("category", "parent_id"): "NULL",
    ("category_specification", "category_id"): ":root",
    ("category_specification", "key"): "'amps'",
    ("category_specification", "type"): "'enum'",
    ("part_alias", "part_id"): ":other",
    ("part_alias", "kind"): "'label'",
    ("part_alias", "organisation_id"): ":seller, kind = 'own'",
    ("compatibility", "part_id"): ":other",
    ("compatibility", "model_id"): ":other_model",
    ("compatibility", "modality"): "'MRI', model_id = NULL",
    ("compatibility", "confidence"): "0.5",
    ("equipment_model", "modality"): "'CT'",
    ("equipment_model", "manufacturer_id"): ":other_maker",
    ("equipment_model", "serial_order_run"): "'first'",
    ("equipment_model_alias", "model_id"): ":other_model",
    ("part_relation", "part_id"): ":other",
    ("part_relation", "related_part_id"): ":other",
    ("part_relation", "kind"): "'alternative'",
    ("part_relation", "set_kind"): "'any'",
    ("offer", "part_id"): ":other",
    ("offer", "seller_id"): ":other_seller",
    ("offer", "condition"): "'used'",
    ("offer", "currency"): "'USD'",
    ("offer", "ship_from"): "'FR'",
    ("offer", "audience"): "'trade'",
    ("offer", "audience_organisations"): "ARRAY[:seller]::bigint[], audience = 'private'",
    ("offer", "status"): "'paused'",
    ("organisation", "seller_status"): "'suspended'",
    ("exchange_rate", "currency"): "'GBP'",
}
CHANGED: dict[str, str] = {
    "text": "{column} || '-x'",
    "text[]": "ARRAY['x']",
    "jsonb": """'{{"x": "y"}}'""",
    "timestamp with time zone": "now() - interval '1 day'",
    "date": "{column} + 1",
    "bigint": "coalesce({column}, 0) + 1",
    "integer": "coalesce({column}, 0) + 1",
    "numeric": "coalesce({column}, 0) + 1",
}


def read_columns(session: Session) -> dict[Column, str]:
    """Every column that a statement reads -> its type."""
    for name in STATEMENTS:
        statement = getattr(bundle_rows, name)
        if not isinstance(statement, str):
            statement = str(statement.params(ids=[0]).compile(dialect=session.connection().dialect, compile_kwargs={"literal_binds": True}))
        session.execute(sa.text(f"CREATE TEMP VIEW read_{name} AS " + statement.replace(":ids", "'{}'").replace("%%", "%")))
    rows = session.execute(
        sa.text("""
        SELECT DISTINCT c.relname, a.attname, regexp_replace(format_type(a.atttypid, a.atttypmod), '\\(.*\\)', '') AS type
        FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class AND v.relname LIKE 'read\\_%'
        JOIN pg_class c ON c.oid = d.refobjid AND c.relkind = 'r' JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
        """)
    )
    return {(row.relname, row.attname): row.type for row in rows}


class Filled:
    """A part that everything hangs on, and others to move things to."""

    def __init__(self, session: Session) -> None:
        shelf = self.shelf = Shelf(session)
        self.part, self.later, self.other = shelf.part("ONE"), shelf.part("TWO"), shelf.part("THREE")
        other_maker = shelf.insert("manufacturer", slug="globex", name="Globex")
        shelf.insert("modality", code="CT", name="Computed tomography")
        other_model = shelf.insert("equipment_model", slug="globex-one", manufacturer_id=other_maker, modality="CT", name="Two")
        self.values = {
            "other": self.other,
            "root": shelf.root,
            "seller": shelf.seller,
            "other_seller": shelf.organisation("Other Ltd"),
            "other_maker": other_maker,
            "other_model": other_model,
        }
        shelf.insert("manufacturer_alias", manufacturer_id=shelf.maker, alias="AC", kind="alias")
        shelf.insert("category_specification", category_id=shelf.category, key="volts", label="Volts", type="number")
        shelf.insert("part_alias", part_id=self.part, alias="A-1", kind="supplier")
        shelf.insert("compatibility", part_id=self.part, model_id=shelf.model)
        shelf.insert("equipment_model_alias", model_id=shelf.model, alias="Uno")
        shelf.insert("exchange_rate", currency="EUR", day="2026-01-01", usd_per_unit=1)
        offer = shelf.offer(self.part, "S-1", currency="EUR")
        shelf.insert("stock_ledger", offer_id=offer, kind="receive", quantity=5, actor="test")
        shelf.supersede(self.part, self.later)
        self.wheres = {
            "part": f"id = {self.part}",
            "manufacturer": f"id = {shelf.maker}",
            "category": f"id = {shelf.category}",
            "organisation": f"id = {shelf.seller}",
            "equipment_model": f"id = {shelf.model}",
            "modality": "code = 'MRI'",
        }

    def change(self, column: Column, kind: str) -> set[int]:
        """Change the column of the one row; the parts that were captured. Taken back afterwards."""
        table, name = column
        session = self.shelf.session
        with session.begin_nested() as savepoint:
            session.execute(sa.text("SELECT set_config('partwise.ledger', 'on', true)"))
            self.shelf.settle()
            value = VALUES.get(column) or CHANGED[kind].format(column=name)
            statement = f"UPDATE {table} SET {name} = {value} WHERE {self.wheres.get(table, 'true')}"
            used = {key: one for key, one in self.values.items() if f":{key}" in statement}
            changed = session.connection().execute(sa.text(statement), used)
            assert changed.rowcount == 1, f"{statement} changed {changed.rowcount} rows"
            self.shelf.unfold()
            captured = set(self.shelf.outbox())
            savepoint.rollback()
        return captured


def test_the_statements_read_the_tables_that_the_contract_names(db: Session) -> None:
    assert {table for table, _ in read_columns(db)} == BUNDLE_TABLES


def test_a_change_of_any_column_that_is_read_is_captured(db: Session) -> None:
    columns = read_columns(db)
    assert set(columns) >= EXCEPTIONS.keys() | VALUES.keys(), "an exception or a value for a column that is not read"
    filled = Filled(db)
    missed = {
        column: captured
        for column, kind in sorted(columns.items())
        if column not in EXCEPTIONS and filled.part not in (captured := filled.change(column, kind))
    }
    assert missed == {}


def test_a_column_without_its_trigger_would_be_noticed(db: Session) -> None:
    filled = Filled(db)
    db.execute(sa.text("ALTER TABLE offer DISABLE TRIGGER offer_captured_update"))
    assert filled.change(("offer", "price"), "numeric") == set()
