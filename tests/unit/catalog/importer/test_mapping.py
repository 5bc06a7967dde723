"""What a column means, guessed by its name and by what stands in it."""

import pytest

from catalog.importer.mapping import guess, make_mapping, signature
from catalog.importer.rows import Cell, Row
from core.errors import InvalidInput


def sample(*records: dict[str, Cell]) -> list[Row]:
    return [Row(number, record) for number, record in enumerate(records, start=2)]


def one(**cells: str) -> list[Row]:
    return sample({name.replace("_", " "): cell for name, cell in cells.items()})


def test_a_hospitals_export_is_understood() -> None:
    rows = sample(
        {
            "Product code": "PK77",
            "Product": "Burette",
            "Category": "IV",
            "Manufacturer": "Braun",
            "Manufacturer code": "375113",
            "Vendor": "AAA",
            "Vendor code": "B-375113-EA",
            "Price per unit (static)": "1.5",
            "Min quantity": "2",
            "Current quantity": "361",
            "Status": "In stock",
        }
    )
    assert guess(list(rows[0].cells), rows) == {
        "Product code": "own_number",
        "Product": "name",
        "Category": "category",
        "Manufacturer": "manufacturer",
        "Manufacturer code": "part_number",
        "Vendor": "seller",
        "Vendor code": "seller_sku",
        "Price per unit (static)": "price",
    }


@pytest.mark.parametrize("column", ["MPN", "Mfr. Part No.", "part-number", "ManufacturerPartNumber", "P/N", "Teilenummer"])
def test_a_part_number_has_many_names(column: str) -> None:
    assert guess([column], sample({column: "A-1"})) == {column: "part_number"}


def test_a_product_code_is_the_part_number_where_there_is_no_other() -> None:
    rows = one(Product_code="A-1", Name="x")
    assert guess(["Product code", "Name"], rows) == {"Product code": "part_number", "Name": "name"}


def test_a_price_column_without_prices_is_not_believed() -> None:
    assert "price" not in guess(["Part number", "Price"], one(Part_number="A", Price="on request")).values()


def test_gtins_are_recognised_by_their_check_digits() -> None:
    rows = sample({"Part number": "A", "code": "4006381333931"}, {"Part number": "B", "code": "036000291452"})
    assert guess(["Part number", "code"], rows)["code"] == "gtin"


@pytest.mark.parametrize("column", ["spec.wire gauge", "attributes.Wire Gauge", "Specification: Wire Gauge"])
def test_a_specification_is_named_by_its_key(column: str) -> None:
    assert guess([column], sample({column: "12"})) == {column: "spec.wire_gauge"}


def test_nested_suppliers_are_offers_and_only_when_nested() -> None:
    rows = sample({"name": "A", "supplier_parts": [{"sku": "1"}], "manufacturer_parts": [{"mpn": "2"}]})
    assert guess(list(rows[0].cells), rows) == {"name": "name", "supplier_parts": "offers", "manufacturer_parts": "maker_numbers"}
    assert "offers" not in guess(["supplier parts"], one(supplier_parts="x")).values()


def test_what_is_given_wins_and_takes_its_field_from_the_guess() -> None:
    rows = one(Part_number="A", Code="B", Vendor="C")
    mapping = make_mapping(["Part number", "Code", "Vendor"], rows, {"Code": "part_number", "Vendor": "-"}, None)
    assert mapping.fields == {"Code": "part_number"}
    assert mapping.reasons["Code"] == "given"


def test_what_is_remembered_replaces_the_guess() -> None:
    mapping = make_mapping(["Part number", "Name"], one(Part_number="A", Name="n"), {}, {"Part number": "alias", "Name": "part_number"})
    assert mapping.fields == {"Part number": "alias", "Name": "part_number"}
    assert set(mapping.reasons.values()) == {"remembered"}


@pytest.mark.parametrize(("given", "fault"), [({"Nope": "name"}, "no column"), ({"Part number": "colour"}, "no field"), ({"Part number": "spec."}, "no field")])
def test_an_unknown_column_or_field_is_refused_with_the_choices(given: dict[str, str], fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault):
        make_mapping(["Part number"], one(Part_number="A"), given, None)


def test_a_file_without_any_number_is_refused() -> None:
    with pytest.raises(InvalidInput, match="--map COLUMN=part_number"):
        make_mapping(["Colour"], one(Colour="red"), {}, None)


def test_a_signature_is_of_the_columns_in_their_order() -> None:
    assert signature(["Part number", "Name"]) == signature(["part_number", "NAME"])
    assert signature(["a", "b"]) != signature(["b", "a"])
