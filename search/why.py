"""Why a part is found, and at which rank, or what keeps it out. Pure; `search.explain` asks the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.contributions import Contribution
from search.labels import Labels
from search.plan import Plan
from search.query.causes import OFFERS, QUERY, Cause, cause_name
from search.query.clauses import RULE, WORD
from search.query.units import Unit
from search.response import Hit


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One thing that keeps a part out. Without all of them it is found.

    `kind`: filter, word, number, index or rule; `name` is the parameter or slot; `source` the piece of the query to leave out (None:
    leave out the parameter).
    """

    kind: str
    name: str
    source: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Why:
    """The answer for one part; `hit` and `score` when it is shown, `rank` from 1 among the first thousand."""

    part: str
    card: Mapping[str, Any]
    shown: bool
    rank: int | None
    hit: Hit | None
    score: float | None
    contributions: tuple[Contribution, ...]
    excluded_by: tuple[Exclusion, ...]
    relaxations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a part is checked by: the plan, the words of its query, its filters, and those that count only once its number is left out."""

    plan: Plan
    units: tuple[Unit, ...]
    causes: tuple[Cause, ...]
    without_number: tuple[Cause, ...]

    @property
    def all_causes(self) -> tuple[Cause, ...]:
        """Every filter, in the order of their names in the answer."""
        return (*self.causes, *self.without_number)


def exclusions(checked: Mapping[str, Any], asked: Asked, labels: Labels) -> tuple[Exclusion, ...]:
    """What keeps the part of `checked`, a hit of `checks_body`, out of the results."""
    passed = set(checked.get("matched_queries", ()))
    plan, units = asked.plan, asked.units
    found = asked.causes if QUERY in passed else asked.all_causes
    failed = _counting([cause for position, cause in enumerate(found) if cause.parts and cause_name(position) not in passed])
    failed += _offer_causes(checked, found)
    filters = [Exclusion(_kind(cause), cause.name, cause.source, _said(cause, labels, plan)) for cause in failed]
    return (*_by_query(passed, plan, units), *filters)


def _offer_causes(checked: Mapping[str, Any], found: Sequence[Cause]) -> list[Cause]:
    """The offer filters that the nearest visible offer does not meet: one and the same offer must meet all."""
    asked = {cause_name(position): cause for position, cause in enumerate(found) if cause.offers}
    if not asked:
        return []
    offers = checked.get("inner_hits", {}).get(OFFERS, {}).get("hits", {}).get("hits", ())
    missing = [_counting([cause for name, cause in asked.items() if name not in offer.get("matched_queries", ())]) for offer in offers]
    return min(missing, key=len, default=list(asked.values()))


def _counting(failed: Sequence[Cause]) -> list[Cause]:
    """Those that count: a reading that the request's own filter stands before counts when that is left out as well."""
    dropped = {cause.name for cause in failed if cause.source is None}
    return [cause for cause in failed if set(cause.behind) <= dropped]


def _by_query(passed: set[str], plan: Plan, units: Sequence[Unit]) -> list[Exclusion]:
    """What of the query itself the part lacks."""
    if QUERY in passed:
        return []
    numbers = [chip.source for chip in plan.understood.chips if chip.slot == "part_number"]
    lacking = [unit.text for position, unit in enumerate(units) if f"{WORD}:{position}" not in passed]
    found = [Exclusion("number", "part_number", number, f"none of its numbers is, replaces or contains {number}") for number in numbers]
    return found + [Exclusion("word", "q", word, f"“{word}” is nowhere in it") for word in lacking if word not in numbers]


def _kind(cause: Cause) -> str:
    return RULE if cause.name.startswith(f"{RULE}:") else "filter"


def _said(cause: Cause, labels: Labels, plan: Plan) -> str:
    """The filter in a sentence."""
    asked = f"“{cause.source}” in the query" if cause.source else f"the filter {cause.name}"
    if cause.name.startswith(f"{RULE}:"):
        rule = cause.name.removeprefix(f"{RULE}:")
        return f"the rule {rule} keeps it out: {plan.request.rules.reasons.get(rule, '')}"
    if cause.name == "fit":
        return "it is not known to fit the equipment"
    if cause.offers:
        return f"no offer that the viewer may see meets {asked} together with the other wishes"
    if cause.name == "manufacturer":
        makers = [labels.manufacturers.get(maker, maker) for maker in plan.request.filters.manufacturer]
        return f"{asked} admits {' or '.join(makers)} only" if makers and cause.source is None else f"{asked} names another maker"
    return f"it does not meet {asked}"
