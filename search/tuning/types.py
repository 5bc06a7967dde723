"""The relevance configuration as values. Pure: nothing here reads a file.

Each class mirrors one mapping of `relevance/config/query`; whatever holds a number is `Reasoned` and must say why.
"""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ConfigDict, Field

from search.rules.types import NO_RULES, RuleConfig
from search.tuning.reasoned import Factor, Most, Reasoned, Share, Tuned, Weight
from search.tuning.vocabulary import WordsConfig


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """What a new index is made of.

    `settings` is the `index` part of the engine's settings (knn, limits, analysis), to be merged with shards, replicas
    and refresh interval; `mappings` is the engine's mappings body; `fingerprint` is the hex SHA-256 of both.
    """

    settings: dict[str, Any]
    mappings: dict[str, Any]
    fingerprint: str


class Phrase(Reasoned):
    """The bonus for words that stand together; `slop` words may stand between."""

    field: str
    weight: float = Field(gt=0)
    slop: int = Field(ge=0, le=10)


class MinimumWords(Reasoned):
    """How many words of a query must match."""

    all_up_to: int = Field(ge=1)
    share: float = Field(gt=0, le=1)

    def of(self, words: int) -> int:
        """The number of words that must match out of `words`."""
        return words if words <= self.all_up_to else max(self.all_up_to, int(words * self.share))


class Typos(Reasoned):
    """Typo tolerance for words: one edit from `one_from` letters, two from `two_from`, none in the first `same_beginning`."""

    one_from: int = Field(ge=3)
    two_from: int = Field(ge=5)
    same_beginning: int = Field(ge=0)
    most_spellings: int = Field(ge=1, le=50)
    most_words: int = Field(ge=0)
    fields: tuple[str, ...]

    def edits(self, word: str) -> int:
        """The edits allowed in `word`: 0 for anything but letters."""
        if not word.isalpha() or len(word) < self.one_from:
            return 0
        return 2 if len(word) >= self.two_from else 1


class TextConfig(Tuned):
    """text.yml."""

    fields: dict[str, Weight]
    other_fields: Share
    phrase: Phrase
    all_words: Factor
    minimum: MinimumWords
    typos: Typos
    synonym: Factor
    likely_category: Weight
    filler: frozenset[str]


TierName = Literal[
    "exact",
    "normalised",
    "alias",
    "superseded_live",
    "superseded",
    "prefix",
    "infix",
    "near_confusable",
    "near_transposition",
    "near_edit",
]


class Step(Reasoned):
    """The distance between two tiers, and the highest BM25 score of one word that it was chosen for."""

    points: int = Field(gt=0)
    highest_word_score: float = Field(gt=0)


class Height(Reasoned):
    """A tier's rank, in steps."""

    height: int = Field(ge=1, le=20)


class Fragment(Reasoned):
    """Fragments of numbers have at least `shortest` characters (the index holds trigrams)."""

    shortest: int = Field(ge=3)


class Near(Reasoned):
    """A misspelt number has at least `shortest` characters, or every short number would be near every other."""

    shortest: int = Field(ge=3)


class TierConfig(Tuned):
    """tiers.yml."""

    step: Step
    tiers: dict[TierName, Height]
    fragment: Fragment
    near: Near


class BoostConfig(Tuned):
    """boosts.yml."""

    popularity: Weight
    available: Weight
    likely: Weight
    lifecycle: dict[Literal["active", "nrnd", "discontinued", "superseded", "recalled"], Weight]
    most: Factor


class Likeness(Reasoned):
    """How near in meaning: (1 + cosine) / 2."""

    likeness: float = Field(ge=0, le=1)


class FusionConfig(Tuned):
    """fusion.yml."""

    meaning: Weight
    reordered: Most
    sparse: Most
    few: Most
    admitted: Most
    least: Likeness
    least_beside: Likeness
    beneath: Factor


class Level(Reasoned):
    """What a part's relation to the equipment means for the order: a factor on words, points inside a number tier."""

    factor: float = Field(gt=0, le=1)
    points: float = Field(ge=0, le=100)


class Levels(Tuned):
    """From what surely fits to what surely does not."""

    fits: Level
    may_fit: Level
    same_modality: Level
    unknown: Level
    does_not_fit: Level


class Points(Reasoned):
    """Points of score."""

    points: float = Field(gt=0)


class FitConfig(Tuned):
    """fit.yml."""

    levels: Levels
    within_tier: Points


FacetName = Literal["category", "manufacturer", "modality", "model", "condition", "price", "in_stock"]


class FacetLayout(Tuned):
    """One facet: `name` is the search parameter that it sets."""

    name: FacetName
    label: str
    kind: Literal["terms", "range", "tree"]


class PriceBounds(Reasoned):
    """Ascending bounds of the price ranges by currency, in whole units of it."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, tuple[int, ...]]

    def of(self, currency: str) -> tuple[int, ...] | None:
        """The bounds for a currency, or None when the file has none for it."""
        return self.__pydantic_extra__.get(currency)


class FacetConfig(Tuned):
    """facets.yml."""

    facets: tuple[FacetLayout, ...]
    price_bounds: PriceBounds
    conditions: dict[str, str]


class SuggestConfig(Tuned):
    """suggest.yml."""

    shortest: Most
    looked_at: Most
    shown: Most
    named: Most
    past: Most


class SimilarConfig(Tuned):
    """similar.yml."""

    models: Weight
    specifications: Weight
    near: Share
    maker: Weight
    available: Weight
    most_models: Most
    shown: Most


class SynonymConfig(Tuned):
    """synonyms.yml."""

    groups: tuple[tuple[str, ...], ...]


class SentenceNumbers(Reasoned):
    """What a part number beside ordinary words must have at least."""

    digits_alone: int = Field(ge=4)
    mixed_length: int = Field(ge=4)
    mixed_digits: int = Field(ge=1)


class NumberWords(Tuned):
    """The words around part numbers."""

    prefixes: frozenset[str]
    not_after: frozenset[str]
    beside: frozenset[str]
    beside_length: Most
    units: frozenset[str]
    currency_marks: str
    sentence: SentenceNumbers
    most: Most


class UnderstandingConfig(Tuned):
    """understanding.yml."""

    part_number: NumberWords


@dataclass(frozen=True, slots=True)
class QueryConfig:
    """All of `relevance/config/query`; `release` is the hex SHA-256 of its content: the same id, the same ranking."""

    text: TextConfig
    tiers: TierConfig
    boosts: BoostConfig
    facets: FacetConfig
    fusion: FusionConfig
    fit: FitConfig
    suggest: SuggestConfig
    similar: SimilarConfig
    synonyms: SynonymConfig
    understanding: UnderstandingConfig
    words: WordsConfig
    release: str
    rules: RuleConfig = NO_RULES
