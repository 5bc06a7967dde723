"""Reads which kind of part: names, synonyms and translations of categories. Pure.

Certain only when it is written by its full name; a synonym boosts. A synonym of several categories is decided by the equipment
in the query or stays text. Of several categories the longest stands, what is before "for" rather than what is behind it.
"""

from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.understand.finding import Context, Finding, is_glued, negated
from search.understand.lexicon import FUZZY_FROM, TWO_EDITS_FROM
from search.understand.phrases import Match
from search.understand.text import WORD, Scan, phrase_key, singular
from search.understand.vocabulary import CategoryName


def read_categories(context: Context) -> Iterator[Finding]:
    """At most one finding with `category`, and those with `not.category`; `context.found` holds the models."""
    chosen: tuple[tuple[int, int, int], Finding] | None = None
    for match in _matches(context):
        values = _values(context, match)
        if len(values) != 1 or is_glued(context, match.end):
            continue
        negation = negated(context, match.start, "without")
        full = any(_is_full_name(category, phrase_key(context.scan.text[match.start : match.end])) for category in match.values)
        if negation is not None:
            yield Finding((("not.category", values[0]),), negation, match.end, certain=False)
            continue
        finding = Finding((("category", values[0]),), match.start, match.end, full)
        rank = (int(_is_context(context, match)), -_length(context, match), match.start)
        if chosen is None or rank < chosen[0]:
            chosen = (rank, finding)
    if chosen:
        yield chosen[1]


def _matches(context: Context) -> Iterator[Match[CategoryName]]:
    """Phrases of categories that say enough: no single word that stands in many names, unless it is a full name."""
    for match in context.lexicon.categories.find(_corrected(context)):
        broad = match.first == match.last and match.key in context.lexicon.broad and negated(context, match.start, "without") is None
        if not broad or any(category.full and len(WORD.findall(category.name)) == 1 for category in match.values):
            yield match


def _corrected(context: Context) -> Scan:
    """The query with unknown words of six letters and more that are one edit (two from nine) from one word of categories put right."""
    words = []
    for word in context.scan.words:
        key = word.key
        if len(key) > FUZZY_FROM and key.isalpha() and key.isascii() and not _is_known(context, key):
            edits = 2 if len(key) >= TWO_EDITS_FROM else 1
            best = process.extractOne(singular(key), context.lexicon.category_spellings.get(key[0], ()), scorer=OSA.distance, score_cutoff=edits)
            word = replace(word, key=best[0] if best and abs(len(best[0]) - len(key)) <= 1 else key)  # noqa: PLW2901 - the word as it is meant
        words.append(word)
    return replace(context.scan, words=tuple(words))


def _is_known(context: Context, key: str) -> bool:
    return singular(key) in context.lexicon.category_words or key in context.lexicon.makers or key in context.lexicon.models or key in context.language.known


def _values(context: Context, match: Match[CategoryName]) -> list[str]:
    """The categories that a phrase can mean here; a full name goes before synonyms."""
    written = phrase_key(context.scan.text[match.start : match.end])
    named = {category.value for category in match.values if _is_full_name(category, written)} or {category.value for category in match.values}
    if len(named) > 1:
        modalities = {context.lexicon.model_modalities.get(str(value), "") for value in context.values("model")}
        modalities |= {value for found in context.lexicon.modalities.find(context.scan) for value in found.values}
        fitting = {value for value in named if modalities & context.lexicon.category_modalities.get(value, frozenset())}
        named = fitting or named
    return sorted(named)


def _is_full_name(category: CategoryName, written: str) -> bool:
    return category.full and phrase_key(category.name) == written


def _length(context: Context, match: Match[CategoryName]) -> int:
    return sum(len(word.key) for word in context.scan.words[match.first : match.last + 1])


def _is_context(context: Context, match: Match[CategoryName]) -> bool:
    """Whether the phrase stands behind "for": it tells of the equipment."""
    return context.before(match.start, "context_words") is not None
