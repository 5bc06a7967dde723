"""Turns a row into what shall be in the catalogue, or says what is wrong with it. Pure: names are not looked up here."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from catalog.importer import cells
from catalog.importer.cells import BadCell
from catalog.importer.fields import SPECIFICATION
from catalog.importer.mapping import ColumnMapping
from catalog.importer.offers import OfferText, flat_offer, nested_offers, part_numbers
from catalog.importer.rows import Problem, Row

UNKNOWN_MAKER = "Unknown maker"
UNCATEGORISED = "Uncategorised"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What stands in for what the file does not say."""

    maker: str = UNKNOWN_MAKER
    currency: str = "USD"
    country: str = "US"
    lead_time_days: int = 30
    source: str = ""


@dataclass(frozen=True, slots=True)
class AliasText:
    """Another number of the part, its kind, and who uses it."""

    alias: str
    kind: str
    source: str


@dataclass(slots=True)
class RowDraft:
    """A row understood. `category` is empty when the row has none; `notes` counts what was adapted on the way."""

    row: Row
    manufacturer: str
    part_number: str
    category: str
    values: dict[str, Any]
    specifications: dict[str, str]
    aliases: list[AliasText]
    offers: list[OfferText]
    notes: Counter[str] = field(default_factory=Counter)


class RowReader:
    """Reads rows by one mapping."""

    def __init__(self, mapping: ColumnMapping, defaults: Defaults) -> None:
        self._mapping = mapping
        self._defaults = defaults

    def read(self, row: Row) -> tuple[RowDraft | None, list[Problem]]:
        """The draft, or None with every problem of the row."""
        if row.problem is not None:
            return None, [row.problem]
        problems: list[Problem] = []
        numbers = self._part_numbers(row, problems)
        draft = RowDraft(
            row=row,
            manufacturer=self._text(row, "manufacturer") or (numbers[0][0] if numbers else "") or self._defaults.maker,
            part_number=self._number(row, numbers, problems),
            category=self._text(row, "category"),
            values=self._values(row, problems),
            specifications={
                given.removeprefix(SPECIFICATION): text
                for column, given in self._mapping.fields.items()
                if given.startswith(SPECIFICATION) and (text := row.text(column))
            },
            aliases=[],
            offers=[],
        )
        self._offers(draft, problems)
        draft.aliases = self._aliases(draft, numbers, problems)
        return (None if problems else draft), problems

    def _column(self, name: str) -> str:
        return next(iter(self._mapping.columns(name)), "")

    def _text(self, row: Row, name: str) -> str:
        return " ".join(row.text(self._column(name)).split())

    def _cell(self, row: Row, name: str, read: Callable[[str], Value], problems: list[Problem]) -> Value | None:
        """The cell of a field as a value; None when it is empty or (with the problem noted) wrong."""
        text = row.text(self._column(name))
        if not text:
            return None
        try:
            return read(text)
        except BadCell as bad:
            problems.append(Problem(self._column(name), text, bad.why, bad.write_instead))
            return None

    def _part_numbers(self, row: Row, problems: list[Problem]) -> list[tuple[str, str]]:
        """Nested (maker, number) pairs of the part."""
        column = self._column("maker_numbers")
        nested = row.cells.get(column)
        try:
            return part_numbers(nested) if isinstance(nested, list) else []
        except BadCell as bad:
            problems.append(Problem(column, str(nested)[:80], bad.why, bad.write_instead))
            return []

    def _number(self, row: Row, numbers: list[tuple[str, str]], problems: list[Problem]) -> str:
        """The part's number: its own column, else the first maker's number, else the owner's, else (if the file has none) the name."""
        sources = ["part_number", "own_number"] + (["name"] if self._mapping.name_is_number else [])
        found: dict[str, str | None] = {name: self._cell(row, name, cells.part_number, problems) for name in sources}
        number = found["part_number"] or (numbers[0][1] if numbers else None) or found["own_number"] or found.get("name")
        if number is None and not problems:
            problems.append(Problem(self._column("part_number"), "", "there is no part number", "write the maker's number"))
        return number or ""

    def _values(self, row: Row, problems: list[Problem]) -> dict[str, Any]:
        """Columns of the part that the row gives."""
        weight_column = self._column("weight")
        readers: Mapping[str, tuple[str, Callable[[str], Any]]] = {
            "name": ("name", lambda text: " ".join(text.split())),
            "description": ("description", str.strip),
            "gtin": ("gtin", cells.gtin),
            "weight_kg": ("weight", lambda text: cells.weight_kg(text, weight_column)),
            "country_of_origin": ("country_of_origin", cells.country),
            "hs_code": ("hs_code", lambda text: re.sub(r"[\s.]", "", text)),
            "warranty_months": ("warranty_months", cells.months),
            "lifecycle": ("lifecycle", lambda text: cells.choice(text, cells.LIFECYCLES, "lifecycle")),
            "lifecycle_raw": ("lifecycle", str.strip),
        }
        values = {column: self._cell(row, name, read, problems) for column, (name, read) in readers.items()}
        images = [part for column in self._mapping.columns("image") for part in re.split(r"[;\s|]+", row.text(column)) if part]
        return {column: value for column, value in values.items() if value is not None} | ({"images": images} if images else {})

    def _offers(self, draft: RowDraft, problems: list[Problem]) -> None:
        """The flat offer of the row and the nested ones."""
        flat = {name: draft.row.text(self._column(name)) for name in ("seller", "seller_sku", "price", "currency", "stock", "price_breaks")}
        flat |= {name: draft.row.text(self._column(name)) for name in ("lead_time_days", "condition", "minimum_quantity", "order_multiple")}
        offers, found = flat_offer(flat, draft.part_number, self._defaults.currency, draft.notes)
        problems += [Problem(self._column(problem.column), problem.value, problem.why, problem.write_instead) for problem in found]
        column = self._column("offers")
        nested = draft.row.cells.get(column)
        if isinstance(nested, list):
            more, found = nested_offers(nested, draft.part_number, self._defaults.currency, draft.notes)
            offers += more
            problems += [Problem(f"{column}.{problem.column}", problem.value, problem.why, problem.write_instead) for problem in found]
        draft.offers = offers

    def _aliases(self, draft: RowDraft, numbers: list[tuple[str, str]], problems: list[Problem]) -> list[AliasText]:
        """Every other number that the row gives, each once and none equal to the part's own."""
        found: list[AliasText] = []
        if own := self._text(draft.row, "own_number"):
            found.append(AliasText(own, "cross_reference", self._defaults.source))
        for column in self._mapping.columns("alias"):
            found += [
                AliasText(text.strip(), "cross_reference", self._defaults.source) for text in re.split(r"[;|,\n]", draft.row.text(column)) if text.strip()
            ]
        found += [AliasText(number, "cross_reference", maker or self._defaults.source) for maker, number in numbers]
        found += [AliasText(offer.seller_sku, "supplier", offer.seller or self._defaults.source) for offer in draft.offers if offer.sku_given]
        kept: dict[str, AliasText] = {}
        for alias in found:
            try:
                number = cells.part_number(alias.alias)
            except BadCell as bad:
                problems.append(Problem("", alias.alias, bad.why, bad.write_instead))
                continue
            if number != draft.part_number:
                kept.setdefault(number, AliasText(number, alias.kind, alias.source))
        return list(kept.values())
