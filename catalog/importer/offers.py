"""Reads offers of a row: one in flat columns, or several nested ones, with their price breaks. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from catalog.importer import cells
from catalog.importer.cells import BadCell
from catalog.importer.fields import SYNONYMS
from catalog.importer.rows import Problem

ROUNDED = "prices rounded to cents"
SAME_PRICE = "price breaks left out that are not cheaper"
Value = TypeVar("Value")
_BREAK = re.compile(r"\s*(\d+)\s*(?:\+|pcs)?\s*[:=@x]\s*(.+?)\s*")
# A name that two fields share is the first one's.
_NAMES = {re.sub(r"[^a-z]", "", synonym): name for name, synonyms in list(SYNONYMS.items())[::-1] for synonym in synonyms}
_BREAK_QUANTITY = ("quantity", "qty", "minimum_quantity", "min_qty", "from")


@dataclass(slots=True)
class OfferText:
    """What a row offers. Without a price it only tells the seller's number (`sku_given`)."""

    seller: str
    seller_sku: str
    sku_given: bool
    price: Decimal | None = None
    currency: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    tiers: tuple[tuple[int, Decimal], ...] = ()
    stock: int | None = None


def part_numbers(nested: list[Any]) -> list[tuple[str, str]]:
    """(maker, number) of each nested record that has a number. Raises BadCell for one that is no number."""
    records = [_named(record) for record in nested if isinstance(record, dict)]
    return [(record.get("manufacturer", ""), cells.part_number(record["part_number"])) for record in records if record.get("part_number")]


def flat_offer(texts: Mapping[str, str], number: str, currency: str, notes: Counter[str]) -> tuple[list[OfferText], list[Problem]]:
    """The offer of one row's flat columns, `texts` by field; none when the row tells neither a price nor a seller's number."""
    if not texts.get("price") and not texts.get("seller_sku") and not texts.get("price_breaks"):
        return [], []
    problems: list[Problem] = []
    offer = _offer(texts, number, currency, [_pair(text) for text in re.split(r"[;|]", texts.get("price_breaks", "")) if text.strip()], problems, notes)
    return [offer], problems


def nested_offers(nested: list[Any], number: str, currency: str, notes: Counter[str]) -> tuple[list[OfferText], list[Problem]]:
    """The offers of a list of records, each with keys named as columns are."""
    problems: list[Problem] = []
    offers = []
    for record in nested:
        if isinstance(record, dict):
            breaks = [_pair(step) for step in record.get("price_breaks") or ()]
            offers.append(_offer(_named(record), number, currency, breaks, problems, notes))
    return [offer for offer in offers if offer.price is not None or offer.sku_given], problems


def _named(record: Mapping[str, Any]) -> dict[str, str]:
    """A nested record by field: {"sku": …} gives seller_sku."""
    named: dict[str, str] = {}
    for key, value in record.items():
        name = _NAMES.get(re.sub(r"[^a-z]", "", key.lower()))
        if name and value is not None and not isinstance(value, dict | list):
            named.setdefault(name, str(value).strip())
    return named


def _pair(step: object) -> tuple[str, str, str]:
    """Quantity, price and currency of a price break as texts: "10: 9.50", [10, 9.5, "USD"] or {"quantity": 10, "price": 9.5}."""
    if isinstance(step, dict):
        quantity = next((step[key] for key in _BREAK_QUANTITY if key in step), "")
        return str(quantity), str(step.get("price", "")), str(step.get("currency") or "")
    if isinstance(step, list):
        padded = [*(str(part) for part in step if part is not None), "", "", ""]
        return padded[0], padded[1], padded[2]
    found = _BREAK.fullmatch(str(step))
    return (found[1], found[2], "") if found else (str(step), "", "")


def _offer(texts: Mapping[str, str], number: str, currency: str, breaks: list[tuple[str, str, str]], problems: list[Problem], notes: Counter[str]) -> OfferText:
    """One offer; what is wrong with it is added to `problems` under its field."""
    sku = texts.get("seller_sku", "")
    offer = OfferText(texts.get("seller", ""), sku or number, bool(sku))
    steps = [(1, texts["price"], texts.get("currency", ""))] if texts.get("price") else []
    steps += [(_read("price_breaks", quantity, cells.count, problems) or 1, amount, given) for quantity, amount, given in breaks]
    if not steps:
        return offer
    if not offer.seller:
        problems.append(Problem("seller", "", "there is a price but no seller", "write who sells it, or leave the price empty"))
    priced = [(quantity, *_priced(amount, given or texts.get("currency", ""), problems, notes)) for quantity, amount, given in steps]
    _price_steps(offer, priced, currency, problems, notes)
    _terms(offer, texts, problems)
    return offer


def _read(name: str, text: str, read: Callable[[str], Value], problems: list[Problem]) -> Value | None:
    """A cell as a value; None when it is empty or (noted) wrong."""
    if not text:
        return None
    try:
        return read(text)
    except BadCell as bad:
        problems.append(Problem(name, text, bad.why, bad.write_instead))
        return None


def _priced(text: str, given: str, problems: list[Problem], notes: Counter[str]) -> tuple[Decimal | None, str]:
    """A price in cents and its currency, empty when the row names none."""
    try:
        amount, marked = cells.price(text)
        rounded = cells.cents(amount)
        code = cells.currency(given) if given else marked
    except BadCell as bad:
        problems.append(Problem("price", text, bad.why, bad.write_instead))
        return None, ""
    notes[ROUNDED] += rounded != amount
    return rounded, code


def _price_steps(offer: OfferText, steps: list[tuple[int, Decimal | None, str]], currency: str, problems: list[Problem], notes: Counter[str]) -> None:
    """Unit price, smallest quantity and tiers from the steps: the first is the price, later ones must be cheaper."""
    ordered = sorted((quantity, amount, code or currency) for quantity, amount, code in steps if amount is not None)
    if not ordered:
        return
    first, offer.price, offer.currency = ordered[0]
    if first > 1:
        offer.values["minimum_quantity"] = first
    tiers: list[tuple[int, Decimal]] = []
    before, from_quantity = offer.price, first
    for quantity, amount, code in ordered[1:]:
        if quantity == from_quantity:
            problems.append(Problem("price_breaks", f"{quantity}: {amount}", "is a second price for as many pieces", "give each quantity one price"))
        elif code != offer.currency:
            problems.append(Problem("price_breaks", f"{amount} {code}", f"is not in {offer.currency}", "give all prices of an offer in one currency"))
        elif amount > before:
            problems.append(Problem("price_breaks", f"{quantity}: {amount}", f"costs more than {before} for fewer pieces", "lower prices with quantity"))
        elif amount == before:
            notes[SAME_PRICE] += 1
        else:
            tiers.append((quantity, amount))
            before, from_quantity = amount, quantity
    offer.tiers = tuple(tiers)


def _terms(offer: OfferText, texts: Mapping[str, str], problems: list[Problem]) -> None:
    """Stock, lead time, condition and quantities, where given."""
    offer.stock = _read("stock", texts.get("stock", ""), cells.count, problems)
    readers = {
        "lead_time_days": cells.days,
        "condition": lambda text: cells.choice(text, cells.CONDITIONS, "condition"),
        "minimum_quantity": lambda text: cells.count(text, 1),
        "order_multiple": lambda text: cells.count(text, 1),
    }
    read = {name: _read(name, texts.get(name, ""), reader, problems) for name, reader in readers.items()}
    offer.values |= {name: value for name, value in read.items() if value is not None}
