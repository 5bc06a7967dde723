"""What pages show of parts, as plain values for one viewer. Pure: `catalog.queries` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.bundle import BundleCompatibility, BundleManufacturer, CategoryStep, EarlierPart, Specification


@dataclass(frozen=True, slots=True)
class LiveOffer:
    """The offer that a result row shows; `price` in `currency`."""

    id: int
    seller_id: int
    seller_name: str
    condition: str
    price: Decimal
    currency: str
    stock_available: int
    lead_time_days: int


@dataclass(frozen=True, slots=True)
class LiveRow:
    """The present state of a shown part: its best visible offer and how many there are."""

    id: int
    lifecycle: str
    best_offer: LiveOffer | None
    offer_count: int


@dataclass(frozen=True, slots=True)
class PageTier:
    """The unit price from `minimum_quantity` pieces on, in the offer's currency."""

    minimum_quantity: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class PageOffer:
    """A visible offer with its terms; `price` per piece in `currency`, `price_usd` None without a rate."""

    id: int
    seller_id: int
    seller_name: str
    seller_sku: str
    condition: str
    price: Decimal
    currency: str
    price_usd: Decimal | None
    tiers: tuple[PageTier, ...]
    minimum_quantity: int
    order_multiple: int
    stock_available: int
    lead_time_days: int
    ship_from: str
    warranty_months: int
    core_charge: Decimal | None
    core_due_days: int | None
    restock_percent: Decimal | None
    dead_on_arrival_days: int | None


@dataclass(frozen=True, slots=True)
class PageAlias:
    """Another number of the part; `own` when it is the viewer's organisation's item number."""

    alias: str
    kind: str
    source: str
    own: bool


@dataclass(frozen=True, slots=True)
class PageRelation:
    """A related part. `kind`, seen from the page's part: alternative, accessory, accessory_for, component_of or component."""

    kind: str
    id: int
    part_number: str
    name: str
    manufacturer_name: str
    lifecycle: str


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A part on the way to a replacement."""

    id: int
    part_number: str


@dataclass(frozen=True, slots=True)
class PageReplacement:
    """A live end of the supersession chain, with the way there (this part first) and what must hold for it."""

    id: int
    part_number: str
    set_kind: str
    quantity: Decimal
    path: tuple[ChainStep, ...]
    preconditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartPage:
    """Everything that the page of a part shows to one viewer. Weight in kg, dimensions in mm; offers cheapest first."""

    id: int
    version: int
    part_number: str
    name: str
    description: str
    language: str
    manufacturer: BundleManufacturer
    category_path: tuple[CategoryStep, ...]
    specifications: tuple[Specification, ...]
    images: tuple[str, ...]
    documents: tuple[Mapping[str, Any], ...]
    weight_kg: Decimal | None
    dimensions_mm: tuple[Decimal, ...]
    country_of_origin: str | None
    gtin: str | None
    hs_code: str
    hazard: str
    lifecycle: str
    lifecycle_raw: str
    warranty_months: int | None
    rating: Decimal | None
    rating_count: int
    listed_at: datetime
    offers: tuple[PageOffer, ...]
    aliases: tuple[PageAlias, ...]
    compatibilities: tuple[BundleCompatibility, ...]
    relations: tuple[PageRelation, ...]
    supersedes: tuple[EarlierPart, ...]
    replaced_by: tuple[PageReplacement, ...]
