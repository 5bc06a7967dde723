"""Finding many known phrases in a query at once, by the folded key of one to eight words. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from search.understand.text import Scan, Word, scan

T = TypeVar("T")
LONGEST = 8


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A phrase that stands in the query: words `first` to `last` (inclusive) and what it means."""

    first: int
    last: int
    start: int
    end: int
    key: str
    values: tuple[T, ...]


def _as_is(key: str) -> str:
    return key


class PhraseIndex(Generic[T]):
    """Phrases by key. `word_key` says how each word is compared (as is, or without its plural)."""

    def __init__(self, phrases: Iterable[tuple[str, T]], word_key: Callable[[str], str] = _as_is) -> None:
        self._word_key = word_key
        found: dict[str, list[T]] = {}
        longest = 1
        for phrase, value in phrases:
            words = scan(phrase).words
            key = "".join(word_key(word.key) for word in words)
            if key and value not in found.setdefault(key, []):
                found[key].append(value)
            longest = max(longest, len(words) + 1)
        self._values: dict[str, tuple[T, ...]] = {key: tuple(values) for key, values in found.items()}
        self._longest = min(longest, LONGEST)
        # What a key may begin and end with: most words of a query begin nothing, and the search stops there.
        self._heads = frozenset(key[:length] for key in found for length in range(1, len(key) + 1))
        self._tails = frozenset(key[-length:] for key in found for length in range(1, len(key) + 1))

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> tuple[T, ...]:
        """What a key means."""
        return self._values.get(key, ())

    def keys(self) -> Iterator[str]:
        """All keys."""
        return iter(self._values)

    def at(self, query: Scan, first: int) -> Match[T] | None:
        """The longest phrase that begins with word `first`."""
        best = None
        key = ""
        for last in range(first, min(first + self._longest, len(query.words))):
            word = query.words[last]
            if last > first and word.joint is None:
                break
            key += self._word_key(word.key)
            if key not in self._heads:
                break
            values = self._values.get(key)
            if values is not None:
                best = _match(query.words, first, last, key, values)
        return best

    def all_at(self, query: Scan, first: int) -> Iterator[Match[T]]:
        """Every phrase that begins with word `first`, short ones first."""
        key = ""
        for last in range(first, min(first + self._longest, len(query.words))):
            word = query.words[last]
            if last > first and word.joint is None:
                return
            key += self._word_key(word.key)
            if key not in self._heads:
                return
            values = self._values.get(key)
            if values is not None:
                yield _match(query.words, first, last, key, values)

    def ending_at(self, query: Scan, last: int) -> Match[T] | None:
        """The longest phrase that ends with word `last`."""
        best = None
        key = ""
        for first in range(last, max(last - self._longest, -1), -1):
            key = self._word_key(query.words[first].key) + key
            if key not in self._tails:
                break
            values = self._values.get(key)
            if values is not None:
                best = _match(query.words, first, last, key, values)
            if query.words[first].joint is None:
                break
        return best

    def find(self, query: Scan) -> Iterator[Match[T]]:
        """The phrases of a query from left to right, the longest at each place, none inside another."""
        first = 0
        while first < len(query.words):
            match = self.at(query, first)
            if match:
                yield match
            first = match.last + 1 if match else first + 1


def _match(words: tuple[Word, ...], first: int, last: int, key: str, values: tuple[T, ...]) -> Match[T]:
    return Match(first, last, words[first].start, words[last].end, key, values)
