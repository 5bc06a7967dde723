"""What a file gives: columns and rows of cells, and what can be wrong with a cell. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# A text, or a list of records where a JSON file nests them (a part's suppliers, its makers' numbers).
Cell = str | list[Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `number` is what an editor or spreadsheet shows (the header is row 1). `problem`: the row cannot be read."""

    number: int
    cells: Mapping[str, Cell]
    problem: "Problem | None" = None

    def text(self, column: str) -> str:
        """The cell as trimmed text; empty for a list or a missing cell."""
        cell = self.cells.get(column, "")
        return cell.strip() if isinstance(cell, str) else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell, why, and what to write instead."""

    column: str
    value: str
    why: str
    write_instead: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read from its beginning as often as needed. `detail` says what it was recognised as."""

    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    detail: str


def unique_columns(header: list[str]) -> tuple[str, ...]:
    """Column names as shown: blank ones numbered, repeated ones counted."""
    names: list[str] = []
    for at, name in enumerate(header, start=1):
        shown = " ".join(name.split()) or f"column {at}"
        again = sum(1 for earlier in names if earlier == shown or earlier.startswith(f"{shown} ("))
        names.append(f"{shown} ({again + 1})" if shown in names else shown)
    return tuple(names)
