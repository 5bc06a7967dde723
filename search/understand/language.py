"""The words of vocabulary.yml, compiled once for matching. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.tuning.vocabulary import WordsConfig
from search.understand.phrases import PhraseIndex
from search.understand.text import HAN, phrase_key


def _flags(phrases: Iterable[str]) -> PhraseIndex[bool]:
    return PhraseIndex((phrase, True) for phrase in phrases)


def _by_value(groups: Mapping[str, Iterable[str]]) -> PhraseIndex[str]:
    return PhraseIndex((phrase, value) for value, phrases in groups.items() for phrase in phrases)


def _by_number(groups: Mapping[int, Iterable[str]]) -> PhraseIndex[int]:
    return PhraseIndex((phrase, value) for value, phrases in groups.items() for phrase in phrases)


def _one_of(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


# A word does not end before a letter, a digit or a vowel mark.
ENDS = rf"(?!(?![{HAN}])[^\W_]|[\u0300-\u036F\u0900-\u0DFF])"
_PLAIN = r"\d+(?:[.,'’\u00a0\u202f]\d+)*"
_SPACED = r"\d{1,3}(?: \d{3})+(?!\d)"


def _amount_pattern(words: WordsConfig, number: str) -> re.Pattern[str]:
    """(mark) number (multiplier) (mark or word), as one pattern."""
    marks = [mark for currency in words.currencies.values() for mark in currency.marks]
    names = [name for currency in words.currencies.values() for name in currency.words]
    multipliers = [*words.multipliers, *words.multipliers_with_currency]
    return re.compile(
        rf"(?:(?<![^\W_])(?P<word_before>{_one_of(names)})\.?\s?|(?P<mark_before>{_one_of(marks)})\s?)?"
        rf"(?P<number>{number})(?:\s?-?(?P<multiplier>{_one_of(multipliers)}){ENDS})?"
        rf"(?:\s?(?:(?P<mark_after>{_one_of(marks)})|(?P<word_after>{_one_of(names)}){ENDS}\.?))?",
        re.IGNORECASE,
    )


def _currency_pattern(words: WordsConfig) -> re.Pattern[str]:
    """A mark or word of a currency that follows a sum."""
    marks = _one_of(mark for currency in words.currencies.values() for mark in currency.marks)
    names = _one_of(name for currency in words.currencies.values() for name in currency.words)
    return re.compile(rf"[\s-]*(?P<currency>{marks}|(?:{names}){ENDS})\.?", re.IGNORECASE)


def _duration_pattern(words: WordsConfig) -> re.Pattern[str]:
    units = [unit for units in words.durations.values() for unit in units]
    numbers = [name for names in words.number_words.values() for name in names]
    low = r"(?:\d+\s?(?:-|–|to|bis|à)\s?)?"  # of "2-3 days" the higher end counts
    number = rf"(?P<number>\d+(?:[.,]\d+)?|(?:{_one_of(numbers)})(?=[\s-]))"
    return re.compile(rf"(?<![\w.,]){low}{number}\s?-?\s?(?P<unit>{_one_of(units)}){ENDS}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Language:
    """Phrase indexes by purpose; the lists are described in vocabulary.yml."""

    words: WordsConfig
    phrases: Mapping[str, PhraseIndex[bool]]
    conditions: PhraseIndex[str]
    sorts: PhraseIndex[str]
    countries: PhraseIndex[str]
    options: PhraseIndex[str]
    lead_words: PhraseIndex[int]
    dozens: PhraseIndex[int]
    amount: re.Pattern[str]
    spaced_amount: re.Pattern[str]
    currency_behind: re.Pattern[str]
    duration: re.Pattern[str]
    duration_units: Mapping[str, str]
    number_words: Mapping[str, int]
    currencies: Mapping[str, str]
    multipliers: Mapping[str, int]
    round_sums: PhraseIndex[int]
    known: frozenset[str]


def compile_language(words: WordsConfig) -> Language:
    """Compile the lists. Costs some milliseconds: once per loaded configuration, not per query."""
    phrases = {name: value for name, value in words if isinstance(value, tuple)}
    spellings = {name: code for code, currency in words.currencies.items() for name in (*currency.marks, *currency.words)}
    every_multiplier = {**words.multipliers, **words.multipliers_with_currency}
    return Language(
        words=words,
        phrases={name: _flags(value) for name, value in phrases.items()},
        conditions=_by_value(words.conditions),
        sorts=_by_value(words.sorts),
        countries=_by_value(words.countries),
        options=_by_value(words.option_words),
        lead_words=_by_number(words.lead_words),
        dozens=_by_number(words.dozens),
        amount=_amount_pattern(words, _PLAIN),
        spaced_amount=_amount_pattern(words, _SPACED),
        currency_behind=_currency_pattern(words),
        duration=_duration_pattern(words),
        duration_units={unit.casefold(): kind for kind, units in words.durations.items() for unit in units},
        number_words={spelling: number for number, names in words.number_words.items() for name in names for spelling in (name.casefold(), phrase_key(name))},
        currencies={name.casefold(): code for name, code in spellings.items()},
        multipliers={spelling: factor for name, factor in every_multiplier.items() for spelling in (name.casefold(), phrase_key(name))},
        round_sums=PhraseIndex((name, factor) for name, factor in every_multiplier.items() if " " in name),
        known=_known(words),
    )


def _known(words: WordsConfig) -> frozenset[str]:
    """Every word of the lists, folded: such a word is never a misspelt name."""
    found: set[str] = set()
    for _, value in words:
        groups = value.values() if isinstance(value, dict) else [value]
        for group in groups:
            if isinstance(group, tuple):
                found.update(phrase_key(word) for phrase in group for word in phrase.split())
    return frozenset(found)
