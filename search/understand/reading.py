"""What readers are given and give back. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from search.labels import Labels
from search.response import Chip
from search.tuning.types import UnderstandingConfig
from search.understand.words import Word


@dataclass(frozen=True, slots=True)
class Question:
    """The query and what it is read with; `taken` holds the positions of words that an earlier reader has claimed.

    `described` says that an earlier reader knows what kind of part is meant: a number beside that is not alone.
    """

    text: str
    words: tuple[Word, ...]
    taken: frozenset[int]
    vocabulary: UnderstandingConfig
    labels: Labels
    currency: str
    described: bool = False

    def free(self) -> tuple[int, ...]:
        """Positions of the words that nobody has claimed."""
        return tuple(position for position in range(len(self.words)) if position not in self.taken)


@dataclass(frozen=True, slots=True)
class Reading:
    """A chip and the positions of the words that it explains."""

    chip: Chip
    positions: frozenset[int]


# A reader returns what it is sure enough of; readings do not overlap.
Reader = Callable[[Question], tuple[Reading, ...]]
