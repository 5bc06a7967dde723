"""Search parameters: from the pairs of a query string to a `SearchRequest`, with every fault named at once. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from accounts.viewer import Viewer
from core.errors import FieldError, InvalidInput
from search.request import CONDITIONS, MAX_FILTER_VALUES, MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS, MAX_SIZE, MAX_WINDOW, SORTS, Filters, SearchRequest

Value = TypeVar("Value")
Pairs = Iterable[tuple[str, str]]

ONCE = ("q", "device", "fit", "price_min", "price_max", "currency", "in_stock", "lead_time_max", "warranty_min", "rating_min", "sort", "page", "size")
REPEATED = ("category", "manufacturer", "model", "modality", "condition", "ship_from", "seller", "off")
SPECIFICATION = "spec."
MAX_AMOUNT = Decimal(10) ** 12
MAX_LEAD_TIME_DAYS = 730
MAX_WARRANTY_MONTHS = 600
MAX_PAGES = MAX_WINDOW
FITS = ("fits",)

_ID = re.compile(r"[0-9]{1,18}")
_CODE = re.compile(r"[A-Z0-9]{1,12}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SLOT = re.compile(r"[a-z_.]{1,60}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_VALUE = re.compile(r"[^\x00-\x1f]{1,80}")


def parse(pairs: Pairs, viewer: Viewer, usd_per_unit: Mapping[str, Decimal]) -> SearchRequest:
    """The request that the parameters describe. An empty value is as good as none, so that forms may send all their fields.

    `usd_per_unit` gives the latest rate of each currency. Raises InvalidInput that names every bad field.
    """
    reader = _Reader(pairs)
    currency = reader.once("currency", lambda text: _one_of(text.upper(), tuple(usd_per_unit)), viewer.currency)
    request = SearchRequest(
        q=reader.once("q", _query, ""),
        filters=_filters(reader),
        sort=reader.once("sort", lambda text: _one_of(text, SORTS), "relevance"),
        page=reader.once("page", lambda text: _whole(text, 1, MAX_PAGES), 1),
        size=reader.once("size", lambda text: _whole(text, 1, MAX_SIZE), 24),
        currency=currency,
        usd_per_unit=usd_per_unit.get(currency, Decimal(1)),
        off=reader.repeated("off", _matching(_SLOT, "is not the name of a chip's slot")),
        viewer=viewer,
        device=reader.once("device", _matching(_VALUE, "is longer than any device's id (80 characters)"), None),
        fits_only=reader.once("fit", lambda text: _one_of(text, FITS), None) is not None,
    )
    if request.page * request.size > MAX_WINDOW:
        reader.errors.append(FieldError("page", f"only the first {MAX_WINDOW:,} results can be paged through: narrow the search instead"))
    reader.raise_errors()
    return request


def _filters(reader: "_Reader") -> Filters:
    ids = _matching(_ID, "is not an id")
    low = reader.once("price_min", _amount, None)
    high = reader.once("price_max", _amount, None)
    if low is not None and high is not None and low > high:
        reader.errors.append(FieldError("price_min", "is above price_max"))
    return Filters(
        category=reader.repeated("category", ids),
        manufacturer=reader.repeated("manufacturer", ids),
        model=reader.repeated("model", ids),
        modality=reader.repeated("modality", lambda text: _matching(_CODE, "is not a modality's code")(text.upper())),
        condition=reader.repeated("condition", lambda text: _one_of(text, CONDITIONS)),
        price_min=low,
        price_max=high,
        in_stock=reader.once("in_stock", _flag, default=False),
        lead_time_max=reader.once("lead_time_max", lambda text: _whole(text, 0, MAX_LEAD_TIME_DAYS), None),
        warranty_min=reader.once("warranty_min", lambda text: _whole(text, 0, MAX_WARRANTY_MONTHS), None),
        ship_from=reader.repeated("ship_from", lambda text: _matching(_COUNTRY, "is not a two-letter country code")(text.upper())),
        seller=reader.repeated("seller", ids),
        rating_min=reader.once("rating_min", _rating, None),
        specifications=reader.specifications(),
    )


class _Reader:
    """Takes parameters out one by one and gathers what is wrong with them."""

    def __init__(self, pairs: Pairs) -> None:
        self.errors: list[FieldError] = []
        self.given: dict[str, list[str]] = {}
        for name, value in pairs:
            if name not in ONCE and name not in REPEATED and not name.startswith(SPECIFICATION):
                self.errors.append(FieldError(name, "is not a parameter of this call"))
            elif value.strip():
                self.given.setdefault(name, []).append(value.strip())
        filters = sum(len(values) for name, values in self.given.items() if name not in ONCE)
        if filters > MAX_FILTER_VALUES:
            self.errors.append(FieldError("filters", f"has {filters} values, the most is {MAX_FILTER_VALUES}"))

    def once(self, name: str, read: Callable[[str], Value], default: Value) -> Value:
        values = self.given.get(name, [])
        if len(values) > 1:
            self.errors.append(FieldError(name, "may be given only once"))
        return self._read(name, values[0], read, default) if values else default

    def repeated(self, name: str, read: Callable[[str], str]) -> tuple[str, ...]:
        values = (self._read(name, value, read, "") for value in self.given.get(name, []))
        return tuple(dict.fromkeys(value for value in values if value))

    def specifications(self) -> tuple[tuple[str, str], ...]:
        found = []
        for name, values in self.given.items():
            if not name.startswith(SPECIFICATION):
                continue
            key = name.removeprefix(SPECIFICATION)
            if not _KEY.fullmatch(key):
                self.errors.append(FieldError(name, "is not a specification's key"))
                continue
            found += [(key, self._read(name, value, _matching(_VALUE, "is too long (80 characters at most)"), "")) for value in values]
        return tuple(dict.fromkeys(pair for pair in found if pair[1]))

    def raise_errors(self) -> None:
        if self.errors:
            said = "; ".join(f"{error.field} {error.message}" for error in self.errors)
            raise InvalidInput(f"{said}.", errors=tuple(self.errors))

    def _read(self, name: str, text: str, read: Callable[[str], Value], default: Value) -> Value:
        try:
            return read(text)
        except ValueError as error:
            self.errors.append(FieldError(name, str(error)))
            return default


def _query(text: str) -> str:
    plain = text.replace("\x00", " ").strip()
    if len(plain) > MAX_QUERY_CHARACTERS:
        raise ValueError(f"has {len(plain)} characters, the most is {MAX_QUERY_CHARACTERS}")
    if len(plain.split()) > MAX_QUERY_WORDS:
        raise ValueError(f"has {len(plain.split())} words, the most is {MAX_QUERY_WORDS}")
    return plain


def _one_of(text: str, allowed: tuple[Value, ...]) -> Value:
    for value in allowed:
        if value == text:
            return value
    raise ValueError(f"must be one of {', '.join(map(str, allowed))}")


def _whole(text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text[:18]) <= most:
        raise ValueError(f"must be a whole number from {least} to {most}")
    return int(text)


def _amount(text: str) -> Decimal:
    amount = _decimal(text)
    if not 0 <= amount <= MAX_AMOUNT:
        raise ValueError("must not be negative or above a trillion")
    return amount


def _rating(text: str) -> Decimal:
    rating = _decimal(text)
    if not 1 <= rating <= 5:
        raise ValueError("must be from 1 to 5")
    return rating


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError("must be a number such as 4950.00")
    return number


def _flag(text: str) -> bool:
    flags = {"true": True, "1": True, "false": False, "0": False}
    if text not in flags:
        raise ValueError("must be true or false")
    return flags[text]


def _matching(shape: re.Pattern[str], fault: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not shape.fullmatch(text):
            raise ValueError(fault)
        return text

    return read
