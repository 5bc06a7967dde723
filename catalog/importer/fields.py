"""The fields that a column can mean, with the names that files give them. Pure."""

from collections.abc import Mapping

# Field -> what its columns are called. The first is the field as `--map` takes it, in words.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "part_number": (
        "part number",
        "manufacturer part number",
        "manufacturer code",
        "manufacturer number",
        "mpn",
        "part no",
        "pn",
        "p/n",
        "mfr part no",
        "mfg part number",
        "oem number",
        "oem part number",
        "ref",
        "reference",
        "article number",
        "artikelnummer",
        "teilenummer",
        "catalog number",
    ),
    "own_number": (
        "own number",
        "product code",
        "item code",
        "item number",
        "item no",
        "internal part number",
        "ipn",
        "stock code",
        "material number",
    ),
    "manufacturer": ("manufacturer", "maker", "brand", "oem", "mfr", "mfg", "make", "manufacturer name", "hersteller", "fabricant"),
    "name": (
        "name",
        "product",
        "title",
        "product name",
        "part name",
        "item",
        "item name",
        "item description",
        "short description",
        "bezeichnung",
    ),
    "description": ("description", "long description", "details", "product description", "beschreibung", "notes"),
    "category": ("category", "product category", "category path", "product group", "group", "kategorie", "class"),
    "gtin": ("gtin", "ean", "upc", "barcode", "ean code", "upc code", "udi di"),
    "alias": (
        "alias",
        "aliases",
        "cross reference",
        "cross references",
        "alternate part number",
        "alternative number",
        "replaces",
        "old part number",
        "legacy number",
        "xref",
    ),
    "seller": ("seller", "vendor", "supplier", "distributor", "dealer", "vendor name", "supplier name", "lieferant"),
    "seller_sku": (
        "seller sku",
        "vendor code",
        "vendor part number",
        "vendor sku",
        "supplier sku",
        "supplier code",
        "supplier part number",
        "sku",
        "distributor number",
        "seller part number",
    ),
    "price": ("price", "unit price", "price per unit", "list price", "unit cost", "price each", "net price", "preis"),
    "currency": ("currency", "price currency", "currency code", "waehrung"),
    "stock": ("stock", "stock on hand", "quantity in stock", "qty in stock", "quantity available", "qty available", "available quantity", "on hand"),
    "lead_time_days": ("lead time days", "lead time", "delivery days", "delivery time", "lieferzeit"),
    "condition": ("condition", "item condition", "product condition", "zustand"),
    "minimum_quantity": ("minimum order quantity", "moq", "min order qty", "minimum order"),
    "order_multiple": ("order multiple", "multiple", "pack multiple"),
    "price_breaks": ("price breaks", "price tiers", "tiers", "quantity prices", "staffelpreise"),
    "weight": ("weight", "weight kg", "net weight", "gross weight", "gewicht"),
    "country_of_origin": ("country of origin", "origin", "made in", "coo", "origin country"),
    "hs_code": ("hs code", "hsn", "hsn code", "customs code", "tariff code", "commodity code"),
    "warranty_months": ("warranty months", "warranty", "warranty in months"),
    "lifecycle": ("lifecycle", "life cycle", "lifecycle status", "part status"),
    "image": ("image", "image url", "picture", "photo", "images"),
    "offers": ("offers", "supplier parts", "suppliers", "vendors"),
    "maker_numbers": ("maker numbers", "manufacturer parts", "manufacturers"),
}

# A field that several columns may give; any other takes one.
REPEATED = frozenset({"alias", "image"})
# Fields whose cells are lists of records, as JSON files nest them.
NESTED = frozenset({"offers", "maker_numbers"})
# Written for a column that shall not be used.
IGNORE = "-"
SPECIFICATION = "spec."


def is_field(name: str) -> bool:
    """Whether `--map COLUMN=name` may say so."""
    return name in SYNONYMS or name == IGNORE or (name.startswith(SPECIFICATION) and len(name) > len(SPECIFICATION))
