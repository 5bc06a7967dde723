"""vocabulary.yml as a value: the words by which plain language becomes filters. Pure: nothing here reads a file."""

from decimal import Decimal

from pydantic import Field

from search.tuning.types import Reasoned, Share, Tuned

Phrases = tuple[str, ...]


class CurrencyWords(Tuned):
    """How a currency is written: marks before or behind the number, words behind or before it."""

    marks: Phrases
    words: Phrases


class SmallestBare(Reasoned):
    """The smallest number that may be money without a currency."""

    amount: Decimal = Field(ge=0)


class WordsConfig(Tuned):
    """vocabulary.yml and vocabulary_countries.yml; what each list is for is said there."""

    conditions: dict[str, Phrases]
    not_conditions: Phrases
    negations: Phrases
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
    around_share: Share
    between: Phrases
    range_from: Phrases
    range_joiners: Phrases
    between_joiners: Phrases
    below_after: Phrases
    above_after: Phrases
    price_words: Phrases
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
    ordinary: Phrases
    not_models: Phrases
    maker_of_other: Phrases
    device_words: Phrases
    context_words: Phrases
    option_words: dict[str, Phrases]
    countries: dict[str, Phrases]
