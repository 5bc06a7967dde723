"""Numbers with units in a query: "12 V 7 Ah", "3,5 mm", "10 ft", "over 10 amps", "2 to 4 mm". Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from core.errors import InvalidInput
from core.values.measure import Unit, parse_number, unit_of
from search.understand.bounds import bound_after, bound_before
from search.understand.finding import Context

# One letter is a unit only glued to its number, or as its symbol is written: "5 A" and "5A", not "5 a".
_CASED = {"m": "m", "A": "A", "V": "V", "v": "V", "W": "W", "T": "T", "N": "N", "L": "L", "g": "g", "h": "h", "K": "K", "C": "°C", "J": "J"}
# Days and longer are lead times or warranties.
_LONGEST = 7  # characters of a number that measures something
_LONGEST_BEFORE_A_LETTER = 4  # digits that one letter may follow as their unit: "7701421W" is no power
_TIMES = ("h", "min", "s", "ms")
_MEASURE = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)(?P<space>\s?-?\s?)"
    r"(?P<unit>dots/mm|lines/cm|[lL]/min|mL/min|ml/min|mL/h|ml/h|m³/h|mS/cm|mmHg|cmH2O|°\s?[CF]|[\"″]|''|[^\W\d_]{1,10}[²³23]?)(?![^\W\d_])"
)
# "407A-RKJG", "7A-MY-9281"; "100V-240V" is a range, "12V-DC" and "24V-LED" are what they say.
_CODE_GOES_ON = re.compile(r"-(?!\d+(?:[.,]\d+)?[A-Za-z]{1,3}(?!\S))(?=\S*[A-Z])(?:[A-Z]{4,}|(?=\S*\d)[A-Z0-9][A-Z0-9./-]{2,})(?!\S)")
_RANGE = re.compile(r"(?P<low>\d+(?:[.,]\d+)?)\s?(?:-|–|—|to|bis|à|\.\.)\s?$")
_AND = re.compile(r"(?P<low>\d+(?:[.,]\d+)?)\s?(?:and|und|et|to|bis|à|-|–)\s?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure at its place; `least` or `most` is None at an open end, both are equal for an exact one."""

    start: int
    end: int
    unit: str
    least: Decimal | None
    most: Decimal | None


def read_measures(context: Context) -> list[Reading]:
    """Every number with a unit that is known."""
    found: list[Reading] = []
    text = context.scan.text
    previous = -1
    for match in _MEASURE.finditer(text):
        before = text[match.start() - 1 : match.start()]
        letter = before.isalpha() and before in "TFtf" and not text[max(0, match.start() - 2) : match.start() - 1].isalnum()
        if before in (".", ",", "/") and text[match.start() - 2 : match.start() - 1].isdigit():
            continue
        if before.isalnum() and match.start() != previous and not letter:
            continue
        if _is_code(context, match):
            continue
        unit = _unit(context, match["unit"], glued=not match["space"])
        if unit:
            previous = match.end()
            found.append(_bounded(context, match, unit))
    return found


def _is_code(context: Context, match: re.Match[str]) -> bool:
    """Whether the number is a piece of a part number: "FJG-91V", "911096206V03", "042V", "7701421W"."""
    text = context.scan.text
    number, before = match["number"], text[: match.start()]
    if len(number) > _LONGEST or (number[0] == "0" and number[1:2].isdigit()):
        return True
    if number.isdigit() and len(number) > _LONGEST_BEFORE_A_LETTER and len(match["unit"]) == 1 and not match["space"]:
        return True
    if len(match["unit"]) == 1 and not match["space"] and _CODE_GOES_ON.match(text, match.end()):
        return True
    if before[-1:] in ("-", "_", "/") and not re.search(r"(?<![\w.-])\d+(?:[.,]\d+)?[-/]$", before):
        return before[-2:-1].isalnum()
    if not text[match.end() : match.end() + 1].isdigit():
        return False
    following = _MEASURE.match(text, match.end())
    return following is None or _unit(context, following["unit"], glued=not following["space"]) is None


def _bounded(context: Context, match: re.Match[str], unit: str) -> Reading:
    """The measure with its bound or as the upper end of a range."""
    number = parse_number(match["number"])
    text = context.scan.text
    head = text[: match.start()]
    between = (low := _AND.search(head)) and context.before(low.start(), "between")
    low = low if between else _RANGE.search(head)
    if low and not head[: low.start()][-1:].isalnum() and (least := parse_number(low["low"])) < number:
        return Reading(between.start if between else low.start(), match.end(), unit, least, number)
    if bound := bound_before(context, match.start()):
        start = bound.start
        if bound.kind == "around":
            return Reading(start, match.end(), unit, number, number)
        return Reading(start, match.end(), unit, *((None, number) if bound.kind == "below" else (number, None)))
    after = bound_after(context, match.end())
    if after and after.end - after.start > 3:
        return Reading(match.start(), after.end, unit, *((None, number) if after.kind == "below" else (number, None)))
    return Reading(match.start(), match.end(), unit, number, number)


def _unit(context: Context, written: str, *, glued: bool) -> str | None:
    """The unit's symbol; None for what is no unit here: "5 a", "2 in stock", "3M"."""
    if len(written) == 1 and written.isalpha() and written not in _CASED and not glued:
        return None
    if written in ("M", "IN", "In") or (written == "in" and not glued):
        return None
    key = written.casefold()
    words = context.language.words
    if key in words.counted_units and written != "g":
        return words.counted_units[key]
    if written in _CASED:
        return _CASED[written]
    return _symbol(words.unit_spellings.get(key, '"' if written == "''" else written.replace("° ", "°")))


@lru_cache(maxsize=1_000)
def _symbol(spelling: str) -> str | None:
    unit = known_unit(spelling)
    return unit.symbol if (unit and unit.quantity != "time") or (unit and unit.symbol in ("h", "min", "s", "ms")) else None


@lru_cache(maxsize=1_000)
def known_unit(spelling: str) -> Unit | None:
    """The unit of a spelling, or None."""
    try:
        return unit_of(spelling)
    except InvalidInput:
        return None
