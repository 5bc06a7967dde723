"""Numbers that are spelled out: "fifty", "two hundred and fifty", "five thousand", "zwei Lakh". Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.understand.language import Language
from search.understand.text import Scan

_SHORTEST = 4  # letters of a multiplier that may begin a number: "hundred dollars", but no "k dollars"
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words at its place; `scaled` says that a word such as "hundred" is among them."""

    start: int
    end: int
    number: int
    scaled: bool


def read_spelled(scan: Scan, language: Language) -> Iterator[Spelled]:
    """Every number in words of a text, from left to right."""
    first = 0
    while first < len(scan.words):
        found = _read(scan, first, language)
        if found:
            yield found[1]
        first = found[0] if found else first + 1


def _read(scan: Scan, first: int, language: Language) -> tuple[int, Spelled] | None:
    """(the word behind it, the number) that begins with word `first`."""
    if first and scan.words[first - 1].number and scan.words[first].joint is not None:
        return None  # "5 thousand" is read with its digits
    if whole := language.round_sums.at(scan, first):  # "one and a half lakh"
        return whole.last + 1, Spelled(whole.start, whole.end, whole.values[0], scaled=True)
    total, group, last, scaled = 0, 0, first - 1, False
    for position in range(first, len(scan.words)):
        word = scan.words[position]
        if position > first and (word.joint is None or word.joint.strip(" -")):
            break
        number, factor = language.number_words.get(word.key), language.multipliers.get(word.key)
        if number is not None and _adds(group, number):
            group += number
        elif factor and (position > first or len(word.key) >= _SHORTEST):
            total, group, scaled = _scale(total, group, factor)
        elif last >= first and scaled and word.key in language.phrases["also"] and not _begins_another(scan, position + 1, language):
            continue
        else:
            break
        last = position
    if last < first:
        return None
    return last + 1, Spelled(scan.words[first].start, scan.words[last].end, total + group, scaled)


def _begins_another(scan: Scan, position: int, language: Language) -> bool:
    """Reads "two hundred and three hundred": what follows "and" has a multiplier of its own, and is another number."""
    return position + 1 < len(scan.words) and scan.words[position + 1].key in language.multipliers


def _adds(group: int, number: int) -> bool:
    """Whether a number goes on from what stands before it: "twenty" and "five", "two hundred" and "fifty"."""
    if group == 0:
        return True
    return number < _HUNDRED if group % _HUNDRED == 0 else group % 10 == 0 and number < 10 < group % _HUNDRED


def _scale(total: int, group: int, factor: int) -> tuple[int, int, bool]:
    """(sum, open group, True) behind a multiplier: "hundred" stays open, "thousand" closes its group."""
    if factor == _HUNDRED:
        return total, max(group, 1) * factor, True
    return total + max(group, 1) * factor, 0, True
