"""Search pages and part pages made by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from catalog.bundle import BundleCompatibility, BundleManufacturer, BundleModality, BundleModel, CategoryStep, Specification
from catalog.page import ChainStep, LiveOffer, LiveRow, PageAlias, PageOffer, PageRelation, PageReplacement, PageTier, PartPage
from search.response import Bucket, Chip, Evidence, Facet, Hit, SearchPage, Tier, UnderstoodQuery
from search.schema.document import Card

CARD: Card = {
    "part_number": "M1191-B/L",
    "name": 'SpO₂ sensor <adult> & "glove"',
    "description": "",
    "manufacturer": {"id": "3", "name": "Philips"},
    "category": {"id": "9", "path": ["Patient Monitoring", "SpO2", "Reusable SpO2 sensor"]},
    "lifecycle": "active",
    "image": None,
    "rating": 4.5,
    "rating_count": 12,
    "models": ["IntelliVue MP5"],
    "replaced_by": [],
}
OFFER = LiveOffer(71, 5, "Nordmed", "refurbished", Decimal("4950.00"), "EUR", 4, 3)
FACETS = (
    Facet("category", "Category", "tree", (Bucket("1", "Monitoring", 5, selected=False, depth=0), Bucket("9", "SpO2", 3, selected=True, depth=1))),
    Facet("condition", "Condition", "terms", (Bucket("new", "New", 2, selected=False), Bucket("used", "Used", 1, selected=True))),
    Facet("price", "Price", "range", (Bucket("..50", "Under 50 USD", 2, selected=False), Bucket("50..200", "50 to 200 USD", 1, selected=False))),
    Facet("in_stock", "Availability", "terms", (Bucket("true", "In stock", 3, selected=False),)),
)


def hit(part_id: int = 1, tier: Tier = "exact", note: str | None = None, **card: Any) -> Hit:
    made: Card = {**CARD, **card}  # type: ignore[typeddict-item]
    return Hit(part_id, made, tier, note, (Evidence("number", "part number as printed", 1.0),), {})


def live(part_id: int = 1, offer: LiveOffer | None = OFFER, count: int = 3, lifecycle: str = "active") -> LiveRow:
    return LiveRow(part_id, lifecycle, offer, count if offer else 0)


def search_page(*hits: Hit, total: int | None = None, **more: Any) -> SearchPage:
    query = UnderstoodQuery("m1191", "number", (Chip("part_number", "m1191", "m1191", certain=True),), "")
    page = SearchPage(query, len(hits) if total is None else total, hits, FACETS, "9f3c", {"understand": 0.5, "engine": 4.0, "total": 5.0})
    return replace(page, **more)


def page_offer(**more: Any) -> PageOffer:
    made = PageOffer(
        id=71,
        seller_id=5,
        seller_name="Nordmed",
        seller_sku="N-1",
        condition="exchange",
        price=Decimal("4950.00"),
        currency="EUR",
        price_usd=Decimal("5445.0000"),
        tiers=(PageTier(10, Decimal("4500.00")),),
        minimum_quantity=2,
        order_multiple=2,
        stock_available=0,
        lead_time_days=42,
        ship_from="DE",
        warranty_months=12,
        core_charge=Decimal("900.00"),
        core_due_days=30,
        restock_percent=Decimal("15.00"),
        dead_on_arrival_days=14,
    )
    return replace(made, **more)


CHAIN = (ChainStep(1, "4535-671-23456"), ChainStep(5, "MID-1"), ChainStep(6, "NEW-2"))
MODEL = BundleModel(4, "achieva-1-5t", "Achieva 1.5T", ("Achieva",), 3, "Philips", "last", ())
FIT = BundleCompatibility(MODEL, BundleModality("MRI", "Magnetic resonance imaging", ()), 1400, None, None, None, (), "manufacturer", Decimal("0.90"))


def part_page(**more: Any) -> PartPage:
    made = PartPage(
        id=1,
        version=7,
        part_number="4535-671-23456",
        name="Head coil <8ch>",
        description="Line one.\nLine two.",
        language="en",
        manufacturer=BundleManufacturer(3, "philips", "Philips", ()),
        category_path=(CategoryStep(1, "mri", "MRI"), CategoryStep(2, "coils", "Coils")),
        specifications=(Specification("channels", "Channels", "number", "", 8), Specification("sterile", "Sterile", "boolean", "", value=False)),
        images=("//evil.example/a.png",),
        documents=({"title": "Manual", "url": "javascript:alert(1)"},),
        weight_kg=Decimal("1.5000"),
        dimensions_mm=(Decimal("10.0"), Decimal("20.5"), Decimal("30.0")),
        country_of_origin="NL",
        gtin=None,
        hs_code="",
        hazard="",
        lifecycle="superseded",
        lifecycle_raw="",
        warranty_months=12,
        rating=None,
        rating_count=0,
        listed_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
        offers=(page_offer(),),
        aliases=(PageAlias("PH-99", "supplier", "", own=False),),
        compatibilities=(FIT,),
        relations=(PageRelation("alternative", 8, "ALT-1", "Other coil", "Noras", "active"),),
        supersedes=(),
        replaced_by=(PageReplacement(6, "NEW-2", "one", Decimal(2), CHAIN, ("Software R5.",)),),
    )
    return replace(made, **more)
