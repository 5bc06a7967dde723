"""From a bundle to a search document. Pure: the same bundle always gives the same document and the same hash."""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, cast

import orjson

from catalog.bundle import BundleCompatibility, BundleOffer, PartBundle, Specification
from catalog.fit import position
from core.values.part_number import confuse
from search.schema.document import Card, FitDocument, OfferDocument, PartDocument, ReplacementCard, SpecificationDocument
from search.schema.offered import offered, offered_privately

# What an absent bound of a serial range means: every order number lies between these two.
SERIAL_MIN, SERIAL_MAX = 0, 2**63 - 1
SOFTWARE_MIN, SOFTWARE_MAX = 0, 2**31 - 1
MODELS_ON_CARD = 6
_NOT_HASHED = ("version", "content_hash", "vector")


def build(bundle: PartBundle) -> PartDocument:
    """The document of a part, without its vector. A removed part gives the hidden document."""
    if bundle.removed:
        return hidden(bundle.id, bundle.version)
    document: PartDocument = {
        "id": str(bundle.id),
        "version": bundle.version,
        "visible": True,
        "name": bundle.name,
        "description": bundle.description,
        "lifecycle": bundle.lifecycle,
        "popularity": bundle.popularity,
        "listed_at": bundle.listed_at.isoformat(),
        "manufacturer_id": str(bundle.manufacturer.id),
        "manufacturer_text": _distinct(bundle.manufacturer.names),
        "category_ids": [str(step.id) for step in bundle.category.path],
        "category_text": _distinct(bundle.category.names),
        "offers": [_offer(offer) for offer in bundle.offers if offer.price_usd is not None],
        "card": _card(bundle),
    }
    document["offered"] = offered(document["offers"])
    document["offered_privately"] = offered_privately(document["offers"])
    document.update(_numbers(bundle))
    document.update(_fits(bundle.compatibilities))
    document.update(_specifications(bundle.specifications))
    if bundle.gtin:
        document["gtin"] = bundle.gtin
    if bundle.rating is not None:
        document["rating"] = float(bundle.rating)
    document["content_hash"] = content_hash(document)
    return document


def hidden(part_id: int, version: int) -> PartDocument:
    """What stays in the index of a part that is gone: its place on the version line, so that nothing older can return."""
    document: PartDocument = {"id": str(part_id), "version": version, "visible": False}
    document["content_hash"] = content_hash(document)
    return document


def content_hash(document: Mapping[str, Any]) -> str:
    """Hex SHA-256 of the document without version, content_hash and vector, its keys sorted."""
    content = {key: value for key, value in document.items() if key not in _NOT_HASHED}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _distinct(values: Iterable[str]) -> list[str]:
    """`values` without the empty ones and repetitions, in their order."""
    return list(filter(None, dict.fromkeys(values)))


def _numbers(bundle: PartBundle) -> PartDocument:
    """Everything by which a number can find the part. Aliases of one organisation stay apart from the public ones."""
    public = [alias for alias in bundle.aliases if alias.organisation_id is None]
    own = [alias for alias in bundle.aliases if alias.organisation_id is not None]
    superseded = _distinct(earlier.folded for earlier in bundle.supersedes)
    folded = _distinct(alias.folded for alias in public)
    return {
        "number": bundle.part_number,
        "number_folded": bundle.number_folded,
        "aliases": _distinct(alias.alias for alias in public),
        "aliases_folded": folded,
        "private_aliases": _distinct(f"{alias.organisation_id}:{alias.folded}" for alias in own),
        "supersedes_folded": superseded,
        "number_confusable": _distinct(map(confuse, [bundle.number_folded, *folded])),
        "replaced": bool(bundle.replaced_by),
        "number_text": _distinct([bundle.number_folded, *folded, *superseded]),
    }


def _fits(compatibilities: tuple[BundleCompatibility, ...]) -> PartDocument:
    """Which equipment the part is for: as words, as ids, and as predicates."""
    texts: list[str] = []
    for fit in compatibilities:
        if fit.model is not None:
            texts += fit.model.names
        texts += fit.modality.names
    return {
        "model_text": _distinct(texts),
        "modalities": _distinct(fit.modality.code for fit in compatibilities),
        "universal_modalities": _distinct(fit.modality.code for fit in compatibilities if fit.model is None),
        "model_ids": _distinct(str(fit.model.id) for fit in compatibilities if fit.model is not None),
        "fits": [_fit(fit) for fit in compatibilities],
    }


def _fit(fit: BundleCompatibility) -> FitDocument:
    """A statement as a predicate that the engine can judge as `catalog.fit` does."""
    revisions = () if fit.model is None else fit.model.software
    low, high = position(revisions, fit.software_from), position(revisions, fit.software_to)
    required = list(dict.fromkeys(fit.options))
    document: FitDocument = {
        "serial_from": SERIAL_MIN if fit.serial_from is None else fit.serial_from,
        "serial_to": SERIAL_MAX if fit.serial_to is None else fit.serial_to,
        "has_serial_range": fit.serial_from is not None or fit.serial_to is not None,
        "software_from": SOFTWARE_MIN if low is None else low,
        "software_to": SOFTWARE_MAX if high is None else high,
        "has_software_range": fit.software_from is not None or fit.software_to is not None,
        "software_placed": (fit.software_from is None or low is not None) and (fit.software_to is None or high is not None),
        "options": required,
        "option_count": len(required),
    }
    if fit.model is None:
        document["modality"] = fit.modality.code
    else:
        document["model_id"] = str(fit.model.id)
    return document


def _offer(offer: BundleOffer) -> OfferDocument:
    """An offer with its price in US cents; the caller leaves out offers in a currency without a rate."""
    audience = [f"org:{organisation}" for organisation in offer.audience_organisations] if offer.audience == "private" else [offer.audience]
    cents = (cast("Decimal", offer.price_usd) * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    return {
        "id": str(offer.id),
        "seller_id": str(offer.seller_id),
        "condition": offer.condition,
        "price_cents": int(cents),
        "stock": offer.stock_available,
        "lead_time_days": offer.lead_time_days,
        "ship_from": offer.ship_from,
        "warranty_months": offer.warranty_months,
        "audience": audience,
    }


def _specifications(specifications: tuple[Specification, ...]) -> PartDocument:
    """Typed values for facets, and the same as words."""
    values: list[SpecificationDocument] = []
    texts: list[str] = []
    for one in specifications:
        shown = ("yes" if one.value else "no") if isinstance(one.value, bool) else f"{one.value:g}" if isinstance(one.value, float) else str(one.value)
        if one.type == "number" and not isinstance(one.value, str):
            values.append({"key": one.key, "number": float(one.value)})
        else:
            values.append({"key": one.key, "value": shown})
        texts.append(f"{one.label} {shown} {one.unit}".rstrip())
    return {"specifications": values, "specification_text": texts}


def _card(bundle: PartBundle) -> Card:
    """What a result shows without asking the database."""
    models = _distinct(fit.model.name for fit in bundle.compatibilities if fit.model is not None)
    return {
        "part_number": bundle.part_number,
        "name": bundle.name,
        "description": bundle.description,
        "manufacturer": {"id": str(bundle.manufacturer.id), "name": bundle.manufacturer.name},
        "category": {"id": str(bundle.category.path[-1].id), "path": [step.name for step in bundle.category.path]},
        "lifecycle": bundle.lifecycle,
        "image": bundle.images[0] if bundle.images else None,
        "rating": None if bundle.rating is None else float(bundle.rating),
        "rating_count": bundle.rating_count,
        "models": models[:MODELS_ON_CARD],
        "replaced_by": [_replacement(end.id, end.part_number, end.set_kind, end.path) for end in bundle.replaced_by],
    }


def _replacement(part_id: int, part_number: str, set_kind: str, path: tuple[str, ...]) -> ReplacementCard:
    return cast("ReplacementCard", {"id": str(part_id), "part_number": part_number, "set_kind": set_kind, "path": list(path)})
