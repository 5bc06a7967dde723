"""What a row says shall be, or what is wrong with it."""

from decimal import Decimal

from catalog.importer.drafts import Defaults, RowDraft, RowReader
from catalog.importer.mapping import make_mapping
from catalog.importer.rows import Cell, Problem, Row


def read(cells: dict[str, Cell], *more: dict[str, Cell]) -> tuple[RowDraft | None, list[Problem]]:
    rows = [Row(number, record) for number, record in enumerate((cells, *more), start=2)]
    columns = list(dict.fromkeys(column for row in rows for column in row.cells))
    return RowReader(make_mapping(columns, rows, {}, None), Defaults(source="list.csv")).read(rows[0])


def draft_of(cells: dict[str, Cell]) -> RowDraft:
    draft, problems = read(cells)
    assert problems == []
    assert draft is not None
    return draft


def test_the_owners_code_and_the_sellers_number_become_aliases() -> None:
    draft = draft_of({"Product code": "PK77", "Manufacturer code": "375113", "Vendor": "AAA", "Vendor code": "B-375113-EA", "Product": "Burette"})
    assert (draft.part_number, draft.values["name"]) == ("375113", "Burette")
    assert [(alias.alias, alias.kind, alias.source) for alias in draft.aliases] == [
        ("PK77", "cross_reference", "list.csv"),
        ("B-375113-EA", "supplier", "AAA"),
    ]


def test_the_owners_code_stands_in_for_a_missing_number_and_is_then_no_alias() -> None:
    draft, _ = read({"Product code": "PK77", "Manufacturer code": ""}, {"Product code": "PK78", "Manufacturer code": "1"})
    assert draft is not None
    assert (draft.part_number, draft.aliases) == ("PK77", [])


def test_a_row_without_any_number_says_so() -> None:
    _, problems = read({"Part number": "", "Name": "x"}, {"Part number": "A", "Name": "y"})
    assert [problem.why for problem in problems] == ["there is no part number"]


def test_cross_references_are_split_and_counted_once() -> None:
    draft = draft_of({"Part number": "A-1", "Cross reference": "B-1; C-1 | B-1, A-1"})
    assert [alias.alias for alias in draft.aliases] == ["B-1", "C-1"]


def test_every_problem_of_a_row_is_told_with_its_column() -> None:
    filler = {"Part number": "B", "Price": "1", "Vendor": "V", "GTIN": "4006381333931", "Weight": "1"}
    _, problems = read({"Part number": "A", "Price": "free", "Vendor": "V", "GTIN": "123", "Weight": "heavy"}, *[dict[str, Cell](filler)] * 4)
    assert {(problem.column, problem.value) for problem in problems} == {("Price", "free"), ("GTIN", "123"), ("Weight", "heavy")}


def test_a_price_needs_a_seller() -> None:
    _, problems = read({"Part number": "A", "Price": "5"})
    assert [problem.why for problem in problems] == ["there is a price but no seller"]


def test_price_breaks_become_tiers_and_equal_ones_are_left_out() -> None:
    draft = draft_of({"Part number": "A", "Vendor": "V", "Price": "10", "Price breaks": "10: 9; 50: 9.00; 100: 8.504"})
    (offer,) = draft.offers
    assert (offer.price, offer.tiers) == (Decimal(10), ((10, Decimal(9)), (100, Decimal("8.50"))))
    assert draft.notes == {"price breaks left out that are not cheaper": 1, "prices rounded to cents": 1}


def test_a_first_break_above_one_piece_is_the_price_with_its_smallest_quantity() -> None:
    suppliers: list[object] = [{"supplier": "V", "sku": "1", "price_breaks": [["1000.0", "0.1", "USD"], ["100.0", "0.2", "USD"]]}]
    (offer,) = draft_of({"Part number": "A", "supplier_parts": suppliers}).offers
    assert (offer.price, offer.values["minimum_quantity"], offer.tiers) == (Decimal("0.20"), 100, ((1000, Decimal("0.10")),))


def test_dearer_doubled_and_foreign_breaks_are_refused() -> None:
    for breaks, why in (("10: 11", "costs more"), ("10: 9; 10: 8", "second price"), ("10: 9 EUR", "is not in USD")):
        _, problems = read({"Part number": "A", "Vendor": "V", "Price": "10", "Price breaks": breaks})
        assert [why in problem.why for problem in problems] == [True], breaks


def test_makers_numbers_give_the_identity_and_aliases() -> None:
    numbers: list[object] = [{"manufacturer": "Yageo", "mpn": "R-1"}, {"manufacturer": "Vishay", "mpn": "V-2"}]
    draft = draft_of({"title": "R_10R", "manufacturer_parts": numbers})
    assert (draft.manufacturer, draft.part_number) == ("Yageo", "R-1")
    assert [(alias.alias, alias.source) for alias in draft.aliases] == [("V-2", "Vishay")]
