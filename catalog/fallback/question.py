"""A search in the catalogue's own terms, and its answer, as values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from accounts.viewer import ANONYMOUS, Viewer
from catalog.wish import NOTHING, OfferWish

Order = Literal["relevance", "price_asc", "price_desc", "newest", "best_selling", "rating", "fastest"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers to look up: as printed, folded, as GTIN of 14 digits, and beginnings (folded)."""

    typed: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Words to look up, each with the other terms for it; a part needs at least `least` of them."""

    each: tuple[tuple[str, ...], ...] = ()
    least: int = 0


@dataclass(frozen=True, slots=True)
class FitWish:
    """Equipment that parts are for. None is not known; `software_place` counts from 0 in the model's list."""

    model_id: int | None
    modality: str
    serial_order: int | None = None
    software_place: int | None = None
    options: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FitOrder:
    """What the equipment does to the order, by level (fits, may_fit, same_modality, unknown, does_not_fit).

    `factors` multiply the score of words, `points` are added within a number's tier.
    """

    equipment: FitWish
    factors: Mapping[str, float]
    points: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PartWish:
    """Properties of the part; values of one field are alternatives, None asks for nothing. Ids of categories mean all below, too."""

    categories: tuple[int, ...] | None = None
    manufacturers: tuple[int, ...] | None = None
    models: tuple[int, ...] | None = None
    modalities: tuple[str, ...] | None = None
    rating_min: Decimal | None = None
    specifications: tuple[tuple[str, str], ...] = ()  # (key, value or "min..max")
    fits: tuple[FitWish, ...] | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What moves the order, all of it from the relevance configuration.

    `tiers` by exact, normalised, alias, superseded_live, superseded and prefix; `fields` by name, category, manufacturer
    and description. The other four are boosts, `most` the largest factor that they may make together.
    """

    tiers: Mapping[str, float]
    fields: Mapping[str, float]
    lifecycle: Mapping[str, float]
    popularity: float
    available: float
    likely: float
    most: float


@dataclass(frozen=True, slots=True)
class Question:
    """One search. `everything`: nothing was asked but filters. `refused` parts are left out, `likely` ones go first.

    `usd_per_unit` gives the rates by which prices are compared; offers in other currencies are not seen.
    """

    weights: Weights
    viewer: Viewer = ANONYMOUS
    numbers: Numbers = Numbers()
    words: Words = Words()
    everything: bool = False
    parts: PartWish = PartWish()
    refused: tuple[PartWish, ...] = ()
    likely: tuple[PartWish, ...] = ()
    offers: OfferWish = NOTHING
    order: Order = "relevance"
    fit: FitOrder | None = None
    offset: int = 0
    limit: int = 24
    usd_per_unit: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A part that matches; `tier` is a key of `Weights.tiers`, None for words and for browsing."""

    id: int
    tier: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the answer and the number of all parts that match."""

    parts: tuple[FoundPart, ...]
    total: int
