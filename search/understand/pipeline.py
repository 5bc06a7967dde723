"""Runs the readers over a query and puts what they read together. Pure.

First plain language (`plain.py`), then part numbers among the words that nobody has claimed. A label's words ("P/N 12 V") keep
the number behind them out of the hands of the plain readers. `residual` is the text without part numbers and without what is
certain; uncertain readings boost, and their words are searched as well.
"""

from collections.abc import Collection, Iterable

from search.labels import Labels
from search.response import Chip, Intent, UnderstoodQuery
from search.tuning.types import UnderstandingConfig
from search.understand.faults import faults_of
from search.understand.finding import Context, Finding, overlaps
from search.understand.numbers import labelled_spans, read_numbers
from search.understand.plain import read_plain
from search.understand.reading import Question
from search.understand.resources import Resources
from search.understand.text import scan
from search.understand.words import Word, words_of

# Beside what names a kind of part a number is not alone: "battery 2100018" may be a number of something else.
_TEXT_SLOTS = ("category", "spec.", "not.category")
# A word that holds such a name and at least so many digits is a number; "12-lead-ECG" is none.
_DIGITS_BESIDE = {"manufacturer": 1, "category": 3}


def understand(  # noqa: PLR0913 - each is one value, and all but three are named
    text: str,
    vocabulary: UnderstandingConfig,
    labels: Labels,
    *,
    off: Collection[str] = (),
    currency: str = "USD",
    resources: Resources | None = None,
    devices: frozenset[str] = frozenset(),
) -> UnderstoodQuery:
    """Read a query. Slots in `off` are not read: their words stay text, as if nobody had known them.

    Without `resources` only part numbers are read. `devices` holds the external ids of the viewer's own devices.
    """
    words = words_of(text)
    findings: tuple[Finding, ...] = ()
    kept: tuple[tuple[int, int], ...] = ()
    if resources:
        kept = () if "part_number" in off else labelled_spans(words, vocabulary.part_number)
        plain = Context(scan(text), resources.language, resources.lexicon, currency, devices)
        findings = tuple(finding for finding in read_plain(plain, off) if not _touches((finding.start, finding.end), kept))
    claimed = [(finding.start, finding.end) for finding in findings if not _begins_a_number(finding, words)]
    described = any(finding.slot.startswith(_TEXT_SLOTS) and not _begins_a_number(finding, words) for finding in findings)
    taken = frozenset(position for position, word in enumerate(words) if _touches((word.start, word.end), claimed))
    chips = [(finding.start, Chip(slot, value, text[finding.start : finding.end], finding.certain)) for finding in findings for slot, value in finding.chips]
    numbered: frozenset[int] = frozenset()
    if "part_number" not in off:
        for reading in read_numbers(Question(text, words, taken, vocabulary, labels, currency, described)):
            numbered |= reading.positions
            first = words[min(reading.positions)].start if reading.positions else 0
            chips.append((first, reading.chip))
    residual = _residual(text, words, numbered, [(finding.start, finding.end) for finding in findings if finding.certain])
    ordered = tuple(chip for _, chip in sorted(chips, key=lambda pair: pair[0]))
    faults = faults_of(ordered, resources.lexicon) if resources else ()
    return UnderstoodQuery(text, _intent(ordered, residual), ordered, residual, faults)


def _begins_a_number(finding: Finding, words: tuple[Word, ...]) -> bool:
    """Whether a maker's or a category's name is but a piece of a word with digits: "BPL-GPK-1634", "LC-R689R9V" are one number all the same."""
    least = _DIGITS_BESIDE.get(finding.slot)
    length = finding.end - finding.start
    return least is not None and any(
        word.digits >= least and word.start <= finding.start and finding.end <= word.end and length < word.end - word.start for word in words
    )


def _touches(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    return any(overlaps(span, other) for other in spans)


def _residual(text: str, words: tuple[Word, ...], numbered: frozenset[int], certain: Iterable[tuple[int, int]]) -> str:
    """The words that are left, with single spaces; lone marks between what was read are dropped."""
    pieces = list(text)
    for start, end in (*((words[position].start, words[position].end) for position in numbered), *certain):
        pieces[start:end] = " " * (end - start)
    if not certain and not numbered:
        return " ".join(word.text for word in words)
    return " ".join(word.text for word in words_of("".join(pieces)) if any(character.isalnum() for character in word.text))


def _intent(chips: tuple[Chip, ...], residual: str) -> Intent:
    if any(chip.slot == "part_number" for chip in chips):
        return "number"
    return "text" if residual else "browse"
