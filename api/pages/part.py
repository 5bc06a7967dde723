"""The page of one part. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from api.pages import fit, words
from api.pages.drawings import drawing
from api.pages.links import part_url
from api.pages.words import Availability, Badge
from api.schemas.fit import Equipment
from catalog.bundle import BundleCompatibility, Specification
from catalog.fit import Fit
from catalog.page import PageOffer, PageRelation, PageReplacement, PartPage

_ALIAS_KINDS = {
    "supplier": "Supplier's number",
    "distributor": "Distributor's number",
    "label": "As printed on the label",
    "legacy": "Earlier number",
    "cross_reference": "Cross reference",
    "own": "Your item number",
}
_RELATION_KINDS = {
    "alternative": "Alternatives",
    "accessory": "Accessories",
    "accessory_for": "Accessory for",
    "component_of": "Contained in",
    "component": "Contains",
}
_SOURCES = {
    "manufacturer": "stated by the manufacturer",
    "seller": "stated by a seller",
    "field report": "from a field report",
    "cross-reference list": "from a cross-reference list",
    "service manual": "from a service manual",
}
SURE = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Link:
    """Something that leads somewhere."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """One row of the offers table."""

    seller: str
    sku: str
    condition: str
    price: str
    about: str
    tiers: tuple[str, ...]
    quantity: str
    availability: Availability
    warranty: str
    ships_from: str
    exchange: str


@dataclass(frozen=True, slots=True)
class FitView:
    """One model that the part fits, with what must hold."""

    model: str
    url: str
    limits: str
    doubt: str


@dataclass(frozen=True, slots=True)
class FitGroup:
    """The models of one maker, or a whole modality."""

    maker: str
    models: tuple[FitView, ...]


@dataclass(frozen=True, slots=True)
class ReplacementView:
    """The numbers after this one up to a live one, and what must be checked first."""

    steps: tuple[Link, ...]
    quantity: str
    preconditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelatedView:
    """One related part."""

    link: Link
    note: str
    lifecycle: Badge | None


@dataclass(frozen=True, slots=True)
class RelatedGroup:
    """Related parts of one kind."""

    label: str
    parts: tuple[RelatedView, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """Everything that the part template shows."""

    id: int
    part_number: str
    name: str
    description: str
    language: str
    maker: Link
    trail: tuple[Link, ...]
    image: str | None
    drawing: str
    lifecycle: Badge | None
    lifecycle_raw: str
    warning: Badge | None
    replaced_by_how: str
    replaced_by: tuple[ReplacementView, ...]
    supersedes: tuple[Link, ...]
    rating: str
    best: OfferView | None
    offers: tuple[OfferView, ...]
    fits: tuple[FitGroup, ...]
    specifications: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    aliases: tuple[tuple[str, str], ...]
    documents: tuple[Link, ...]
    related: tuple[RelatedGroup, ...]
    equipment: str  # that the page is for, "" for none
    fit: Badge | None


def part_view(page: PartPage, found: tuple[Equipment, Fit] | None = None) -> PartView:
    """The view of `page`; `found` is the equipment that it is looked at for, and the verdict."""
    tail = fit.tail(found[0]) if found else ""
    offers = tuple(_offer(offer) for offer in page.offers)
    return PartView(
        id=page.id,
        part_number=page.part_number,
        name=page.name,
        description=page.description,
        language=page.language,
        maker=Link(page.manufacturer.name, f"/search?manufacturer={page.manufacturer.id}"),
        trail=tuple(Link(step.name, f"/categories/{step.slug}") for step in page.category_path),
        image=words.own_picture(page.images),
        drawing=drawing(tuple(step.name for step in page.category_path)),
        lifecycle=words.lifecycle(page.lifecycle),
        lifecycle_raw=page.lifecycle_raw,
        warning=_warning(page),
        replaced_by_how=_how(page.replaced_by),
        replaced_by=tuple(_replacement(end, tail) for end in page.replaced_by),
        supersedes=tuple(Link(earlier.part_number, part_url(earlier.id, earlier.part_number) + tail) for earlier in page.supersedes),
        rating=f"{page.rating} of 5 ({words.count(page.rating_count, 'rating', 'ratings')})" if page.rating else "",
        best=offers[0] if offers else None,
        offers=offers,
        fits=_fits(page.compatibilities),
        specifications=tuple((row.label, _specification(row)) for row in page.specifications),
        facts=_facts(page),
        aliases=tuple((row.alias, _ALIAS_KINDS.get(row.kind, row.kind)) for row in page.aliases),
        documents=tuple(_document(dict(document)) for document in page.documents),
        related=_related(page.relations, tail),
        equipment=fit.title(found[0]) if found else "",
        fit=fit.badge(*found) if found else None,
    )


def _warning(page: PartPage) -> Badge | None:
    """The sentence that nobody may overlook."""
    if page.lifecycle == "recalled":
        return Badge("This part is under recall. Do not fit or order it; ask the manufacturer for the remedy.", "bad")
    if page.lifecycle == "superseded" and page.replaced_by:
        return Badge("The manufacturer has replaced this number.", "warn")
    if page.lifecycle == "discontinued":
        return Badge("The manufacturer no longer makes this part; what is offered is remaining or used stock.", "warn")
    return None


def _how(ends: tuple[PageReplacement, ...]) -> str:
    kind = ends[0].set_kind if len(ends) > 1 else "one"
    return {"all": "Replaced by all of these together", "any": "Replaced by any one of these"}.get(kind, "Replaced by")


def _replacement(end: PageReplacement, tail: str) -> ReplacementView:
    steps = tuple(Link(step.part_number, part_url(step.id, step.part_number) + tail) for step in end.path[1:])
    return ReplacementView(steps, words.quantity(end.quantity), end.preconditions)


def _offer(offer: PageOffer) -> OfferView:
    return OfferView(
        seller=offer.seller_name,
        sku=offer.seller_sku,
        condition=words.condition(offer.condition),
        price=words.money(offer.price, offer.currency),
        about=_about(offer),
        tiers=tuple(f"{tier.minimum_quantity}+ {words.money(tier.price, offer.currency)}" for tier in offer.tiers),
        quantity=_order_quantity(offer),
        availability=words.availability(offer.stock_available, offer.lead_time_days),
        warranty=words.warranty(offer.warranty_months),
        ships_from=words.country(offer.ship_from),
        exchange=_exchange(offer),
    )


def _about(offer: PageOffer) -> str:
    """In US dollars, by which the offers are sorted."""
    return "" if offer.price_usd is None or offer.currency == "USD" else words.roughly(offer.price_usd, "USD")


def _order_quantity(offer: PageOffer) -> str:
    parts = [f"from {offer.minimum_quantity} pieces"] if offer.minimum_quantity > 1 else []
    if offer.order_multiple > 1:
        parts.append(f"in multiples of {offer.order_multiple}")
    return ", ".join(parts)


def _exchange(offer: PageOffer) -> str:
    if offer.core_charge is None:
        return ""
    said = f"Core charge {words.money(offer.core_charge, offer.currency)}"
    return f"{said}, old part back within {offer.core_due_days} days" if offer.core_due_days else said


def _fits(rows: Iterable[BundleCompatibility]) -> tuple[FitGroup, ...]:
    """By maker, then model; universal statements first, under the name of their modality."""
    universal = [FitView(f"Every {row.modality.name} model", f"/search?modality={row.modality.code}", "", _doubt(row)) for row in rows if row.model is None]
    by_maker: dict[str, list[FitView]] = defaultdict(list)
    for row in rows:
        if row.model is not None:
            by_maker[row.model.manufacturer_name].append(FitView(row.model.name, f"/search?model={row.model.id}", _limits(row), _doubt(row)))
    groups = [FitGroup(maker, tuple(sorted(views, key=lambda view: view.model.casefold()))) for maker, views in sorted(by_maker.items())]
    return tuple([FitGroup("Universal", tuple(universal)), *groups] if universal else groups)


def _limits(row: BundleCompatibility) -> str:
    with_options = f"with {', '.join(row.options)}" if row.options else ""
    said = (words.serial_range(row.serial_from, row.serial_to), words.software_range(row.software_from, row.software_to), with_options)
    return "; ".join(part for part in said if part)


def _doubt(row: BundleCompatibility) -> str:
    return "" if row.confidence >= SURE else f"not confirmed, {_SOURCES.get(row.source, row.source)}"


def _specification(row: Specification) -> str:
    if isinstance(row.value, bool):
        return "Yes" if row.value else "No"
    return f"{row.value:g}\u00a0{row.unit}".strip() if isinstance(row.value, int | float) else row.value


def _facts(page: PartPage) -> tuple[tuple[str, str], ...]:
    sides = " × ".join(f"{side.normalize():f}" for side in page.dimensions_mm)
    known = (
        ("Weight", f"{page.weight_kg.normalize():f}\u00a0kg" if page.weight_kg else ""),
        ("Dimensions", f"{sides}\u00a0mm" if sides else ""),
        ("Made in", words.country(page.country_of_origin) if page.country_of_origin else ""),
        ("Manufacturer's warranty", words.warranty(page.warranty_months) if page.warranty_months else ""),
        ("GTIN", page.gtin or ""),
        ("HS code", page.hs_code),
        ("Hazard", page.hazard),
        ("Manufacturer's status", page.lifecycle_raw),
    )
    return tuple(fact for fact in known if fact[1])


def _document(document: dict[str, object]) -> Link:
    url = str(document.get("url", ""))
    title = str(document.get("title") or document.get("name") or document.get("kind") or "Document")
    return Link(title, url if url.startswith(("https://", "http://", "/")) else "")


def _related(rows: tuple[PageRelation, ...], tail: str) -> tuple[RelatedGroup, ...]:
    by_kind: dict[str, list[RelatedView]] = defaultdict(list)
    for row in rows:
        link = Link(row.part_number, part_url(row.id, row.name) + tail)
        by_kind[row.kind].append(RelatedView(link, f"{row.name}, {row.manufacturer_name}", words.lifecycle(row.lifecycle)))
    return tuple(RelatedGroup(label, tuple(by_kind[kind])) for kind, label in _RELATION_KINDS.items() if kind in by_kind)
