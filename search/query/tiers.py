"""Part-number tiers: which spelling of a number a part answers to, as fixed scores a step apart. Pure.

Each tier is a named clause; the best one that matches decides (dis_max), so that tiers never add up or mix.
"""

import re
from dataclasses import dataclass

from core.values.part_number import fold
from search.query.clauses import Clause, any_of, constant
from search.query.visibility import private_numbers
from search.request import SearchRequest
from search.response import UnderstoodQuery
from search.tuning.types import TierConfig

_LONGEST_FOLDED = 80  # of the catalogue's own numbers
_GTIN_LENGTHS = (8, 12, 13, 14)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What to look up: `typed` as printed, `folded`, and `fragments` (folded) for prefix and infix."""

    typed: tuple[str, ...]
    folded: tuple[str, ...]
    fragments: tuple[str, ...]


def numbers_of(understood: UnderstoodQuery, config: TierConfig) -> Numbers:
    """The numbers of a query: its part-number chips, and all of it as one number, whatever it looks like ("Getinge 8L 48 834 V")."""
    chips = [(str(chip.value), chip.certain) for chip in understood.chips if chip.slot == "part_number"]
    typed = [*(value for value, _ in chips), " ".join(understood.text.split()), _without_makers(understood)]
    folded = [number for number in map(fold, typed) if 0 < len(number) <= _LONGEST_FOLDED]
    fragments = [fold(value) for value, certain in chips if certain]
    usable = [number for number in fragments if config.fragment.shortest <= len(number) <= _LONGEST_FOLDED]
    return Numbers(_unique(typed), _unique(folded), _unique(usable))


def _without_makers(understood: UnderstoodQuery) -> str:
    """The query without the makers that it names: only whole words go, "BPL-KKE-0697" keeps its beginning."""
    rest = understood.text
    for chip in understood.chips:
        if chip.slot == "manufacturer":
            rest = re.sub(rf"(?<!\S){re.escape(chip.source)}(?!\S)", " ", rest, count=1)
    return " ".join(rest.split())


def tiers(numbers: Numbers, request: SearchRequest, config: TierConfig) -> Clause | None:
    """The part's highest tier as a score; None when the query holds nothing that could be a number."""
    if not numbers.folded:
        return None
    folded = list(numbers.folded)
    replaced = {"terms": {"supersedes_folded": folded}}
    live = {"bool": {"filter": [replaced], "must_not": [{"term": {"lifecycle": "superseded"}}]}}
    clauses = {
        "exact": {"terms": {"number": list(numbers.typed)}},
        "normalised": {"terms": {"number_folded": folded}},
        "alias": _alias(folded, request),
        "superseded_live": live,
        "superseded": replaced,
    }
    if numbers.fragments:
        clauses["prefix"] = any_of([{"prefix": {"number_folded": {"value": number}}} for number in numbers.fragments])
        clauses["infix"] = any_of([{"match_phrase": {"number_text": {"query": number}}} for number in numbers.fragments])
    named = [constant(clause, config.tiers[name].height * config.step.points, name) for name, clause in clauses.items()]  # type: ignore[index]
    return {"dis_max": {"queries": named, "tie_breaker": 0.0}}


def _alias(folded: list[str], request: SearchRequest) -> Clause:
    clauses: list[Clause] = [{"terms": {"aliases_folded": folded}}]
    if own := private_numbers(request.viewer, folded):
        clauses.append({"terms": {"private_aliases": own}})
    if gtins := [number.zfill(14) for number in folded if number.isdigit() and len(number) in _GTIN_LENGTHS]:
        clauses.append({"terms": {"gtin": gtins}})
    return any_of(clauses)


def _unique(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
