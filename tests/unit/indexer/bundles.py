"""Bundles for the indexer's unit tests."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from catalog.bundle import (
    BundleAlias,
    BundleCategory,
    BundleCompatibility,
    BundleManufacturer,
    BundleModality,
    BundleModel,
    BundleOffer,
    CategoryStep,
    EarlierPart,
    NamedAlias,
    PartBundle,
    Replacement,
    Specification,
)

MRI = BundleModality("MRI", "Magnetic resonance", ("MR",))
MODEL = BundleModel(5, "globex-mr1", "MR-1", ("MR one",), 2, "Globex", "last", ("R1", "R2"))
OFFER = BundleOffer(71, 9, "new", Decimal("100.00"), "EUR", Decimal("110.005"), 3, 2, "DE", 12, "public", ())
PART = PartBundle(
    id=42,
    version=17,
    removed=False,
    part_number="4535-671",
    number_folded="4535671",
    name="Head coil",
    description="8 channels",
    language="en",
    lifecycle="active",
    lifecycle_raw="",
    manufacturer=BundleManufacturer(1, "acme", "Acme", (NamedAlias("Acme Medical", "former"),)),
    category=BundleCategory((CategoryStep(10, "mr", "MR parts"), CategoryStep(11, "coils", "Coils")), ("antenna",), {"de": ["Spulen"]}),
    specifications=(Specification("channels", "Channels", "number", "", 8), Specification("latex_free", "Latex free", "boolean", "", value=True)),
    gtin="04012345678901",
    country_of_origin="DE",
    hazard="",
    warranty_months=12,
    popularity=4,
    rating=Decimal("4.5"),
    rating_count=6,
    listed_at=datetime(2026, 1, 2, tzinfo=UTC),
    images=("coil.png",),
    aliases=(BundleAlias("X-1", "X1", "label", None), BundleAlias("H 99", "H99", "own", 77)),
    compatibilities=(
        BundleCompatibility(MODEL, MRI, 100, None, None, "R2", ("wide",), "manufacturer", Decimal(1)),
        BundleCompatibility(None, BundleModality("CT", "Tomography", ()), None, None, None, None, (), "manufacturer", Decimal(1)),
    ),
    offers=(OFFER,),
    supersedes=(EarlierPart(40, "4535-600", "4535600"),),
    replaced_by=(Replacement(43, "4535-700", "one", Decimal(1), ("4535-671", "4535-700")),),
    related_counts={},
)


def part(**changes: object) -> PartBundle:
    """The bundle above with some fields changed."""
    return replace(PART, **cast("Any", changes))
