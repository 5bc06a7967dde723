"""What a search document shows of one part, as plain values. Pure: loading is in `catalog.bundles`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

SpecificationValue = bool | int | float | str

# Makers, categories, models and modalities are shared by the bundles of a batch. They have no slots, so that what is derived
# from them is derived once and not for each part.


@dataclass(frozen=True, slots=True)
class NamedAlias:
    """Another name of a maker; `kind` is alias, misspelling or former."""

    alias: str
    kind: str


@dataclass(frozen=True)
class BundleManufacturer:
    """The part's maker."""

    id: int
    slug: str
    name: str
    aliases: tuple[NamedAlias, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name and every other one."""
        return (self.name, *(alias.alias for alias in self.aliases))


@dataclass(frozen=True, slots=True)
class CategoryStep:
    """One node on the way from the root of the tree to the part's category."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class BundleCategory:
    """The part's category: `path` from root to leaf; synonyms and translations (language -> names) of the leaf."""

    path: tuple[CategoryStep, ...]
    synonyms: tuple[str, ...]
    translations: Mapping[str, Any]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names from the root, the leaf's synonyms, and its names in other languages; each once."""
        translated: list[str] = []
        for names in self.translations.values():
            translated += [names] if isinstance(names, str) else [str(name) for name in names]
        return tuple(dict.fromkeys([*(step.name for step in self.path), *self.synonyms, *translated]))


@dataclass(frozen=True, slots=True)
class Specification:
    """One specification: `type` is number (in `unit`), enum or boolean."""

    key: str
    label: str
    type: str
    unit: str
    value: SpecificationValue


@dataclass(frozen=True, slots=True)
class BundleAlias:
    """Another number of the part; with `organisation_id` it exists for that organisation only."""

    alias: str
    folded: str
    kind: str
    organisation_id: int | None


@dataclass(frozen=True)
class BundleModality:
    """A kind of equipment."""

    code: str
    name: str
    synonyms: tuple[str, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name and its synonyms."""
        return (self.name, *self.synonyms)


@dataclass(frozen=True)
class BundleModel:
    """An equipment model; `software` in the order the revisions came out."""

    id: int
    slug: str
    name: str
    aliases: tuple[str, ...]
    manufacturer_id: int
    manufacturer_name: str
    serial_order_run: str
    software: tuple[str, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name, its other names, and the maker's."""
        return (self.name, *self.aliases, self.manufacturer_name)


@dataclass(frozen=True, slots=True)
class BundleCompatibility:
    """A statement of fit. Without `model` it is universal: for every model of `modality`. Bounds are inclusive."""

    model: BundleModel | None
    modality: BundleModality
    serial_from: int | None
    serial_to: int | None
    software_from: str | None
    software_to: str | None
    options: tuple[str, ...]
    source: str
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class BundleOffer:
    """An active offer of an approved seller. `price_usd` by the latest rate; None when the currency has none."""

    id: int
    seller_id: int
    condition: str
    price: Decimal
    currency: str
    price_usd: Decimal | None
    stock_available: int
    lead_time_days: int
    ship_from: str
    warranty_months: int
    audience: str
    audience_organisations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EarlierPart:
    """A part that this one, or a later one in its chain, came to replace."""

    id: int
    part_number: str
    folded: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """A live end of the supersession chain: `set_kind` one, all (together with the others) or any (of the others).

    `path` holds the part numbers from this part to the end, both included; `quantity` pieces of it replace one.
    """

    id: int
    part_number: str
    set_kind: str
    quantity: Decimal
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartBundle:
    """Everything that a document shows of a part, read at one instant. `version` is the part's at that instant."""

    id: int
    version: int
    removed: bool
    part_number: str
    number_folded: str
    name: str
    description: str
    language: str
    lifecycle: str
    lifecycle_raw: str
    manufacturer: BundleManufacturer
    category: BundleCategory
    specifications: tuple[Specification, ...]
    gtin: str | None
    country_of_origin: str | None
    hazard: str
    warranty_months: int | None
    popularity: int
    rating: Decimal | None
    rating_count: int
    listed_at: datetime
    images: tuple[str, ...]
    aliases: tuple[BundleAlias, ...]
    compatibilities: tuple[BundleCompatibility, ...]
    offers: tuple[BundleOffer, ...]
    supersedes: tuple[EarlierPart, ...]
    replaced_by: tuple[Replacement, ...]
    related_counts: Mapping[str, int]
