"""ORM models of the catalogue, one file a noun. The schema and its constraints are made by `migrations/` alone."""

from catalog.models.alias import PartAlias
from catalog.models.category import Category, CategorySpecification
from catalog.models.compatibility import Compatibility
from catalog.models.equipment_model import EquipmentModel, EquipmentModelAlias, Modality
from catalog.models.exchange_rate import ExchangeRate
from catalog.models.import_mapping import ImportMapping
from catalog.models.manufacturer import Manufacturer, ManufacturerAlias
from catalog.models.offer import Offer, OfferTier, StockLedgerRow
from catalog.models.part import Part
from catalog.models.relation import PartRelation

__all__ = [
    "Category",
    "CategorySpecification",
    "Compatibility",
    "EquipmentModel",
    "EquipmentModelAlias",
    "ExchangeRate",
    "ImportMapping",
    "Manufacturer",
    "ManufacturerAlias",
    "Modality",
    "Offer",
    "OfferTier",
    "Part",
    "PartAlias",
    "PartRelation",
    "StockLedgerRow",
]
