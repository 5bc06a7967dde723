"""Files as they come: any encoding, separator and ending."""

import json
from pathlib import Path

import openpyxl
import pytest

from catalog.importer.error_file import ErrorFile, neutral
from catalog.importer.readers import open_table
from catalog.importer.rows import Problem, Row, unique_columns
from core.errors import InvalidInput

TEXT = "Part No;Name;Preis\nA-1;Röhre;12,50\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_an_encoding_is_recognised(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(TEXT.encode(encoding))
    table = open_table(file)
    assert table.columns == ("Part No", "Name", "Preis")
    assert [dict(row.cells) for row in table.rows()] == [{"Part No": "A-1", "Name": "Röhre", "Preis": "12,50"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_separator_is_recognised_though_others_stand_in_the_cells(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text("\n".join(delimiter.join(record) for record in [["a", "b", "c"], ["1", '"x, y; z"', "3"], ["4", '"p, q"', "6"]]))
    assert [row.text("b") for row in open_table(file).rows()] == ["x, y; z", "p, q"]


def test_blank_lines_are_passed_over_and_rows_keep_the_number_a_spreadsheet_shows(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text('\na,b\n1,"two\nlines"\n\n,\n3,4\n')
    assert [(row.number, row.text("a")) for row in open_table(file).rows()] == [(3, "1"), (6, "3")]


def test_a_row_with_more_cells_than_columns_is_a_problem_of_that_row(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1,2,3\n4,5\n")
    problems = [row.problem for row in open_table(file).rows()]
    assert problems[0] is not None
    assert "3 cells" in problems[0].why
    assert problems[1] is None


def test_numbers_of_a_workbook_are_read_as_shown(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Part number", "Price", None])
    sheet.append([375113, 12.5, None])
    sheet.append([None, None, None])
    sheet.append(["00-7", None, None])
    book.save(file)
    table = open_table(file)
    assert table.columns == ("Part number", "Price")
    assert [(row.number, row.text("Part number"), row.text("Price")) for row in table.rows()] == [(2, "375113", "12.5"), (4, "00-7", "")]


def test_nested_json_becomes_columns_and_lists_of_records_stay(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    first = {"name": "A", "attributes": {"Length": 5.10}, "tags": ["x", "y"], "suppliers": [{"sku": "1"}]}
    file.write_text(json.dumps(first) + "\n\n{broken\n" + json.dumps({"other": None}))
    table = open_table(file)
    assert table.columns == ("name", "attributes.Length", "tags", "suppliers", "other")
    one, broken, last = table.rows()
    assert (one.text("attributes.Length"), one.text("tags"), one.cells["suppliers"]) == ("5.1", "x; y", [{"sku": "1"}])
    assert (broken.number, broken.problem is not None) == (3, True)
    assert last.text("other") == ""


def test_blank_and_repeated_column_names_are_told_apart() -> None:
    assert unique_columns(["a", "", "a", " b  c ", "a"]) == ("a", "column 2", "a (2)", "b c", "a (3)")


@pytest.mark.parametrize(("name", "content"), [("x.csv", b""), ("x.xlsx", b"no workbook"), ("x.pdf", b"x"), ("x.jsonl", b"\n")])
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match=r": .*(save|first row|write)"):
        open_table(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="There is no file"):
        open_table(tmp_path / "x.csv")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted_and_read_back_as_it_was(tmp_path: Path, cell: str) -> None:
    assert neutral(cell) == f"'{cell}"
    with ErrorFile(tmp_path / "list.csv", ["a", "b"]) as errors:
        errors.add(Row(2, {"a": cell, "b": [{"sku": "1"}]}), [Problem("a", cell, "is bad", "write better")])
    (row,) = open_table(errors.path).rows()
    assert row.cells["a"] == cell
    assert row.cells["b"] == [{"sku": "1"}]
    assert row.text("error_why") == "is bad"


def test_an_error_file_of_an_earlier_run_is_gone_when_there_are_no_errors(tmp_path: Path) -> None:
    stale = tmp_path / "list.errors.csv"
    stale.write_text("old")
    with ErrorFile(tmp_path / "list.csv", ["a"]):
        pass
    assert not stale.exists()
