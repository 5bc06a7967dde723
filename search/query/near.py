"""Numbers that are nearly the one typed: look-alike signs, two neighbours swapped, one sign wrong, missing or too much. Pure.

Only for a number that nothing better answers to: `search.service` asks for it in a second round trip, when the first found no tier.
"""

from accounts.viewer import Viewer
from core.values.part_number import confuse
from search.query.clauses import Clause, any_of
from search.query.visibility import private_numbers
from search.tuning.types import TierConfig, TierName

# Every number within one edit, not a choice of the engine's; there are at most some seventy times as many as the number is long.
_EVERY = "constant_score"


def near(folded: str, config: TierConfig, viewer: Viewer) -> dict[TierName, Clause]:
    """The clauses of a folded number by tier; none for a number that is too short. The viewer's organisation's own numbers are compared too."""
    if len(folded) < config.near.shortest:
        return {}
    swaps = [folded[:i] + folded[i + 1] + folded[i] + folded[i + 2 :] for i in range(len(folded) - 1) if folded[i] != folded[i + 1]]
    clauses: dict[TierName, Clause] = {"near_confusable": {"term": {"number_confusable": confuse(folded)}}}
    if swaps:
        own = [{"terms": {"private_aliases": private}}] if (private := private_numbers(viewer, swaps)) else []
        clauses["near_transposition"] = any_of([*({"terms": {field: swaps}} for field in ("number_folded", "aliases_folded")), *own])
    edits = [_one_edit(field, folded) for field in ("number_folded", "aliases_folded")]
    # What comes before the number says whose it is, and stands as it is: no edit leads to another organisation's.
    edits += [_one_edit("private_aliases", private, len(private) - len(folded)) for private in private_numbers(viewer, [folded])]
    clauses["near_edit"] = any_of(edits)
    return clauses


def _one_edit(field: str, value: str, fixed: int = 0) -> Clause:
    """An automaton over the field's terms, bounded to one edit behind the first `fixed` signs; its value is never read as a pattern."""
    return {"fuzzy": {field: {"value": value, "fuzziness": 1, "prefix_length": fixed, "transpositions": True, "rewrite": _EVERY}}}
