"""What the chips of a query do to the search: certain ones filter, likely ones boost, and their words are not searched twice. Pure.

What the request says by itself wins: a chip narrows only where no filter of its slot is set. Beside a part number, what a
part is (maker, category, model, specification) only boosts: people name the wrong maker of a number, the number stands.
"""

from collections.abc import Container, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from search.query.clauses import LIKELY, Clause, named
from search.query.offers import OfferClause, refusal
from search.request import Filters, SearchRequest, Sort
from search.response import Chip, UnderstoodQuery

# Slot -> field of the part in the index. Their chips name what the part is; all others name an offer.
_PART_FIELDS = {"manufacturer": "manufacturer_id", "category": "category_ids", "model": "model_ids", "modality": "modalities"}
_SEVERAL = ("manufacturer", "category", "model", "modality", "condition", "ship_from", "seller")
_ONE = ("in_stock", "lead_time_max", "warranty_min")
_PRICES = ("price_min", "price_max")
_SPECIFICATION = "spec."
_NOT = "not."
_NOTHING = Filters()
_UNSET = tuple((field.name, getattr(_NOTHING, field.name)) for field in fields(Filters))


def narrowed(understood: UnderstoodQuery, request: SearchRequest, usd_per_unit: Mapping[str, Decimal]) -> Filters:
    """The filters that certain chips set, in the request's currency; none of a slot that the request filters itself."""
    found: dict[str, Any] = {}
    specifications: list[tuple[str, str]] = []
    for chip in _certain(understood):
        if chip.slot in _SEVERAL:
            found[chip.slot] = (*found.get(chip.slot, ()), str(chip.value))
        elif chip.slot in _ONE:
            found[chip.slot] = chip.value
        elif chip.slot in _PRICES:
            found[chip.slot] = _amount(chip, request, usd_per_unit)
        elif chip.slot.startswith(_SPECIFICATION):
            specifications.append((chip.slot.removeprefix(_SPECIFICATION), str(chip.value)))
    if specifications:
        found["specifications"] = tuple(specifications)
    if not found:
        return _NOTHING
    own = set(_set_in(request.filters))
    if own & set(_PRICES):
        own |= set(_PRICES)
    return Filters(**{name: value for name, value in found.items() if name not in own})


def applied(understood: UnderstoodQuery, request: SearchRequest, usd_per_unit: Mapping[str, Decimal]) -> Filters:
    """The request's own filters and those of its chips together: what every hit, and one offer of it, meets."""
    read = narrowed(understood, request, usd_per_unit)
    return request.filters if read is _NOTHING else replace(request.filters, **_set_in(read))


def _set_in(filters: Filters) -> dict[str, Any]:
    """The fields that ask for something."""
    return {name: value for name, nothing in _UNSET if (value := getattr(filters, name)) != nothing}


def refused(understood: UnderstoodQuery) -> tuple[list[Clause], list[OfferClause]]:
    """Clauses for "not …" chips: on the part, and on its offers."""
    parts: list[Clause] = []
    offers: list[OfferClause] = []
    for chip in _certain(understood):
        slot = chip.slot.removeprefix(_NOT)
        if slot == chip.slot:
            continue
        if slot in _PART_FIELDS:
            parts.append({"bool": {"must_not": [{"term": {_PART_FIELDS[slot]: str(chip.value)}}]}})
        elif slot == "condition":
            offers.append(refusal(str(chip.value)))
    return parts, offers


def likely(understood: UnderstoodQuery, slots: Container[str] = _PART_FIELDS) -> list[Clause]:
    """Clauses on the part for chips of `slots` that boost: those that are not certain, and beside a number all that name the part."""
    return [
        named({"term": {_PART_FIELDS[chip.slot]: str(chip.value)}}, f"{LIKELY}:{chip.slot}:{chip.value}")
        for chip in understood.chips
        if chip.slot in _PART_FIELDS and chip.slot in slots and (not chip.certain or understood.intent == "number")
    ]


def order(understood: UnderstoodQuery, request: SearchRequest) -> Sort:
    """The request's sort, or the one that its words ask for."""
    asked: list[Any] = [chip.value for chip in understood.chips if chip.slot == "sort" and chip.certain]
    return asked[-1] if asked and request.sort == "relevance" else request.sort


def words(understood: UnderstoodQuery) -> str:
    """What is searched as text: everything but what filters. Numbers stay in: a description may mention one."""
    numbers = [chip.source for chip in understood.chips if chip.slot == "part_number"]
    return " ".join([understood.residual, *numbers]).strip() if understood.chips else understood.text


def _certain(understood: UnderstoodQuery) -> list[Chip]:
    """The chips that filter."""
    number = understood.intent == "number"
    return [chip for chip in understood.chips if chip.certain and not (number and _names_the_part(chip.slot))]


def _names_the_part(slot: str) -> bool:
    slot = slot.removeprefix(_NOT)
    return slot in _PART_FIELDS or slot.startswith(_SPECIFICATION)


def _amount(chip: Chip, request: SearchRequest, usd_per_unit: Mapping[str, Decimal]) -> Decimal | None:
    """The chip's money in the request's currency; None (no bound) when there is no rate for it."""
    value: Any = chip.value
    amount, currency = Decimal(value["amount"]), value["currency"]
    if currency == request.currency:
        return amount
    rate = Decimal(1) if currency == "USD" else usd_per_unit.get(currency)
    return None if rate is None else amount * rate / request.usd_per_unit
