"""Reads specifications: numbers with units by the category's own specifications, and its listed values. Pure.

Without a category a unit is read only when the catalogue uses it for one thing ("12 V": voltage). Values are in the unit of
the category's specification: "10 ft" of a cable measured in metres is "3.048".
"""

from collections.abc import Iterator
from decimal import Decimal

from core.errors import InvalidInput
from core.values.measure import Measure
from search.understand.finding import Context, Finding, inside_any
from search.understand.measures import Reading, known_unit, read_measures
from search.understand.text import WORD, fold, phrase_key, singular
from search.understand.vocabulary import Specification

Span = tuple[int, int]
_PACK = "pack_size"
_LONGEST_OPTION = 5  # words
_CATEGORY = frozenset({"category"})
_NAMES = frozenset({"category", "manufacturer"})


def read_specifications(context: Context) -> Iterator[Finding]:
    """Findings with `spec.<key>`; `context.found` holds the category."""
    category = next((str(value) for value in context.values("category")), None)
    certain = any(finding.certain for finding in context.of("category"))
    specifications = context.lexicon.specifications.get(category, ()) if category else ()
    used: set[str] = set()
    for reading in read_measures(context):
        candidates = [each for each in specifications if each.key not in used and _converts(reading, each)]
        if candidates:
            chosen = min(candidates, key=lambda each: _distance(context, reading, each))
            used.add(chosen.key)
            yield _finding(reading, chosen.key, chosen.unit, certain=certain and len(candidates) == 1)
        elif not certain and (usual := _usual(context, reading)):
            yield _finding(reading, *usual, certain=False)
    yield from _options(context, specifications, used)
    yield from _packs(context, specifications)


def _converts(reading: Reading, specification: Specification) -> bool:
    """Whether the measure is of the specification's quantity and within what the category can have, give or take."""
    if not specification.unit:
        return False
    number = reading.most if reading.most is not None else reading.least
    value = _convert(number, reading.unit, specification.unit)
    if value is None:
        return False
    low, high = specification.minimum, specification.maximum
    return (low is None or value * 4 >= low) and (high is None or value <= high * 4)


def _convert(number: Decimal | None, unit: str, target: str) -> Decimal | None:
    if number is None or unit == target:
        return number
    source, aim = known_unit(unit), known_unit(target)
    if not source or not aim or source.quantity != aim.quantity:
        return None
    try:
        return Measure(number, source.symbol).to(aim.symbol).number
    except InvalidInput:
        return None


def _distance(context: Context, reading: Reading, specification: Specification) -> tuple[int, int, int]:
    """How far a specification is from what is meant: its words in the query, a number it really has, a plain name."""
    words = {fold(word) for word in WORD.findall(specification.label)} | set(specification.key.split("_"))
    named = len(words & context.scan.keys())
    number = reading.most if reading.most is not None else reading.least
    value = _convert(number, reading.unit, specification.unit)
    low, high = specification.minimum, specification.maximum
    outside = value is None or (low is not None and value < low) or (high is not None and value > high)
    return (-named, int(outside), specification.key.count("_"))


def _usual(context: Context, reading: Reading) -> tuple[str, str] | None:
    """(key, unit) that the catalogue uses for a unit, when it is nearly always the same."""
    for unit in (reading.unit, *_relatives(reading.unit)):
        keys = context.lexicon.usual.get(unit)
        if keys and known_unit(unit) and _convert(Decimal(1), reading.unit, unit) is not None:
            return keys[0], unit
    return None


def _relatives(unit: str) -> tuple[str, ...]:
    return {"ft": ("m",), "mAh": ("Ah",), "mA": ("A",), "kW": ("W",), "mV": ("V",)}.get(unit, ())


def _finding(reading: Reading, key: str, unit: str, *, certain: bool) -> Finding:
    least, most = _convert(reading.least, reading.unit, unit), _convert(reading.most, reading.unit, unit)
    value = _plain(least) if reading.least == reading.most else f"{_plain(least)}..{_plain(most)}"
    return Finding(((f"spec.{key}", value),), reading.start, reading.end, certain, shares=_CATEGORY)


def _plain(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")


def _options(context: Context, specifications: tuple[Specification, ...], used: set[str]) -> Iterator[Finding]:
    """Listed values: the value's own words, without what is in brackets, or the words that only one value begins with."""
    category = [(finding.start, finding.end) for finding in context.of("category")]
    makers = [(finding.start, finding.end) for finding in context.of("manufacturer")]
    for specification in specifications:
        if specification.options and specification.key not in used:
            match = _option(context, specification, category, makers)
            if match:
                yield Finding(((f"spec.{specification.key}", match[0]),), match[1], match[2], certain=False, shares=_NAMES)


def _option(context: Context, specification: Specification, taken: list[Span], makers: list[Span]) -> tuple[str, int, int] | None:
    """(value, start, end) of the listed value that the query names best: by its whole name rather than by a word of it, by more of it.

    A maker's name alone is no value that only begins with it: "Philips" is not "Philips FAST".
    """
    best: tuple[tuple[bool, int], str, int, int] | None = None
    names = context.lexicon.options.get((specification.category, specification.key), {})
    for first, word in enumerate(context.scan.words):
        key = ""
        for last in range(first, min(first + _LONGEST_OPTION, len(context.scan.words))):
            if last > first and context.scan.words[last].joint is None:
                break
            key += context.scan.words[last].key
            end = context.scan.words[last].end
            option = names.get(key) or (None if key in context.language.known else names.get(singular(key)))
            rank = (option is not None and key == phrase_key(option), end - word.start)
            if option and not rank[0] and inside_any(word.start, end, makers):
                continue
            if option and (best is None or rank > best[0]) and not inside_any(word.start, end, taken):
                best = (rank, option, word.start, end)
    return best[1:] if best else _translated(context, names, taken)


def _translated(context: Context, names: dict[str, str], taken: list[Span]) -> tuple[str, int, int] | None:
    """Reads "Neugeborene" is "neonatal"."""
    for match in context.language.options.find(context.scan):
        if match.values[0] in names and not inside_any(match.start, match.end, taken):
            return names[match.values[0]], match.start, match.end
    return None


def _packs(context: Context, specifications: tuple[Specification, ...]) -> Iterator[Finding]:
    """Reads "box of 10" of a category that comes in packs tells the pack's size; elsewhere it is a quantity."""
    if not any(each.key == _PACK for each in specifications):
        return
    for match in context.phrases("packs").find(context.scan):
        index = context.scan.word_after(match.end)
        if index is not None and context.scan.words[index].number:
            word = context.scan.words[index]
            yield Finding(((f"spec.{_PACK}", str(int(word.key))),), match.start, word.end, certain=False, evidence=1, shares=_CATEGORY)
