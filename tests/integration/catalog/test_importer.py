"""A file into the catalogue: what is created, what is refused, and that repeating it changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.importer.drafts import Defaults
from catalog.importer.run import Import, ImportOptions, ImportResult
from catalog.models import Category, Manufacturer, Offer, OfferTier, Part, PartAlias, StockLedgerRow
from core.db import transaction
from tests.integration.catalog.shelf import Shelf

HEADER = "Manufacturer code,Product code,Product,Category,Manufacturer,Vendor,Vendor code,Price,Currency,Stock on hand,Price breaks"
GOOD = [
    '375113,PK77,"Burette set, 150ml",Infusion,Acme,Spares Ltd,B-375113,10.50,USD,7,"10: 9.50"',
    "1659,BR50,Metered dose inhaler adapter,Respiratory > Adapters,Teleflex,McKesson,202808,1.60,EUR,,",
    ",AJ42,Bowl solution,Infusion,,,,,,,",
]
BAD = "4444,XX1,Broken,Infusion,Acme,Spares Ltd,B-4444,free,USD,7,"
Run = Callable[..., ImportResult]


def versions_of(connection: sa.Connection) -> dict[str, int]:
    return {row.part_number: row.version for row in connection.execute(sa.text("SELECT part_number, version FROM part"))}


@pytest.fixture
def run(own_database: sa.Engine, tmp_path: Path) -> Run:
    """Import lines under `HEADER` with options by name."""

    def importer(*lines: str, header: str = HEADER, **options: object) -> ImportResult:
        file = tmp_path / "list.csv"
        file.write_text("\n".join([header, *lines]) + "\n")
        chosen = replace(ImportOptions(defaults=Defaults(source="list.csv")), **options)  # type: ignore[arg-type]
        return Import(file, chosen, own_database).run(lambda _outcomes: None)

    return importer


def state(bind: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row that an import may write, versions and outbox included."""
    tables = ("manufacturer", "category", "organisation", "part", "part_alias", "offer", "offer_tier", "stock_ledger", "index_outbox")
    with bind.connect() as connection:
        rows = {table: connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1, 2")).all() for table in tables}
    return {table: [tuple(row) for row in found] for table, found in rows.items()}


def test_parts_come_with_their_aliases_offers_stock_and_tiers(run: Run, own_database: sa.Engine) -> None:
    assert run(*GOOD).outcomes == {"created": 3}
    with Session(own_database) as session:
        part = session.scalars(sa.select(Part).where(Part.number_folded == "375113")).one()
        aliases = session.execute(sa.select(PartAlias.alias, PartAlias.kind, PartAlias.source).where(PartAlias.part_id == part.id).order_by(PartAlias.id))
        assert aliases.all() == [("PK77", "cross_reference", "list.csv"), ("B-375113", "supplier", "Spares Ltd")]
        offer = session.scalars(sa.select(Offer).where(Offer.part_id == part.id)).one()
        assert (offer.price, offer.currency, offer.stock_on_hand, offer.condition) == (Decimal("10.50"), "USD", 7, "new")
        assert session.scalars(sa.select(OfferTier.price)).all() == [Decimal("9.50")]
        assert session.scalars(sa.select(StockLedgerRow.actor)).all() == ["import"]
        adapter = session.scalars(sa.select(Part).where(Part.part_number == "1659")).one()
        leaf = session.get_one(Category, adapter.category_id)
        assert (leaf.name, session.get_one(Category, leaf.parent_id).name) == ("Adapters", "Respiratory")
        bowl = session.scalars(sa.select(Part).where(Part.part_number == "AJ42")).one()
        assert session.get_one(Manufacturer, bowl.manufacturer_id).name == "Unknown maker"


def test_repeating_a_file_changes_nothing_at_all(run: Run, own_database: sa.Engine) -> None:
    run(*GOOD)
    before = state(own_database)
    assert run(*GOOD).outcomes == {"unchanged": 3}
    assert state(own_database) == before


def test_only_what_differs_is_changed(run: Run, own_database: sa.Engine) -> None:
    run(*GOOD)
    with own_database.connect() as connection:
        versions = versions_of(connection)
    changed = [GOOD[0].replace("10.50", "11.50").replace(",7,", ",5,"), GOOD[1], GOOD[2].replace("Bowl", "Large bowl")]
    assert run(*changed).outcomes == {"changed": 2, "unchanged": 1}
    with own_database.connect() as connection:
        after = versions_of(connection)
        stock = connection.execute(sa.text("SELECT stock_on_hand, (SELECT count(*) FROM stock_ledger) FROM offer WHERE seller_sku = 'B-375113'")).one()
    assert {number for number in after if after[number] > versions[number]} == {"375113", "AJ42"}
    assert tuple(stock) == (5, 2)


def test_a_bad_row_is_reported_and_the_others_are_imported(run: Run, own_database: sa.Engine) -> None:
    result = run(GOOD[0], BAD, GOOD[1], GOOD[2])
    assert result.outcomes == {"created": 3, "refused": 1}
    assert result.errors is not None
    header, line = result.errors.read_text(encoding="utf-8-sig").splitlines()
    assert header == f"{HEADER},error_row,error_column,error_value,error_why,error_write_instead"
    assert line == f'{BAD},3,Price,free,is no price,"write the unit price in digits, as 12.50"'
    with Session(own_database) as session:
        assert session.scalars(sa.select(Part.id).where(Part.part_number == "4444")).all() == []


def test_an_error_file_can_be_corrected_in_place_and_imported(run: Run, own_database: sa.Engine) -> None:
    result = run(*GOOD, BAD)
    assert result.errors is not None
    result.errors.write_text(result.errors.read_text(encoding="utf-8-sig").replace("free", "3.20", 1))
    assert Import(result.errors, ImportOptions(), own_database).run(lambda _outcomes: None).outcomes == {"created": 1}


@pytest.mark.parametrize(("options", "lines"), [({"dry_run": True}, GOOD), ({"policy": "report"}, GOOD), ({"policy": "all-or-nothing"}, [*GOOD, BAD])])
def test_what_is_not_kept_gives_the_same_verdicts_and_leaves_no_row(run: Run, own_database: sa.Engine, options: dict[str, object], lines: list[str]) -> None:
    before = state(own_database)
    told = run(*lines, **options)
    assert not told.kept
    assert state(own_database) == before
    assert run(*lines).outcomes == told.outcomes


def test_all_or_nothing_keeps_a_file_without_a_bad_row(run: Run, own_database: sa.Engine) -> None:
    assert run(*GOOD, policy="all-or-nothing").kept
    assert len(state(own_database)["part"]) == 3


def test_what_the_database_refuses_is_one_bad_row_among_good_ones(run: Run, own_database: sa.Engine) -> None:
    with transaction(own_database) as session:
        shelf = Shelf(session)
        shelf.offer(shelf.part("OTHER"), "B-375113")
    result = run(*GOOD)
    assert result.outcomes == {"created": 2, "refused": 1}
    assert result.errors is not None
    assert "already lists SKU B-375113 for another part" in result.errors.read_text()


def test_two_rows_that_contradict_each_other_are_not_written_back_and_forth(run: Run) -> None:
    twin = GOOD[0].replace("PK77", "PK78")
    assert run(GOOD[0], twin).outcomes == {"created": 1, "unchanged": 1}
    contrary = GOOD[0].replace("Burette", "Pipette")
    result = run(GOOD[0], contrary)
    assert result.outcomes["refused"] == 1
    assert result.errors is not None
    assert "row 2 says something else" in result.errors.read_text()


def test_a_maker_is_known_by_its_aliases_and_near_spellings_and_a_shared_name_is_refused(run: Run, own_database: sa.Engine) -> None:
    with transaction(own_database) as session:
        shelf = Shelf(session)
        drager = shelf.insert("manufacturer", slug="draeger", name="Drägerwerk")
        shelf.insert("manufacturer_alias", manufacturer_id=drager, alias="Dräger", kind="alias")
        for maker in (drager, shelf.maker):
            shelf.insert("manufacturer_alias", manufacturer_id=maker, alias="Castle", kind="former")
    header = "Part number,Name,Manufacturer"
    result = run("1,a,DRAGER GmbH", "2,b,Drägerwerkk", "3,c,Castle", "4,d,Newcomer Inc", header=header)
    assert result.outcomes == {"created": 3, "refused": 1}
    assert result.resolved.manufacturers == ["Newcomer Inc"]
    assert result.resolved.taken_for == {"Drägerwerkk": "Drägerwerk"}
    assert result.errors is not None
    assert ",4,Manufacturer,Castle,may mean several makers,write Acme or Drägerwerk" in result.errors.read_text()
    with Session(own_database) as session:
        assert session.scalars(sa.select(Part.part_number).where(Part.manufacturer_id == drager).order_by(Part.part_number)).all() == ["1", "2"]


def test_a_price_list_may_leave_out_the_name_of_known_parts_only(run: Run) -> None:
    run("1,a,Acme", header="Part number,Name,Manufacturer")
    result = run("1,Acme,V,5", "2,Acme,V,6", header="Part number,Manufacturer,Vendor,Price")
    assert result.outcomes == {"changed": 1, "refused": 1}


def test_specifications_are_read_in_their_categorys_units(run: Run, own_database: sa.Engine) -> None:
    with transaction(own_database) as session:
        shelf = Shelf(session)
        shelf.insert("category_specification", category_id=shelf.root, key="length", label="Length", type="number", unit="mm")
        shelf.insert("category_specification", category_id=shelf.root, key="sterile", label="Sterile", type="boolean")
    header = "Part number,Name,Category,spec.length,spec.sterile,spec.colour"
    result = run("1,a,Batteries,3.5 cm,yes,red", "2,b,Batteries,12,no,", "3,c,Batteries,long,no,", header=header)
    assert result.outcomes == {"created": 2, "refused": 1}
    with Session(own_database) as session:
        found = session.scalars(sa.select(Part.specifications).order_by(Part.part_number)).all()
    assert found == [{"length": 35, "sterile": True, "colour": "red"}, {"length": 12, "sterile": False}]


def test_a_mapping_is_remembered_for_the_same_header(run: Run, own_database: sa.Engine, tmp_path: Path) -> None:
    run("1,a,red", header="Part number,Name,Note", given={"Note": "category"})
    again = Import(tmp_path / "list.csv", ImportOptions(), own_database)
    assert again.mapping.fields["Note"] == "category"
    assert again.mapping.reasons["Note"] == "remembered"


def test_many_rows_go_in_several_batches_and_report_as_they_go(own_database: sa.Engine, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Part number,Name\n" + "".join(f"P-{at},Part {at}\n" for at in range(1_200)))
    told: list[int] = []
    result = Import(file, ImportOptions(), own_database).run(lambda outcomes: told.append(outcomes.total()))
    assert told == [500, 1_000, 1_200]
    assert result.outcomes == {"created": 1_200}
