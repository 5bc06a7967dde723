"""Opens CSV, XLSX and JSON-lines files and streams their rows. Nothing is held in memory but the row at hand."""

import codecs
import csv
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl

from catalog.importer.rows import Cell, Problem, Row, Table, unique_columns
from core.errors import InvalidInput

_DELIMITERS = ",;\t|"
_SAMPLE_BYTES = 1 << 20
_LARGEST_CELL = 1 << 20
# What a cell must not start with in the error file is quoted there; reading takes the quote off again.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def open_table(path: Path) -> Table:
    """Recognise a file by its ending and content. Raises InvalidInput when it cannot be read as a table."""
    if not path.is_file():
        raise InvalidInput(f"There is no file {path}: check its name.")
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xlsm"):
        return _open_workbook(path)
    if ending in (".jsonl", ".ndjson"):
        return _open_json_lines(path)
    if ending in (".xls", ".ods", ".zip", ".pdf"):
        raise InvalidInput(f"{path.name} is a {ending[1:]} file: save it as CSV or XLSX.")
    return _open_csv(path)


def _open_csv(path: Path) -> Table:
    encoding = _encoding(path)
    delimiter = _delimiter(path, encoding)
    csv.field_size_limit(_LARGEST_CELL)

    def records() -> Iterator[tuple[int, list[str]]]:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter)
            try:
                for number, record in enumerate(reader, start=1):
                    if any(cell.strip() for cell in record):
                        yield number, record
            except csv.Error as error:
                raise InvalidInput(f"{path.name} cannot be read at line {reader.line_num} ({error}): open and save it in a spreadsheet.") from error

    header = next(records(), None)
    if header is None:
        raise InvalidInput(f"{path.name} is empty: the first row names the columns.")
    columns = unique_columns(header[1])

    def rows() -> Iterator[Row]:
        return (_csv_row(line, record, columns) for line, record in islice(records(), 1, None))

    named = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}[delimiter]
    return Table(columns, rows, f"CSV, {encoding}, separated by {named}")


def _csv_row(line: int, record: list[str], columns: tuple[str, ...]) -> Row:
    cells = [_read_cell(cell) for cell in record]
    extra = [cell for cell in record[len(columns) :] if cell.strip()]
    problem = None
    if extra:
        why = f"the row has {len(cells)} cells and the header {len(columns)}"
        problem = Problem("", extra[0], why, "put cells that contain the separator in double quotes")
    return Row(line, dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=False)), problem)


def _read_cell(cell: str) -> Cell:
    """A cell as it was before it was quoted for the error file; records that were nested there are nested again."""
    if cell.startswith("[{") and cell.endswith("}]"):
        try:
            nested: list[Any] = json.loads(cell, parse_float=str, parse_int=str)
        except ValueError:
            return cell
        return nested
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def _encoding(path: Path) -> str:
    """UTF-8 or UTF-16 by mark, else UTF-8 if all of the file is, else Windows-1252."""
    with path.open("rb") as file:
        start = file.read(4)
        for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
            if start.startswith(mark):
                return name
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := file.read(_SAMPLE_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _delimiter(path: Path, encoding: str) -> str:
    """The separator that splits the first records most evenly into the most cells."""
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        with path.open(encoding=encoding, newline="", errors="replace") as file:
            try:
                widths = Counter(len(record) for record in islice(csv.reader(file, delimiter=delimiter), 50) if record)
            except csv.Error:
                continue
        width, often = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if (width - 1) * often > best_score:
            best, best_score = delimiter, (width - 1) * often
    return best


def _open_workbook(path: Path) -> Table:
    def records() -> Iterator[tuple[int, list[str]]]:
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise InvalidInput(f"{path.name} is no workbook that can be read ({error}): save it again as XLSX or CSV.") from error
        try:
            for line, record in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                cells = [_cell_text(cell) for cell in record]
                if any(cells):
                    yield line, cells
        finally:
            book.close()

    header = next(records(), None)
    if header is None:
        raise InvalidInput(f"The first sheet of {path.name} is empty: its first row names the columns.")
    last = max(at for at, cell in enumerate(header[1], start=1) if cell)
    columns = unique_columns(header[1][:last])

    def rows() -> Iterator[Row]:
        return (_csv_row(line, record, columns) for line, record in islice(records(), 1, None))

    return Table(columns, rows, "XLSX, first sheet")


def _cell_text(cell: object) -> str:
    """A cell as a person reads it: 375113, not 375113.0."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).strip().replace("\x00", "")


def _open_json_lines(path: Path) -> Table:
    def records() -> Iterator[Row]:
        with path.open(encoding="utf-8-sig") as file:
            for line, text in enumerate(file, start=1):
                if text.strip():
                    yield _json_row(line, text)

    columns: dict[str, None] = {}
    for row in records():
        columns |= dict.fromkeys(row.cells)
    if not columns:
        raise InvalidInput(f"{path.name} holds no JSON object: write one object a line.")
    return Table(tuple(columns), records, "JSON lines")


def _json_row(line: int, text: str) -> Row:
    try:
        record = json.loads(text, parse_float=str, parse_int=str)
    except ValueError as error:
        return Row(line, {}, Problem("", text[:80], f"is no JSON ({error})", "write one JSON object a line"))
    if not isinstance(record, dict):
        return Row(line, {}, Problem("", text[:80], "is no JSON object", "write one JSON object a line"))
    return Row(line, dict(_flat(record, "")))


def _flat(record: dict[str, Any], prefix: str) -> Iterator[tuple[str, Cell]]:
    """Columns of a nested object: "attributes.Length"; lists of objects stay, lists of texts are joined by "; "."""
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
            yield prefix + key, value
        elif isinstance(value, list):
            yield prefix + key, "; ".join(_cell_text(item) for item in value)
        else:
            yield prefix + key, _cell_text(value)
