"""Splits the words of a query into units: a word, or several that the thesaurus knows as one, with what else they may be called. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from search.tuning.types import QueryConfig
from search.understand.words import Word, composed, plain, words_of


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that was asked for. `edits` are the typos forgiven in `text`; `synonyms` are other terms for it."""

    text: str
    synonyms: tuple[str, ...]
    edits: int


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Terms by their words (plain), each with the other terms of its groups; `longest` term in words."""

    others: dict[tuple[str, ...], tuple[str, ...]]
    longest: int


@lru_cache(maxsize=4)
def thesaurus(groups: tuple[tuple[str, ...], ...]) -> Thesaurus:
    """Index the synonym groups for lookup, once per configuration."""
    others: dict[tuple[str, ...], dict[str, None]] = {}
    for group in groups:
        for term in group:
            own = _key(words_of(term))
            others.setdefault(own, {}).update(dict.fromkeys(t for t in group if _key(words_of(t)) != own))
    return Thesaurus({key: tuple(terms) for key, terms in others.items()}, max(map(len, others), default=0))


def units_of(text: str, config: QueryConfig, *, forgiving: bool) -> tuple[Unit, ...]:
    """The units of a text in order, without filler unless there is nothing else; none when it holds no letter or digit.

    Typos are forgiven only if `forgiving`, and only in a query that is not long.
    """
    known = thesaurus(config.synonyms.groups)
    tuning = config.text
    words = [word for word in words_of(composed(text)) if word.folded]
    wanted = [word for word in words if word.plain not in tuning.filler] or words
    forgiving = forgiving and len(wanted) <= tuning.typos.most_words
    units: dict[str, Unit] = {}
    position = 0
    while position < len(wanted):
        length, synonyms = _longest_term(wanted[position:], known)
        if length == 1 and _is_measure(wanted[position : position + 2], config.understanding.part_number.units):
            length = 2
        taken = wanted[position : position + length]
        phrase = " ".join(word.text for word in taken)
        edits = tuning.typos.edits(taken[0].plain) if length == 1 and forgiving else 0
        units.setdefault(plain(phrase), Unit(phrase, synonyms, edits))
        position += length
    return tuple(units.values())


def _longest_term(words: list[Word], known: Thesaurus) -> tuple[int, tuple[str, ...]]:
    """How many of the first words are one known term, and its synonyms; (1, ()) for an unknown word."""
    for length in range(min(known.longest, len(words)), 0, -1):
        synonyms = known.others.get(_key(words[:length]))
        if synonyms is not None:
            return length, synonyms
    return 1, ()


def _is_measure(pair: list[Word], units: frozenset[str]) -> bool:
    """Whether two words are one value: "12 V" asks for what "12V" asks for."""
    return len(pair) == 2 and pair[0].text[0].isdigit() and pair[0].digits == len(pair[0].folded) and pair[1].joined and pair[1].plain in units


def _key(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(part for word in words for part in word.plain.replace("-", " ").split())
