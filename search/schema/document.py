"""The shape of one search document. `relevance/config/index/mapping.yml` maps exactly these fields (strict)."""

from typing import Literal, TypedDict


class OfferDocument(TypedDict):
    """One visible-to-somebody offer (nested): active, of an approved seller."""

    id: str
    seller_id: str
    condition: str
    price_cents: int  # US cents at the latest rate, half-even
    stock: int  # on hand less reserved
    lead_time_days: int
    ship_from: str  # ISO country
    warranty_months: int
    audience: list[str]  # "public" | "registered" | "trade" | "org:<id>"


class OfferedDocument(TypedDict, total=False):
    """The offers that one circle sees; every list ascending, without repetitions; absent when there is none."""

    prices: list[int]
    stocked_prices: list[int]
    conditions: list[int]
    stocked_conditions: list[int]
    fastest: int  # the least lead time, days


class FitDocument(TypedDict, total=False):
    """One statement of fit (nested), for a model or (universal) for a modality: one of the two is absent.

    Bounds are inclusive. Of an open end: 0 and the largest value of the field. Software counts by its place in the model's list.
    """

    model_id: str
    modality: str
    serial_from: int
    serial_to: int
    has_serial_range: bool
    software_from: int
    software_to: int
    has_software_range: bool
    software_placed: bool  # False: a bound is not in the model's list, so nothing can be told
    options: list[str]  # all of them must be there
    option_count: int


class SpecificationDocument(TypedDict, total=False):
    """One specification value (nested): `number` in the category's unit, or `value`."""

    key: str
    number: float
    value: str


class CategoryCard(TypedDict):
    """A category as shown on a result: leaf id and the names from the root."""

    id: str
    path: list[str]


class NamedCard(TypedDict):
    """Something with an id and a name."""

    id: str
    name: str


class ReplacementCard(TypedDict):
    """A live end of a superseded part: the numbers from the old one to it."""

    id: str
    part_number: str
    set_kind: Literal["one", "all", "any"]
    path: list[str]


class Card(TypedDict):
    """What a result shows beside live price and stock. Stored, not indexed."""

    part_number: str
    name: str
    description: str
    manufacturer: NamedCard
    category: CategoryCard
    lifecycle: str
    image: str | None
    rating: float | None
    rating_count: int
    models: list[str]  # at most six model names, for the line "fits …"
    replaced_by: list[ReplacementCard]


class PartDocument(TypedDict, total=False):
    """One part. The engine's `_id` is the part's id, its external version the part's `version`."""

    id: str
    version: int
    content_hash: str  # hex SHA-256 of the document without version, content_hash and vector
    visible: bool  # False: a removed part, kept on the version line until it is purged
    # numbers: keywords; folded by core.values.part_number.fold
    number: str  # as printed
    number_folded: str
    aliases: list[str]  # public ones, as printed
    aliases_folded: list[str]
    private_aliases: list[str]  # "<organisation id>:<folded>"
    supersedes_folded: list[str]  # earlier numbers whose chains pass through or end here
    gtin: str
    number_confusable: list[str]  # folded number and aliases with look-alikes made one (core.values.part_number.confuse)
    replaced: bool  # something live stands in for it
    number_text: list[str]  # folded number, aliases and superseded numbers again, for fragments (n-grams)
    # words
    name: str
    description: str
    manufacturer_text: list[str]  # name and public name variants
    category_text: list[str]  # names of the path, synonyms, translations
    specification_text: list[str]  # "Nominal voltage 12 V"
    model_text: list[str]  # names and aliases of compatible models, their makers and modalities
    # facets, filters, order
    manufacturer_id: str
    category_ids: list[str]  # leaf and all ancestors
    modalities: list[str]  # of compatible models, and universal ones
    universal_modalities: list[str]
    model_ids: list[str]
    lifecycle: str
    popularity: int
    rating: float
    listed_at: str  # RFC 3339
    offers: list[OfferDocument]
    offered: dict[str, OfferedDocument]  # by circle of viewers: search.schema.offered
    offered_privately: list[str]  # organisations to which something is offered that no circle sees
    fits: list[FitDocument]
    specifications: list[SpecificationDocument]
    card: Card
    vector: list[float]  # unit length, of the part's sentence; absent until it is computed
