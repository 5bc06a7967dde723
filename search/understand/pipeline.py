"""Runs the readers over a query, in order, and puts what they read together. Pure."""

from collections.abc import Collection

from search.labels import Labels
from search.response import Chip, Intent, UnderstoodQuery
from search.tuning.types import UnderstandingConfig
from search.understand.numbers import read_numbers
from search.understand.reading import Question, Reader
from search.understand.words import words_of

# The earlier reader has the first claim on a word.
READERS: tuple[tuple[str, Reader], ...] = (("part_number", read_numbers),)


def understand(text: str, vocabulary: UnderstandingConfig, labels: Labels, *, off: Collection[str] = (), currency: str = "USD") -> UnderstoodQuery:
    """Read a query. Slots in `off` are not read: their words stay text, as if nobody had known them."""
    words = words_of(text)
    taken: frozenset[int] = frozenset()
    chips: list[tuple[int, Chip]] = []
    for slot, reader in READERS:
        if slot in off:
            continue
        for reading in reader(Question(text, words, taken, vocabulary, labels, currency)):
            taken |= reading.positions
            chips.append((min(reading.positions, default=0), reading.chip))
    residual = " ".join(word.text for position, word in enumerate(words) if position not in taken)
    ordered = tuple(chip for _, chip in sorted(chips, key=lambda pair: pair[0]))
    return UnderstoodQuery(text, _intent(ordered, residual), ordered, residual)


def _intent(chips: tuple[Chip, ...], residual: str) -> Intent:
    if any(chip.slot == "part_number" for chip in chips):
        return "number"
    return "text" if residual else "browse"
