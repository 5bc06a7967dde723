"""The file of refused rows: the input's columns as they were, then row, column, value, why and what to write instead.

Corrected in place, it can be imported as it is. Cells that a spreadsheet would run as a formula are quoted.
"""

import csv
import json
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from catalog.importer.readers import FORMULA_STARTS
from catalog.importer.rows import Cell, Problem, Row

_REASONS = ("error_row", "error_column", "error_value", "error_why", "error_write_instead")


def neutral(cell: str) -> str:
    """The cell with a quote before what a spreadsheet would run."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


class ErrorFile:
    """Written as problems come; there is no file when there were none. Beside the input, or in the working folder if that is not writable."""

    def __init__(self, source: Path, columns: Sequence[str]) -> None:
        self._columns = columns
        self._name = f"{source.stem}.errors.csv"
        self.path = source.with_name(self._name)
        self._file: TextIOWrapper | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        """Forget the file of an earlier run."""
        if self.path.exists():
            try:
                self.path.unlink()
            except OSError:
                self.path = Path.cwd() / self._name
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def add(self, row: Row, problems: Sequence[Problem]) -> None:
        """One line for the row; several problems are joined by " | "."""
        if self._writer is None:
            self._open()
        reasons = [(problem.column, problem.value, problem.why, problem.write_instead) for problem in problems]
        told = [" | ".join(texts) for texts in zip(*reasons, strict=True)]
        cells = [_text(row.cells.get(column, "")) for column in self._columns]
        self._writer.writerow([neutral(cell) for cell in (*cells, str(row.number), *told)])

    def _open(self) -> None:
        try:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        except OSError:
            self.path = Path.cwd() / self._name
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([neutral(column) for column in (*self._columns, *_REASONS)])


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
