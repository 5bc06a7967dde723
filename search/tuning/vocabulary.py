"""vocabulary.yml as a value: the words by which plain language becomes filters. Pure: nothing here reads a file."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

Phrases = tuple[str, ...]


class Words(BaseModel):
    """A mapping of the vocabulary: no unknown keys, never changed after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CurrencyWords(Words):
    """How a currency is written: marks before or behind the number, words behind or before it."""

    marks: Phrases
    words: Phrases


class SmallestBare(Words):
    """The smallest number that may be money without a currency."""

    amount: Decimal = Field(ge=0)
    why: str = Field(min_length=8)


class AroundShare(Words):
    """How far "around" reaches to both sides, as a part of the sum."""

    share: Decimal = Field(gt=0, lt=1)
    why: str = Field(min_length=8)


class VocabularyFile(Words):
    """vocabulary.yml; what each list is for is said there."""

    conditions: dict[str, Phrases]
    not_conditions: Phrases
    merely_new: Phrases
    negations: Phrases
    without: Phrases
    negations_behind: Phrases
    negated_fillers: Phrases
    also: Phrases
    in_stock: Phrases
    not_in_stock: Phrases
    lead_words: dict[int, Phrases]
    not_lead: Phrases
    lead_before: Phrases
    lead_after: Phrases
    warranty: Phrases
    warranty_between: Phrases
    durations: dict[str, Phrases]
    number_words: dict[int, Phrases]
    ship_from: Phrases
    not_ship_from: Phrases
    ship_from_articles: Phrases
    ship_from_after: Phrases
    sorts: dict[str, Phrases]
    not_sorts: Phrases
    sort_fillers: Phrases
    quantity_units: Phrases
    quantity_words: Phrases
    quantity_sets: Phrases
    packs: Phrases
    quantity_verbs: Phrases
    dozens: dict[int, Phrases]
    below: Phrases
    above: Phrases
    around: Phrases
    around_share: AroundShare
    between: Phrases
    range_from: Phrases
    range_joiners: Phrases
    between_joiners: Phrases
    below_after: Phrases
    above_after: Phrases
    price_words: Phrases
    price_nouns: Phrases
    multipliers: dict[str, int]
    multipliers_with_currency: dict[str, int]
    rupee_multipliers: Phrases
    currencies: dict[str, CurrencyWords]
    smallest_bare: SmallestBare
    counted: Phrases
    measured: Phrases
    error_words: Phrases
    weak_error_words: Phrases
    error_fillers: Phrases
    code_letters: Phrases
    spellings: dict[str, str]
    company_words: Phrases
    ordinary: Phrases
    variants: Phrases
    not_models: Phrases
    serial_words: Phrases
    maker_of_other: Phrases
    device_words: Phrases
    context_words: Phrases
    option_words: dict[str, Phrases]
    counted_units: dict[str, str]
    unit_spellings: dict[str, str]


class CountriesFile(Words):
    """vocabulary_countries.yml."""

    countries: dict[str, Phrases]


class WordsConfig(VocabularyFile, CountriesFile):
    """Both files of the vocabulary as one."""
