"""GS1: GTIN check digits and element strings as barcodes on parts carry them (GS1 General Specifications, sections 3 and 7.9).

Reads both forms: scanned, with FNC1 as U+001D after a variable-length field, and printed, with parentheses.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from core.errors import InvalidInput

FNC1 = "\x1d"
# What a scanner puts before the data to say that it is GS1: Code 128, DataMatrix, QR, DataBar.
_SYMBOLOGY = ("]C1", "]d2", "]Q3", "]e0")
# Application identifier -> (least, most) characters of its value. Those with least = most are of fixed length.
_DIGITS: dict[str, tuple[int, int]] = {"00": (18, 18), "01": (14, 14), "02": (14, 14), "20": (2, 2), "30": (1, 8), "37": (1, 8), "242": (1, 6), "422": (3, 3)}
_DATES = ("11", "12", "13", "15", "16", "17")
_TEXTS: dict[str, tuple[int, int]] = {
    "10": (1, 20),
    "21": (1, 20),
    "22": (1, 20),
    "235": (1, 28),
    "240": (1, 30),
    "241": (1, 30),
    "243": (1, 20),
    "250": (1, 30),
    "251": (1, 30),
    "254": (1, 20),
    "400": (1, 30),
    "8004": (1, 30),
    "90": (1, 30),
} | {str(ai): (1, 90) for ai in range(91, 100)}
_LENGTHS = _DIGITS | dict.fromkeys(_DATES, (6, 6)) | _TEXTS | {f"{ai}": (13, 13) for ai in range(410, 418)}
# Weights and measures: the fourth digit says where the decimal point is.
_LENGTHS |= {f"{ai}{point}": (6, 6) for ai in (*range(310, 317), *range(320, 330)) for point in range(6)}
# Values of these identifiers end with a check digit.
_CHECKED = ("00", "01", "02")
_GTIN_LENGTHS = (8, 12, 13, 14)
_PRINTED = re.compile(r"\((\d{2,4})\)([^()]*)")


@dataclass(frozen=True, slots=True)
class Element:
    """One application identifier and its value."""

    ai: str
    value: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a GS1 element string says, in its own order."""

    elements: tuple[Element, ...]

    def first(self, *ais: str) -> str | None:
        """The value of the first of these identifiers that is there."""
        values = {element.ai: element.value for element in reversed(self.elements)}
        return next((values[ai] for ai in ais if ai in values), None)

    @property
    def gtin(self) -> str | None:
        """The GTIN-14 of the item (01) or of the contained items (02)."""
        return self.first("01", "02")

    @property
    def part_number(self) -> str | None:
        """The maker's own number, where the label has it: additional (240) or customer's (241) identification."""
        return self.first("240", "241")


def check_digit(digits: str) -> str:
    """The check digit that belongs after `digits` (section 7.9): weights 3 and 1 from the right."""
    weighted = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return str(-weighted % 10)


def gtin14(text: str) -> str:
    """A GTIN-8, -12 (UPC), -13 (EAN) or -14 as fourteen digits. Raises InvalidInput for a wrong length or check digit."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]+", digits) or len(digits) not in _GTIN_LENGTHS:
        raise InvalidInput(f"{text!r} is no GTIN: write its 8, 12, 13 or 14 digits.")
    if check_digit(digits[:-1]) != digits[-1]:
        raise InvalidInput(f"{text!r} is no GTIN: its last digit would have to be {check_digit(digits[:-1])}. Check it against the label.")
    return digits.zfill(14)


def parse(text: str) -> Label:
    """Read an element string. Raises InvalidInput saying which identifier or value is wrong."""
    data = text.strip(" \t\r\n")
    elements = tuple(_printed(data)) if data.startswith("(") else tuple(_scanned(data))
    for element in elements:
        _verify(element)
    return Label(elements)


def _printed(text: str) -> list[Element]:
    """Elements of "(01)…(17)…"."""
    found = list(_PRINTED.finditer(text))
    if "".join(match[0] for match in found) != text:
        raise InvalidInput(f"{text!r} is no GS1 string: write each identifier in parentheses before its value.")
    return [Element(match[1], match[2].strip()) for match in found]


def _scanned(text: str) -> list[Element]:
    """Elements of a scan: fixed lengths run on, others end at FNC1 or at the end."""
    rest = text.removeprefix(next((prefix for prefix in _SYMBOLOGY if text.startswith(prefix)), "")).lstrip(FNC1)
    if not rest:
        raise InvalidInput("There is no GS1 string: scan the barcode again.")
    elements = []
    while rest:
        ai = next((rest[:length] for length in (2, 3, 4) if rest[:length] in _LENGTHS), None)
        if ai is None:
            raise InvalidInput(f"{rest[:4]!r} begins with no application identifier that is known: scan the barcode again.")
        least, most = _LENGTHS[ai]
        end = len(ai) + most if least == most else rest.find(FNC1)
        value = rest[len(ai) :] if end < 0 else rest[len(ai) : end]
        elements.append(Element(ai, value))
        rest = rest[len(ai) + len(value) :].removeprefix(FNC1)
    return elements


def _verify(element: Element) -> None:
    """Hold a value to its identifier's length, characters and check digit."""
    if element.ai not in _LENGTHS:
        raise InvalidInput(f"({element.ai}) is no application identifier that is known: check it against the label.")
    least, most = _LENGTHS[element.ai]
    if not least <= len(element.value) <= most or FNC1 in element.value:
        raise InvalidInput(f"({element.ai}) has {least} to {most} characters, not {element.value!r}: scan the barcode again.")
    if element.ai not in _TEXTS and not re.fullmatch(r"[0-9]+", element.value):
        raise InvalidInput(f"({element.ai}) has digits only, not {element.value!r}: scan the barcode again.")
    if element.ai in _CHECKED and check_digit(element.value[:-1]) != element.value[-1]:
        raise InvalidInput(f"({element.ai}) {element.value} has a wrong check digit: scan the barcode again.")
    if element.ai in _DATES:
        read_date(element.value, date.min)


def read_date(value: str, today: date) -> date:
    """A date YYMMDD; day 00 is the month's last; the century is the one that is nearest to `today` (section 7.12).

    Raises InvalidInput for what is no date.
    """
    year, month, day = int(value[:2]), int(value[2:4]), int(value[4:6])
    if not 1 <= month <= 12:
        raise InvalidInput(f"{value} is no date: GS1 writes it as year, month and day, as 260131.")
    difference = year - today.year % 100
    century = today.year // 100 + (-1 if difference >= 51 else 1 if difference <= -50 else 0)
    full = max(century * 100 + year, date.min.year)
    last = calendar.monthrange(full, month)[1]
    if day > last:
        raise InvalidInput(f"{value} is no date: that month has {last} days.")
    return date(full, month, day or last)
