"""The part, its offers and its relations as the contract gives them. Pure."""

from api.schemas.values import Json, identifier, moment, money, number
from catalog.bundle import BundleCompatibility
from catalog.page import PageOffer, PageRelation, PageReplacement, PartPage


def part(page: PartPage) -> Json:
    """`GET /parts/{id}`."""
    leaf = page.category_path[-1]
    return {
        "id": identifier(page.id),
        "part_number": page.part_number,
        "manufacturer": {"id": identifier(page.manufacturer.id), "name": page.manufacturer.name},
        "name": page.name,
        "description": page.description,
        "language": page.language,
        "category": {"id": identifier(leaf.id), "path": [step.name for step in page.category_path]},
        "specifications": [{"key": row.key, "label": row.label, "type": row.type, "unit": row.unit, "value": row.value} for row in page.specifications],
        "images": list(page.images),
        "documents": [dict(document) for document in page.documents],
        "weight_kg": number(page.weight_kg),
        "dimensions_mm": [float(side) for side in page.dimensions_mm] or None,
        "country_of_origin": page.country_of_origin,
        "gtin": page.gtin,
        "hs_code": page.hs_code or None,
        "hazard": page.hazard or None,
        "lifecycle": page.lifecycle,
        "lifecycle_raw": page.lifecycle_raw or None,
        "warranty_months": page.warranty_months,
        "rating": number(page.rating),
        "rating_count": page.rating_count,
        "listed_at": moment(page.listed_at),
        "aliases": [{"number": row.alias, "kind": row.kind, "source": row.source or None} for row in page.aliases],
        "compatibilities": [_compatibility(row) for row in page.compatibilities],
        "replaced_by": [_replacement(row) for row in page.replaced_by],
        "best_offer": _best(page.offers),
        "offer_count": len(page.offers),
    }


def offers(page: PartPage) -> Json:
    """`GET /parts/{id}/offers`: what the viewer can buy, cheapest first."""
    return {"part_id": identifier(page.id), "offers": [offer(row) for row in page.offers]}


def offer(row: PageOffer) -> Json:
    """One offer with its terms."""
    return {
        "id": identifier(row.id),
        "seller": {"id": identifier(row.seller_id), "name": row.seller_name},
        "seller_sku": row.seller_sku,
        "condition": row.condition,
        "price": money(row.price, row.currency),
        "tiers": [{"minimum_quantity": tier.minimum_quantity, "price": money(tier.price, row.currency)} for tier in row.tiers],
        "minimum_quantity": row.minimum_quantity,
        "order_multiple": row.order_multiple,
        "stock": row.stock_available,
        "lead_time_days": row.lead_time_days,
        "ship_from": row.ship_from,
        "warranty_months": row.warranty_months,
        "exchange": _exchange(row),
    }


def relations(page: PartPage) -> Json:
    """`GET /parts/{id}/relations`: supersession both ways, and related parts by kind."""
    return {
        "part_id": identifier(page.id),
        "replaced_by": [_replacement(row) for row in page.replaced_by],
        "supersedes": [{"id": identifier(row.id), "part_number": row.part_number} for row in page.supersedes],
        "related": [_relation(row) for row in page.relations],
    }


def _best(rows: tuple[PageOffer, ...]) -> Json | None:
    if not rows:
        return None
    whole = offer(rows[0])
    return {key: whole[key] for key in ("id", "seller", "condition", "price", "stock", "lead_time_days")}


def _exchange(row: PageOffer) -> Json | None:
    if row.core_charge is None:
        return None
    return {
        "core_charge": money(row.core_charge, row.currency),
        "core_due_days": row.core_due_days,
        "restock_percent": number(row.restock_percent),
        "dead_on_arrival_days": row.dead_on_arrival_days,
    }


def _compatibility(row: BundleCompatibility) -> Json:
    model = row.model
    return {
        "model": model and {"id": identifier(model.id), "name": model.name, "manufacturer": model.manufacturer_name},
        "modality": {"code": row.modality.code, "name": row.modality.name},
        "serial_from": row.serial_from,
        "serial_to": row.serial_to,
        "software_from": row.software_from,
        "software_to": row.software_to,
        "options": list(row.options),
        "source": row.source,
        "confidence": float(row.confidence),
    }


def _replacement(row: PageReplacement) -> Json:
    return {
        "id": identifier(row.id),
        "part_number": row.part_number,
        "set_kind": row.set_kind,
        "quantity": float(row.quantity),
        "path": [step.part_number for step in row.path],
        "preconditions": list(row.preconditions),
    }


def _relation(row: PageRelation) -> Json:
    return {
        "kind": row.kind,
        "id": identifier(row.id),
        "part_number": row.part_number,
        "name": row.name,
        "manufacturer": row.manufacturer_name,
        "lifecycle": row.lifecycle,
    }
