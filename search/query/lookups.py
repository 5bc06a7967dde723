"""Which numbers a query asks for: one `Lookup` each. Pure."""

import re
from dataclasses import dataclass

from core.values.part_number import fold
from search.response import UnderstoodQuery
from search.tuning.types import TierConfig

_LONGEST_FOLDED = 80  # of the catalogue's own numbers
_WORDS_OF_A_NUMBER = 3
# Letters with a mark between them may be a number without digits ("MAX-MF"); only a part of that very number will answer.
_COINED = re.compile(r"[^\W\d_]+(?:[-/.·][^\W\d_]+)+")

# Letters that stand before a number may be its beginning ("XBO H 426E/51"): two words at most, and short ones.
_LEADING = re.compile(r"(?:(?<!\S)[^\W\d_]{1,5}\s+){1,2}$")


@dataclass(frozen=True, slots=True)
class Lookup:
    """One number in every spelling that it may have: `typed` as printed, `folded`; `fragment` (folded) for prefix and infix.

    `asked` is the number as the person typed it, empty for the query as a whole, which nobody need have meant as a number.
    """

    asked: str
    typed: tuple[str, ...]
    folded: tuple[str, ...]
    fragment: str = ""


def lookups_of(understood: UnderstoodQuery, config: TierConfig, *, guessing: bool = False) -> tuple[Lookup, ...]:
    """The numbers of a query: its part-number chips, words like "MAX-MF", and all of it as one number, whatever it looks like ("Getinge 8L 48 834 V").

    A single number and the whole query are one lookup; the whole comes last when there are several. `guessing` takes a
    short query that is no number by its looks ("NXYM", "PaxScan 174") for a fragment of one.
    """
    asked = tuple(dict.fromkeys(str(chip.value) for chip in understood.chips if chip.slot == "part_number"))
    whole = (" ".join(understood.text.split()), _without_makers(understood))
    if len(asked) <= 1:
        guess = whole[0] if guessing and len(understood.text.split()) <= _WORDS_OF_A_NUMBER else ""
        spellings = (*asked, *whole, *_led(understood, asked), *_behind_makers(understood, asked), *_coined(understood.residual))
        found = [_lookup(asked[0] if asked else guess, spellings, config)]
    else:
        found = [*(_lookup(number, (number,), config) for number in asked), _lookup("", whole, config)]
    return tuple(lookup for lookup in found if lookup.folded)


def listed(understood: UnderstoodQuery, config: TierConfig) -> Lookup | None:
    """The one number of an entry of a list, whatever stands around it ("GE 2100018"); None without a letter or digit."""
    chips = tuple(str(chip.value) for chip in understood.chips if chip.slot == "part_number")
    whole = " ".join(understood.text.split())
    lookup = _lookup(chips[0] if len(chips) == 1 else whole, (*chips, whole, _without_makers(understood)), config)
    return lookup if lookup.folded else None


def several(lookups: tuple[Lookup, ...]) -> tuple[Lookup, ...]:
    """The numbers to tell apart on the page: those typed, when they are more than one."""
    asked = tuple(lookup for lookup in lookups if lookup.asked)
    return asked if len(asked) > 1 else ()


def _lookup(asked: str, spellings: tuple[str, ...], config: TierConfig) -> Lookup:
    folded = [number for number in map(fold, spellings) if 0 < len(number) <= _LONGEST_FOLDED]
    fragment = fold(asked)
    usable = config.fragment.shortest <= len(fragment) <= _LONGEST_FOLDED
    return Lookup(asked, _unique(spellings), _unique(folded), fragment if usable else "")


def _without_makers(understood: UnderstoodQuery) -> str:
    """The query without the makers that it names: only whole words go, "BPL-KKE-0697" keeps its beginning."""
    rest = understood.text
    for chip in understood.chips:
        if chip.slot == "manufacturer":
            rest = re.sub(rf"(?<!\S){re.escape(chip.source)}(?!\S)", " ", rest, count=1)
    return " ".join(rest.split())


def _coined(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split() if _COINED.fullmatch(word))


def _led(understood: UnderstoodQuery, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The number with one and with two short words of letters before it."""
    at = understood.text.find(asked[0]) if asked else -1
    leading = _LEADING.search(understood.text[: max(at, 0)])
    words = leading[0].split() if leading else []
    return tuple(" ".join([*words[start:], asked[0]]) for start in range(len(words)))


def _behind_makers(understood: UnderstoodQuery, asked: tuple[str, ...]) -> tuple[str, ...]:
    """What follows a maker's name that is glued to a number ("GE-2100018")."""
    makers = tuple(chip.source for chip in understood.chips if chip.slot == "manufacturer")
    return tuple(number[len(maker) :].lstrip("-_/. ") for number in asked for maker in makers if number.startswith(maker))


def _unique(values: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
