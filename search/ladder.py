"""Nothing found: which steps are tried, in which order, and what each gives up. Pure; `search.nothing_found` asks the engine.

Words first (those that nothing has, then the least selective, then all but one), then bounds, then every number of every part for the words that
could be one, then nearness in meaning. A part number is never altered, equipment is never given up: a part that is shown for
other equipment than was asked for would pass for one that fits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Literal

from core.values.part_number import fold
from search.plan import Plan
from search.query.chips import applied
from search.query.units import Unit
from search.request import Filters
from search.response import Chip, UnderstoodQuery
from search.tuning.types import QueryConfig
from search.understand.words import words_of

StepName = Literal["words", "some_words", "bounds", "numbers", "number", "semantic"]

# Filters that may be given up one at a time, the cheapest loss first.
LOOSENED = ("price_max", "price_min", "lead_time_max", "warranty_min", "in_stock", "ship_from", "seller", "condition", "rating_min", "specifications")
LOOSENED_LAST = ("manufacturer", "category")
_NARROWING = ("manufacturer", "category", "model", "modality")
_NOTHING = Filters()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing to try: what is searched, and what was given up for it."""

    plan: Plan
    steps: tuple[StepName, ...]
    words: tuple[str, ...] = ()  # left out
    bounds: tuple[str, ...] = ()  # fields of Filters, or slots of negated chips
    number: str = ""


def candidates(plan: Plan, units: Sequence[Unit], frequencies: Mapping[str, int], config: QueryConfig, usd_per_unit: Mapping[str, Decimal]) -> list[Candidate]:
    """Everything to try for a plan without hits, best first. `units` are its words, `frequencies` how many parts have each."""
    shorter = list(_shorter(plan, units, frequencies))
    loosened = list(_loosened(plan, usd_per_unit))
    found = [*shorter, *loosened]
    if loosened:
        everything = max((one.bounds for one in loosened), key=len)
        found += [replace(one, plan=without_bounds(one.plan, everything), steps=(*one.steps, "bounds"), bounds=everything) for one in shorter]
    found += _by_number(plan, config)
    found += _without_number(plan)
    if plan.attempt.vector is not None:
        found.append(Candidate(replace(plan, attempt=replace(plan.attempt, generous=True), by_meaning=True), ("semantic",)))
    return found


def _shorter(plan: Plan, units: Sequence[Unit], frequencies: Mapping[str, int]) -> list[Candidate]:
    """With fewer words: without those that no part has; without the commonest of the rest as well; then with any of them."""
    if plan.understood.intent == "number" or len(units) + len(_kinds(plan.understood)) < 2:
        return []
    kept = [unit for unit in units if frequencies[unit.text]]
    found = [kept] if len(kept) < len(units) else []
    if len(kept) > 1:
        commonest = max(kept, key=lambda unit: frequencies[unit.text])
        found.append([unit for unit in kept if unit is not commonest])
    dropped = [tuple(unit.text for unit in units if unit not in rest) for rest in found]
    fewer = [
        Candidate(replace(plan, understood=_reading(plan.understood, " ".join(unit.text for unit in rest))), ("words",), words=words)
        for rest, words in zip(found, dropped, strict=True)
        if rest or _kinds(plan.understood)
    ]
    return [*fewer, loosely(plan)] if kept or _kinds(plan.understood) else fewer


def loosely(plan: Plan) -> Candidate:
    """With any of the words."""
    return Candidate(replace(plan, attempt=replace(plan.attempt, generous=False, loose=True)), ("some_words",))


def _reading(understood: UnderstoodQuery, text: str) -> UnderstoodQuery:
    """The same chips with other words; without words the chips alone decide."""
    if not understood.chips:
        return replace(understood, text=text, residual=text)
    return replace(understood, residual=text, intent="text" if text else "browse")


def _kinds(understood: UnderstoodQuery) -> list[Chip]:
    """The certain chips that say what kind of part is meant: enough to show parts without any word."""
    return [chip for chip in understood.chips if chip.certain and chip.slot in _NARROWING]


def _loosened(plan: Plan, usd_per_unit: Mapping[str, Decimal]) -> list[Candidate]:
    """Without one bound, then without all that say how it is offered."""
    filters = applied(plan.understood, plan.request, usd_per_unit)
    negated = [chip.slot for chip in plan.understood.chips if chip.slot == "not.condition"]
    bounds = [name for name in LOOSENED if getattr(filters, name) != getattr(_NOTHING, name)] + negated
    last = [name for name in LOOSENED_LAST if getattr(filters, name) != getattr(_NOTHING, name)]
    if plan.understood.intent == "browse":
        last = [name for name in last if _kept_kinds(plan, name)]
    sets: list[tuple[str, ...]] = [(name,) for name in (*bounds, *last)]
    if len(bounds) > 1:
        sets.append(tuple(bounds))
    return [Candidate(without_bounds(plan, names), ("bounds",), bounds=names) for names in sets]


def _kept_kinds(plan: Plan, dropped: str) -> bool:
    """Whether what is left still says what is looked for."""
    slots = {chip.slot for chip in _kinds(plan.understood)} | {field.name for field in fields(Filters) if getattr(plan.request.filters, field.name)}
    return bool((slots & set(_NARROWING)) - {dropped})


def without_bounds(plan: Plan, names: Sequence[str]) -> Plan:
    """The plan without these filters, whether the request sets them or its words do."""
    own = {name: getattr(_NOTHING, name) for name in names if hasattr(_NOTHING, name)}
    slots = set(names)
    chips = tuple(chip for chip in plan.understood.chips if chip.slot not in slots and not ("specifications" in slots and chip.slot.startswith("spec.")))
    request = replace(plan.request, filters=replace(plan.request.filters, **own))
    # Without any chip it is the text that is searched: what the bound was read from must not come back as words.
    text = plan.understood.text if chips or not plan.understood.chips else plan.understood.residual
    return replace(plan, understood=replace(plan.understood, chips=chips, text=text), request=request)


def _by_number(plan: Plan, config: QueryConfig) -> list[Candidate]:
    """Each word with a digit as a fragment of a number, an alias or a superseded number."""
    doubtful = [chip.source for chip in plan.understood.chips if chip.slot == "part_number" and not chip.certain]
    found = []
    for word in words_of(" ".join([plan.understood.residual, *doubtful])):
        if word.digits and len(word.folded) >= config.tiers.fragment.shortest and word.folded != fold(plan.understood.text):
            chip = Chip("part_number", word.text, word.text, certain=True)
            kept = tuple(other for other in plan.understood.chips if other.slot not in ("part_number", *_NARROWING) and not other.slot.startswith("spec."))
            reading = UnderstoodQuery(word.text, "number", (*kept, chip), "")
            found.append(Candidate(replace(plan, understood=reading), ("numbers",), number=word.text))
    return found


def _without_number(plan: Plan) -> list[Candidate]:
    """What else a query with an unknown number asks for."""
    understood = plan.understood
    numbers = [chip.source for chip in understood.chips if chip.slot == "part_number"]
    others = tuple(chip for chip in understood.chips if chip.slot != "part_number")
    if not numbers or not (understood.residual or any(chip.slot in ("category", "model") for chip in others)):
        return []
    reading = UnderstoodQuery(understood.residual, "text" if understood.residual else "browse", others, understood.residual)
    return [Candidate(replace(plan, understood=reading), ("number",), number=", ".join(numbers))]
