"""Guesses what each column of a file means, by its name and by what stands in it. Pure.

A guess is always shown, may be overridden column by column, and is remembered by the header it was made for.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from catalog.importer.fields import IGNORE, NESTED, REPEATED, SPECIFICATION, SYNONYMS, is_field
from catalog.importer.rows import Row
from core.errors import InvalidInput
from core.values import gs1

# How alike a column's name and a field's must be: 100 is equal. Below 88 "min quantity" would be a minimum order.
_LIKENESS = 88
_NUMBER = re.compile(r"[^\d]{0,4}\d[\d.,\s]*[^\d]{0,4}")
# At least this share of a column's cells must look like its field, else its name is not believed.
_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Column -> field for the columns that are used, why for each, and whether a name stands in where there is no number."""

    fields: Mapping[str, str]
    reasons: Mapping[str, str]
    name_is_number: bool

    def columns(self, field: str) -> tuple[str, ...]:
        """The columns that give `field`, in the file's order."""
        return tuple(column for column, given in self.fields.items() if given == field)


def signature(columns: Sequence[str]) -> str:
    """A header's fingerprint: the same for the same names in the same order."""
    return hashlib.sha256("\x1f".join(_words(column) for column in columns).encode()).hexdigest()


def make_mapping(columns: Sequence[str], sample: Sequence[Row], given: Mapping[str, str], remembered: Mapping[str, str] | None) -> ColumnMapping:
    """What is `given` wins, then what is `remembered`, then the guess. Raises InvalidInput for an unknown column or field."""
    for column, field in given.items():
        if column not in columns:
            raise InvalidInput(f"There is no column {column!r}: the file has {', '.join(columns)}.")
        if not is_field(field):
            raise InvalidInput(f"{field!r} is no field: use one of {', '.join(SYNONYMS)}, spec.<key>, or - for none.")
    guessed = {} if remembered is not None else guess(columns, sample)
    fields: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for source, known in (("given", given), ("remembered", remembered or {}), ("guessed", guessed)):
        taken = set(fields.values()) - REPEATED
        for column, field in known.items():
            if column in columns and column not in fields and (field not in taken or field == IGNORE):
                fields[column], reasons[column] = field, source
    used = {column: fields[column] for column in columns if fields.get(column, IGNORE) != IGNORE}
    if not {"part_number", "own_number", "maker_numbers", "name"} & set(used.values()):
        raise InvalidInput(f"No column is a part number: say which with --map COLUMN=part_number. The file has {', '.join(columns)}.")
    return ColumnMapping(used, reasons, _name_is_number(used, sample))


def guess(columns: Sequence[str], sample: Sequence[Row]) -> dict[str, str]:
    """Column -> field, the surest first; each field once, but for those that may repeat."""
    scored = sorted(
        ((score, -at, column, field) for at, column in enumerate(columns) for field in SYNONYMS if (score := _score(column, field, sample)) >= _LIKENESS),
        reverse=True,
    )
    guessed: dict[str, str] = {}
    for _, _, column, field in scored:
        if column not in guessed and (field in REPEATED or field not in guessed.values()):
            guessed[column] = field
    for column in columns:
        if column not in guessed and (specification := _specification(column)):
            guessed[column] = specification
        elif column not in guessed and "gtin" not in guessed.values() and _share(column, sample, _is_gtin) > _SHARE:
            guessed[column] = "gtin"
    if "part_number" not in guessed.values():
        guessed = {column: "part_number" if field == "own_number" else field for column, field in guessed.items()}
    return guessed


def _score(column: str, field: str, sample: Sequence[Row]) -> float:
    """0 to 100: how sure it is that the column means the field."""
    if column.startswith("error_") or ("." in column and not column.endswith(".")):
        return 0
    name = _words(column)
    likeness = max(fuzz.token_sort_ratio(name, _words(synonym)) for synonym in SYNONYMS[field])
    if likeness < _LIKENESS or not _holds(column, field, sample):
        return 0
    return likeness


def _holds(column: str, field: str, sample: Sequence[Row]) -> bool:
    """Whether what stands in the column can be the field."""
    nested = any(isinstance(row.cells.get(column), list) and row.cells[column] for row in sample)
    if nested or field in NESTED:
        return nested and field in NESTED
    looks = _LOOKS.get(field)
    return looks is None or _share(column, sample, looks) >= _SHARE


def _share(column: str, sample: Sequence[Row], looks: Callable[[str], bool]) -> float:
    """The share of filled cells that look right; 0 for an empty column."""
    filled = [text for row in sample if (text := row.text(column))]
    return sum(map(looks, filled)) / len(filled) if filled else 0


def _is_gtin(text: str) -> bool:
    try:
        gs1.gtin14(text)
    except InvalidInput:
        return False
    return True


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


_LOOKS: Mapping[str, Callable[[str], bool]] = {
    "price": _is_number,
    "stock": _is_number,
    "minimum_quantity": _is_number,
    "order_multiple": _is_number,
    "gtin": _is_gtin,
    "currency": lambda text: len(text) <= 3,
}


def _specification(column: str) -> str:
    """`spec.length` for "spec.length", "attributes.Length" or "Specification: Length"; empty for another column."""
    found = re.fullmatch(r"(?:spec|specs|specifications?|attributes?|parameters?|properties)\s*[.:]\s*(.+)", column.strip(), re.IGNORECASE)
    return SPECIFICATION + specification_key(found[1]) if found else ""


def specification_key(name: str) -> str:
    """A specification's name as a key: "Wire Gauge" is "wire_gauge"."""
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return key if key[:1].isalpha() else f"x_{key}"


def _words(column: str) -> str:
    """A column's name for comparing: lower case, words split, what is in parentheses dropped."""
    name = re.sub(r"\(.*?\)", " ", column)
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"[^\W_]+", name.lower()))


def _name_is_number(fields: Mapping[str, str], sample: Iterable[Row]) -> bool:
    """A list of parts that mostly has no numbers at all knows its parts by name."""
    numbers = [column for column, field in fields.items() if field in ("part_number", "own_number", "maker_numbers")]
    rows = list(sample)
    return sum(any(row.cells.get(column) for column in numbers) for row in rows) * 2 < len(rows)
