"""Which tier a hit has, and what is said of it: spelling, chain of replacements, difference. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from search.difference import difference
from search.query.lookups import Lookup
from search.query.tiers import REPLACED, clause_name
from search.response import Evidence, Tier
from search.schema.document import ReplacementCard
from search.tuning.types import TierName

# Named clause -> tier as told, and what it means; the first that matched is the hit's.
TIERS: tuple[tuple[TierName, Tier, str], ...] = (
    ("exact", "exact", "part number as printed"),
    ("normalised", "normalised", "part number, but for separators and case"),
    ("alias", "alias", "another number of this part"),
    ("superseded_live", "superseded", "replaces the number searched for"),
    ("superseded", "superseded", "replaced the number searched for, and is itself replaced"),
    ("prefix", "infix", "part number begins with it"),
    ("infix", "infix", "part number contains it"),
    ("near_confusable", "near", "nearly the number searched for"),
    ("near_transposition", "near", "nearly the number searched for"),
    ("near_edit", "near", "nearly the number searched for"),
)
_PLAIN = ("exact", "normalised")


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit's tier; `answers` is the number (as asked) that it answers to, empty when that was the query as a whole or words."""

    tier: Tier
    note: str | None
    evidence: tuple[Evidence, ...]
    answers: str = ""


def place(hit: Mapping[str, Any], matched: Collection[str], lookups: tuple[Lookup, ...], chains: Mapping[str, list[ReplacementCard]]) -> Placed:
    """The highest tier among the hit's named clauses, its note (None when there is nothing to say) and the number as evidence.

    `chains` gives what replaces each folded number that is replaced.
    """
    for clause, tier, meaning in TIERS:
        for position, lookup in enumerate(lookups):
            if clause_name(clause, position) not in matched:
                continue
            note: str | None = meaning
            evidence: tuple[Evidence, ...] = ()
            if clause == "superseded_live":
                note, evidence = _way(hit, lookup, chains) or (meaning, ())
            elif tier in _PLAIN:
                note = _stand_ins(hit["_source"]["card"]["replaced_by"])
            elif tier == "near":
                note = _nearest(hit, lookup.asked) or meaning
            said = f"{meaning}: {lookup.asked}" if len(lookups) > 1 and lookup.asked else meaning
            return Placed(tier, note, (Evidence("number", said, 1.0), *evidence), lookup.asked)
    return Placed("text", None, ())


def chains_of(response: Mapping[str, Any]) -> dict[str, list[ReplacementCard]]:
    """What replaces the numbers of a query, by folded number, from an answer to a body with `tiers.verdicts`."""
    parts = response["aggregations"].get(REPLACED, {}).get("parts", {}).get("hits", {}).get("hits", ())
    found: dict[str, list[ReplacementCard]] = {}
    for part in parts:
        found.setdefault(part["_source"]["number_folded"], []).extend(cast("list[ReplacementCard]", part["_source"]["card"]["replaced_by"]))
    return found


def _way(hit: Mapping[str, Any], lookup: Lookup, chains: Mapping[str, list[ReplacementCard]]) -> tuple[str, tuple[Evidence, ...]] | None:
    """How the live end replaces the number, and the numbers on the way."""
    ends = [end for number in lookup.folded for end in chains.get(number, ())]
    mine = next((end for end in ends if end["id"] == hit["_source"]["id"]), None)
    if mine is None:
        return None
    path, old = " → ".join(mine["path"]), mine["path"][0]
    others = _numbers([end for end in ends if end["path"][0] == old and end["id"] != mine["id"]])
    if mine["set_kind"] == "all" and others:
        note = f"replaces {old} together with {others}"
    elif mine["set_kind"] == "any" and others:
        note = f"replaces {old}; or choose {others}"
    else:
        note = f"replaces {old}"
    return (f"{note}: {path}" if len(mine["path"]) > 2 else note), (Evidence("replacement", path, 0.0),)


def _stand_ins(ends: list[ReplacementCard]) -> str | None:
    """What to buy instead of the part of the number."""
    if not ends:
        return None
    how = {"all": "all of ", "any": "any of "}.get(ends[0]["set_kind"], "") if len(ends) > 1 else ""
    return f"replaced by {how}{_numbers(ends)}"


def _numbers(ends: list[ReplacementCard]) -> str:
    return ", ".join(dict.fromkeys(end["part_number"] for end in ends))


def _nearest(hit: Mapping[str, Any], asked: str) -> str | None:
    """The difference from the number on the card, or else from the first alias that is near."""
    number = hit["_source"]["card"]["part_number"]
    if (found := difference(asked, number)) is not None:
        return found.text
    aliases = ((alias, difference(asked, alias)) for alias in hit["_source"].get("aliases", ()))
    return next((f"{found.text} ({alias})" for alias, found in aliases if found is not None), None)
