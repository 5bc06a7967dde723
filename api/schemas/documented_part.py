"""The part's answers as OpenAPI shows them. These models describe and test; no answer runs through them."""

from typing import Any, Literal

from api.schemas.documented import BestOffer, Category, Lifecycle, Money, Named, SetKind, Shape


class Specification(Shape):
    """One specification; a number is in `unit`."""

    key: str
    label: str
    type: Literal["number", "enum", "boolean"]
    unit: str
    value: bool | float | int | str


class Alias(Shape):
    """Another number of the part."""

    number: str
    kind: str
    source: str | None


class CompatibleModel(Shape):
    """An equipment model."""

    id: str
    name: str
    manufacturer: str


class Modality(Shape):
    """A kind of equipment."""

    code: str
    name: str


class Compatibility(Shape):
    """A statement of fit; without `model` for every model of the modality. Bounds are inclusive."""

    model: CompatibleModel | None
    modality: Modality
    serial_from: int | None
    serial_to: int | None
    software_from: str | None
    software_to: str | None
    options: list[str]
    source: str
    confidence: float


class Replacement(Shape):
    """A live end of the supersession chain; `quantity` pieces replace one."""

    id: str
    part_number: str
    set_kind: SetKind
    quantity: float
    path: list[str]
    preconditions: list[str]


class PartResponse(Shape):
    """A part."""

    id: str
    part_number: str
    manufacturer: Named
    name: str
    description: str
    language: str
    category: Category
    specifications: list[Specification]
    images: list[str]
    documents: list[dict[str, Any]]
    weight_kg: float | None
    dimensions_mm: list[float] | None
    country_of_origin: str | None
    gtin: str | None
    hs_code: str | None
    hazard: str | None
    lifecycle: Lifecycle
    lifecycle_raw: str | None
    warranty_months: int | None
    rating: float | None
    rating_count: int
    listed_at: str
    aliases: list[Alias]
    compatibilities: list[Compatibility]
    replaced_by: list[Replacement]
    best_offer: BestOffer | None
    offer_count: int


class Tier(Shape):
    """The price from a quantity on."""

    minimum_quantity: int
    price: Money


class Exchange(Shape):
    """Terms of an exchange offer."""

    core_charge: Money
    core_due_days: int | None
    restock_percent: float | None
    dead_on_arrival_days: int | None


class Offer(Shape):
    """An offer with its terms."""

    id: str
    seller: Named
    seller_sku: str
    condition: str
    price: Money
    tiers: list[Tier]
    minimum_quantity: int
    order_multiple: int
    stock: int
    lead_time_days: int
    ship_from: str
    warranty_months: int
    exchange: Exchange | None


class OffersResponse(Shape):
    """The visible offers of a part."""

    part_id: str
    offers: list[Offer]


class Numbered(Shape):
    """A part by its number."""

    id: str
    part_number: str


class Related(Shape):
    """A related part, seen from the part asked for."""

    kind: Literal["alternative", "accessory", "accessory_for", "component_of", "component"]
    id: str
    part_number: str
    name: str
    manufacturer: str
    lifecycle: Lifecycle


class RelationsResponse(Shape):
    """Supersession both ways, and related parts."""

    part_id: str
    replaced_by: list[Replacement]
    supersedes: list[Numbered]
    related: list[Related]
