"""Says what was given up, in sentences: "None up to 5,000 USD; 3 from 5,200 USD." Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from search.labels import Labels
from search.ladder import Candidate
from search.plan import Plan
from search.query.chips import applied
from search.request import Filters
from search.response import Fault

MORE = ("some_words", "Few parts have all the words. They stand first; the others have some of them.")
QUOTE = ("quote", "Nothing in the catalogue comes near. Check the number on the label, or try fewer words.")
QUOTE_WITHIN = ("quote", "Nothing in the catalogue meets all of it. Take a filter away, or try fewer words.")

# Bound -> how the nearest value behind it is found among the offers.
NEAREST: Mapping[str, tuple[str, str]] = {
    "price_max": ("min", "offers.price_cents"),
    "price_min": ("max", "offers.price_cents"),
    "lead_time_max": ("min", "offers.lead_time_days"),
    "warranty_min": ("max", "offers.warranty_months"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a candidate found: how many parts, and the nearest value behind its one bound."""

    count: int
    nearest: float | None


def explained(fault: Fault) -> str:
    """An error code in words."""
    said = f"{fault.code} means: {fault.meaning}."
    return f"{said} Before a part is replaced: {fault.check_first}." if fault.check_first else said


def told(candidate: Candidate, plan: Plan, found: Found, labels: Labels) -> tuple[tuple[str, str], ...]:
    """(step, sentence) for each thing that `candidate` gave up of `plan`."""
    filters = applied(plan.understood, plan.request, labels.usd_per_unit)
    sentences = {
        "words": f"Left out, as no part has all the words: {_quoted(candidate.words)}.",
        "some_words": "No part has all the words; the first of these have most of them.",
        "numbers": f"No part has all the words; {_are(found.count)} with “{candidate.number}” in a number, another number or a replaced number of the part.",
        "number": f"No part has the number {candidate.number}. Shown is what else was asked for.",
        "semantic": "No part has these words; these are near in meaning.",
    }
    return tuple((step, _bounds(candidate, plan, filters, found, labels) if step == "bounds" else sentences[step]) for step in candidate.steps)


def _bounds(candidate: Candidate, plan: Plan, filters: Filters, found: Found, labels: Labels) -> str:
    if len(candidate.bounds) > 1 or len(candidate.steps) > 1:
        return f"None {' and '.join(_asked(name, plan, filters, labels) for name in candidate.bounds)}; {found.count} without that."
    name = candidate.bounds[0]
    return f"None {_asked(name, plan, filters, labels)}; {found.count} {_behind(name, plan, found.nearest)}."


def _asked(name: str, plan: Plan, filters: Filters, labels: Labels) -> str:
    """A bound in words."""
    match name:
        case "price_max":
            return f"up to {_money(filters.price_max, plan)}"
        case "price_min":
            return f"from {_money(filters.price_min, plan)}"
        case "lead_time_max":
            return "today" if filters.lead_time_max == 0 else f"within {_count(filters.lead_time_max, 'day')}"
        case "warranty_min":
            return f"with {_count(filters.warranty_min, 'month')} of warranty"
        case "in_stock":
            return "in stock"
        case "rating_min":
            return f"rated {filters.rating_min} or better"
        case "seller":
            return "from this seller"
    return _asked_by_name(name, plan, filters, labels)


def _asked_by_name(name: str, plan: Plan, filters: Filters, labels: Labels) -> str:
    match name:
        case "ship_from":
            return f"shipped from {' or '.join(filters.ship_from)}"
        case "condition":
            return f"in the condition {' or '.join(filters.condition)}"
        case "specifications":
            return "with " + " and ".join(f"{key} {value}" for key, value in filters.specifications).replace("_", " ")
        case "manufacturer":
            return f"by {' or '.join(labels.manufacturers.get(value, value) for value in filters.manufacturer)}"
        case "category":
            known = (labels.categories.get(value) for value in filters.category)
            return f"in {' or '.join(label.name if label else 'this category' for label in known)}"
    return f"that {' and '.join('is ' + chip.source for chip in plan.understood.chips if chip.slot == name)}"


def _behind(name: str, plan: Plan, nearest: float | None) -> str:
    """What there is instead."""
    others = {
        "in_stock": "to order",
        "ship_from": "from elsewhere",
        "seller": "from others",
        "condition": "in another condition",
        "specifications": "with other values",
        "manufacturer": "by other makers",
        "category": "in other categories",
        "rating_min": "rated lower or not at all",
    }
    if nearest is None:
        return others.get(name, "without that")
    match name:
        case "price_max":
            return f"from {_cents(nearest, plan, ROUND_CEILING)}"
        case "price_min":
            return f"up to {_cents(nearest, plan, ROUND_FLOOR)}"
        case "lead_time_max":
            return f"from {_count(int(nearest), 'day')} on"
    return f"with up to {_count(int(nearest), 'month')}"


def _money(amount: Decimal | None, plan: Plan) -> str:
    shown = Decimal(0) if amount is None else amount
    return f"{shown:,.2f} {plan.request.currency}".replace(".00 ", " ")


def _cents(cents: float, plan: Plan, rounding: str) -> str:
    """US cents in the request's currency, to the whole unit away from the bound."""
    return f"{(Decimal(int(cents)) / 100 / plan.request.usd_per_unit).to_integral_value(rounding):,} {plan.request.currency}"


def _count(number: int | None, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _are(count: int) -> str:
    return f"there {'is one' if count == 1 else f'are {count}'}"


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word}”" for word in words)
