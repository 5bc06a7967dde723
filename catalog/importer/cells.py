"""Reads single cells: prices, counts, times, countries, conditions. Each raises BadCell with what to write instead. Pure."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from core.errors import InvalidInput
from core.values import gs1, measure
from core.values.part_number import fold

CENT = Decimal("0.01")
_LARGEST_PRICE = Decimal(10) ** 12
_LARGEST_COUNT = 2**31 - 1
_LONGEST_NUMBER = 80
_SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "Rs": "INR", "Rs.": "INR", "A$": "AUD", "C$": "CAD", "¥": "JPY", "元": "CNY"}
_PRICE = re.compile(r"\s*([^\d\s+\-.,]*)\s*([\d.,\s]*\d)\s*([^\d\s]*)\s*")
_SPAN = re.compile(r"(?:\d+\s*(?:-|–|to)\s*)?(\d+)\s*([a-z]*)\.?", re.IGNORECASE)
_DAYS = {"": 1, "d": 1, "day": 1, "days": 1, "tage": 1, "w": 7, "week": 7, "weeks": 7, "wochen": 7, "month": 30, "months": 30}
_MONTHS = {"": 1, "m": 1, "mo": 1, "month": 1, "months": 1, "year": 12, "years": 12, "yr": 12, "y": 12}
CONDITIONS: Mapping[str, str] = {
    "new": "new",
    "brand new": "new",
    "oem new": "new",
    "factory new": "new",
    "refurbished": "refurbished",
    "refurb": "refurbished",
    "reconditioned": "refurbished",
    "overhauled": "refurbished",
    "remanufactured": "refurbished",
    "used": "used",
    "second hand": "used",
    "pre owned": "used",
    "preowned": "used",
    "pulled": "used",
    "aftermarket": "aftermarket",
    "compatible": "aftermarket",
    "generic": "aftermarket",
    "third party": "aftermarket",
}
LIFECYCLES: Mapping[str, str] = {
    "active": "active",
    "current": "active",
    "in production": "active",
    "nrnd": "nrnd",
    "not recommended for new designs": "nrnd",
    "last time buy": "nrnd",
    "ltb": "nrnd",
    "discontinued": "discontinued",
    "obsolete": "discontinued",
    "eol": "discontinued",
    "end of life": "discontinued",
    "superseded": "superseded",
    "replaced": "superseded",
    "recalled": "recalled",
    "recall": "recalled",
}
_COUNTRIES = {
    "argentina": "AR",
    "australia": "AU",
    "austria": "AT",
    "belgium": "BE",
    "brazil": "BR",
    "canada": "CA",
    "china": "CN",
    "czech republic": "CZ",
    "denmark": "DK",
    "finland": "FI",
    "france": "FR",
    "germany": "DE",
    "deutschland": "DE",
    "hungary": "HU",
    "india": "IN",
    "ireland": "IE",
    "israel": "IL",
    "italy": "IT",
    "japan": "JP",
    "malaysia": "MY",
    "mexico": "MX",
    "netherlands": "NL",
    "new zealand": "NZ",
    "norway": "NO",
    "poland": "PL",
    "portugal": "PT",
    "romania": "RO",
    "singapore": "SG",
    "south africa": "ZA",
    "south korea": "KR",
    "korea": "KR",
    "spain": "ES",
    "sweden": "SE",
    "switzerland": "CH",
    "taiwan": "TW",
    "thailand": "TH",
    "turkey": "TR",
    "uk": "GB",
    "united kingdom": "GB",
    "england": "GB",
    "usa": "US",
    "united states": "US",
    "united states of america": "US",
    "uae": "AE",
    "vietnam": "VN",
}


class BadCell(InvalidInput):
    """A cell that cannot be taken."""

    def __init__(self, why: str, write_instead: str) -> None:
        super().__init__(f"{why}: {write_instead}")
        self.why = why
        self.write_instead = write_instead


def part_number(text: str) -> str:
    """A part number or alias."""
    number = " ".join(text.split())
    if len(number) > _LONGEST_NUMBER:
        raise BadCell(f"has {len(number)} characters", f"write a number of at most {_LONGEST_NUMBER}")
    if not fold(number):
        raise BadCell("has no letter or digit", "write the number as it stands on the part")
    return number


def price(text: str) -> tuple[Decimal, str]:
    """The unit price as written (not rounded) and its currency, empty when not in the cell: "$1,234.50", "85.91", "12,50 €"."""
    found = _PRICE.fullmatch(text)
    if not found:
        raise BadCell("is no price", "write the unit price in digits, as 12.50")
    marks = [_currency_mark(mark) for mark in (found[1], found[3]) if mark]
    try:
        amount = measure.parse_number(found[2])
    except InvalidInput as error:
        raise BadCell("is no price", "write the unit price in digits, as 12.50") from error
    if not 0 < amount < _LARGEST_PRICE:
        raise BadCell("is not above zero" if amount <= 0 else "is too large", "write what one piece costs")
    return amount, marks[0] if marks else ""


def _currency_mark(mark: str) -> str:
    return _SYMBOLS.get(mark) or currency(mark)


def currency(text: str) -> str:
    """An ISO 4217 code."""
    code = _SYMBOLS.get(text.strip(), text.strip().upper())
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise BadCell("is no currency", "write its ISO code, as USD")
    return code


def cents(amount: Decimal) -> Decimal:
    """A price to two decimals, half up, as offers keep it; below half a cent there is none."""
    rounded = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    if not rounded:
        raise BadCell("is less than a cent", "write the price of a package, and offer packages")
    return rounded


def count(text: str, least: int = 0) -> int:
    """A whole number of pieces."""
    try:
        number = measure.parse(text).number if re.fullmatch(r"[\d.,\s]+", text) else measure.parse_number(text.split(maxsplit=1)[0])
    except InvalidInput as error:
        raise BadCell("is no number of pieces", "write digits only, as 12") from error
    if number != int(number) or not least <= number <= _LARGEST_COUNT:
        raise BadCell("is no whole number of pieces" if number >= least else f"is less than {least}", f"write a whole number from {least} up")
    return int(number)


def days(text: str) -> int:
    """A lead time in days; the later end of a range: "3-5 days" is 5, "2 weeks" is 14."""
    return _span(text, _DAYS, 730, "a lead time", "write days, as 14")


def months(text: str) -> int:
    """A warranty in months: "1 year" is 12."""
    return _span(text, _MONTHS, 600, "a warranty", "write months, as 12")


def _span(text: str, units: Mapping[str, int], most: int, what: str, write_instead: str) -> int:
    found = _SPAN.fullmatch(text.strip())
    factor = units.get(found[2].lower()) if found else None
    if not found or factor is None or int(found[1]) * factor > most:
        raise BadCell(f"is no {what.split(' ', 1)[1]}", write_instead)
    return int(found[1]) * factor


def country(text: str) -> str:
    """A country as ISO 3166 alpha-2, from its code or English name."""
    plain = text.strip()
    if re.fullmatch(r"[A-Za-z]{2}", plain) and plain.lower() not in _COUNTRIES:
        return plain.upper()
    code = _COUNTRIES.get(plain.lower())
    if code is None:
        raise BadCell("is no country that is known", "write its two-letter ISO code, as DE")
    return code


def choice(text: str, choices: Mapping[str, str], what: str) -> str:
    """One of a fixed list, by any of the words for it."""
    chosen = choices.get(" ".join(re.findall(r"[a-z]+", text.lower())))
    if chosen is None:
        raise BadCell(f"is no {what}", f"write one of {', '.join(dict.fromkeys(choices.values()))}")
    return chosen


def gtin(text: str) -> str:
    """A GTIN as fourteen digits."""
    try:
        return gs1.gtin14(text)
    except InvalidInput as error:
        raise BadCell("is no GTIN", "write all its digits, the check digit included, or leave it empty") from error


def weight_kg(text: str, column: str) -> Decimal:
    """A weight in kg; without a unit in the cell, the unit in the column's name ("Weight (g)"), or kg."""
    try:
        read = measure.parse(text)
        named = re.search(r"\b(kg|g|lb|lbs|oz|mg)\b", column.lower())
        unit = read.unit or (named[1] if named else "kg")
        weight = measure.Measure(read.number, unit).to("kg").number.quantize(Decimal("0.0001"))
    except InvalidInput as error:
        raise BadCell("is no weight", "write a number and its unit, as 1.2 kg") from error
    if not 0 < weight < 10**6:
        raise BadCell("is no weight that a part can have", "write kg, or leave it empty")
    return weight
