"""How a number that somebody typed differs from one of the catalogue, in words. Pure."""

from dataclasses import dataclass
from typing import Literal

from core.values.part_number import confuse, fold

Kind = Literal["confusable", "transposition", "edit"]


@dataclass(frozen=True, slots=True)
class Difference:
    """`text` is such as "differs at character 7: 8, not B": characters are counted from 1 in the number as typed, separators too."""

    kind: Kind
    text: str


def difference(typed: str, number: str) -> Difference | None:
    """How `number` differs from `typed`, or None when they are the same but for separators, or more than one step apart."""
    mine, theirs = fold(typed), fold(number)
    if mine == theirs:
        return None
    apart = [i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b]
    places = _places(typed)
    if len(mine) == len(theirs) and (len(apart) == 1 or confuse(mine) == confuse(theirs)):
        kind: Kind = "confusable" if confuse(mine) == confuse(theirs) else "edit"
        return Difference(kind, _differs(", and ".join(f"at character {places[i]}: {theirs[i]}, not {mine[i]}" for i in apart)))
    first = apart[0] if apart else min(len(mine), len(theirs))
    if len(mine) == len(theirs) and mine[first : first + 2] == theirs[first : first + 2][::-1] and mine[first + 2 :] == theirs[first + 2 :]:
        return Difference("transposition", _differs(f"at character {places[first]}: {theirs[first : first + 2]}, not {mine[first : first + 2]}"))
    if mine[first:] == theirs[first + 1 :]:
        place = places[first] if first < len(places) else places[-1] + 1
        return Difference("edit", _differs(f"at character {place}: {theirs[first]} is missing"))
    if mine[first + 1 :] == theirs[first:]:
        return Difference("edit", _differs(f"at character {places[first]}: {mine[first]} is too much"))
    return None


def _differs(where: str) -> str:
    return f"differs {where}"


def _places(typed: str) -> list[int]:
    """For each character of the folded number, the place from 1 in `typed` that it comes from."""
    return [place for place, character in enumerate(typed, start=1) for _ in fold(character)]
