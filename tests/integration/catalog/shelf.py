"""A small catalogue to test on: puts rows in by plain SQL, as anybody with psql would."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session


class Capture:
    """Answers what change capture left."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def run(self, statement: str, **values: object) -> None:
        """Any statement."""
        self.session.execute(sa.text(statement), values)

    def versions(self) -> dict[int, int]:
        """Every part's version."""
        return {row.id: row.version for row in self.session.execute(sa.text("SELECT id, version FROM part"))}

    def settle(self) -> dict[int, int]:
        """Forget what capture left so far; every part's version at this moment."""
        self.run("DELETE FROM index_outbox")
        self.run("DELETE FROM index_fanout")
        return self.versions()

    def outbox(self) -> dict[int, int]:
        """Part -> the highest version that capture left since `settle`."""
        rows = self.session.execute(sa.text("SELECT part_id, max(version) AS version FROM index_outbox GROUP BY part_id"))
        return {row.part_id: row.version for row in rows}

    def unfold(self, most: int = 100) -> int:
        """Unfold every fan-out row; how many parts were touched."""
        touched = 0
        while (batch := self.session.scalar(sa.text("SELECT unfold_fanout(:most)"), {"most": most})) is not None:
            touched += batch
        return touched


class Shelf(Capture):
    """Inserts rows. Every method that does returns the new row's id."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.maker = self.insert("manufacturer", slug="acme", name="Acme")
        self.root = self.insert("category", slug="power", name="Power")
        self.category = self.insert("category", slug="batteries", name="Batteries", parent_id=self.root, synonyms=["accumulator"])
        self.seller = self.organisation("Spares Ltd")
        self.insert("modality", code="MRI", name="Magnetic resonance")
        self.model = self.insert("equipment_model", slug="acme-one", manufacturer_id=self.maker, modality="MRI", name="One", software=["R1", "R2"])

    def insert(self, table: str, **values: object) -> int:
        """One row; the id where the table has one, else 0."""
        columns = self.session.execute(sa.text("SELECT 1 FROM information_schema.columns WHERE table_name = :t AND column_name = 'id'"), {"t": table}).first()
        names = ", ".join(values)
        binds = ", ".join(f":{name}" for name in values)
        statement = sa.text(f"INSERT INTO {table} ({names}) VALUES ({binds}) {'RETURNING id' if columns else ''}")
        result = self.session.execute(statement, values)
        return int(result.scalar_one()) if columns else 0

    def organisation(self, name: str, seller_status: str = "approved", **values: object) -> int:
        """An organisation that may sell."""
        return self.insert("organisation", type="dealer", name=name, country="US", currency="USD", seller_status=seller_status, **values)

    def part(self, number: str, **values: object) -> int:
        """A part of the maker in the category."""
        basics: dict[str, object] = {"manufacturer_id": self.maker, "part_number": number, "name": f"Part {number}", "category_id": self.category}
        return self.insert("part", **basics | values)

    def offer(self, part: int, sku: str, **values: object) -> int:
        """An active, public offer of the seller at 10 USD."""
        basics: dict[str, object] = {"seller_id": self.seller, "condition": "new", "price": 10, "currency": "USD", "lead_time_days": 3, "ship_from": "US"}
        return self.insert("offer", **basics | {"part_id": part, "seller_sku": sku} | values)

    def supersede(self, old: int, new: int, set_kind: str = "one") -> int:
        """`old` is superseded by `new`."""
        return self.insert("part_relation", part_id=old, related_part_id=new, kind="superseded_by", set_kind=set_kind)

    def row(self, table: str, key: int) -> Mapping[str, object]:
        """One row by id."""
        statement = sa.text(f"SELECT * FROM {table} WHERE id = :key")
        return dict(self.session.execute(statement, {"key": key}).mappings().one())
