"""Numbers that are nearly the one typed: look-alike signs, two neighbours swapped, one sign wrong, missing or too much. Pure.

Only for a number that nothing better answers to: `search.service` asks for it in a second round trip, when the first found no tier.
"""

from core.values.part_number import confuse
from search.query.clauses import Clause, any_of
from search.tuning.types import TierConfig, TierName

# Every number within one edit, not a choice of the engine's; there are at most some seventy times as many as the number is long.
_EVERY = "constant_score"


def near(folded: str, config: TierConfig) -> dict[TierName, Clause]:
    """The clauses of a folded number by tier; none for a number that is too short."""
    if len(folded) < config.near.shortest:
        return {}
    swaps = [folded[:i] + folded[i + 1] + folded[i] + folded[i + 2 :] for i in range(len(folded) - 1) if folded[i] != folded[i + 1]]
    clauses: dict[TierName, Clause] = {"near_confusable": {"term": {"number_confusable": confuse(folded)}}}
    if swaps:
        clauses["near_transposition"] = any_of([{"terms": {field: swaps}} for field in ("number_folded", "aliases_folded")])
    clauses["near_edit"] = any_of([_one_edit(field, folded) for field in ("number_folded", "aliases_folded")])
    return clauses


def _one_edit(field: str, folded: str) -> Clause:
    """An automaton over the field's terms, bounded to one edit; its value is never read as a pattern."""
    return {"fuzzy": {field: {"value": folded, "fuzziness": 1, "prefix_length": 0, "transpositions": True, "rewrite": _EVERY}}}
