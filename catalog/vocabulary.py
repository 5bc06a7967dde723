"""What the catalogue calls things, as plain rows: for whoever reads queries with these names."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from catalog.models import (
    Category,
    CategorySpecification,
    Compatibility,
    EquipmentModel,
    EquipmentModelAlias,
    Manufacturer,
    ManufacturerAlias,
    Modality,
    Part,
)


@dataclass(frozen=True, slots=True)
class MakerRow:
    """One name of a maker; `kind` is name, alias, misspelling or former."""

    maker: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One name of an equipment model."""

    model: int
    name: str
    maker: int
    modality: str


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One name of a leaf category; `own` for its own name, not a synonym or translation."""

    category: int
    name: str
    own: bool


@dataclass(frozen=True, slots=True)
class SpecificationRow:
    """One specification of a category; `unit` is empty unless its values are numbers."""

    category: int
    key: str
    label: str
    unit: str
    minimum: Decimal | None
    maximum: Decimal | None
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModalityRow:
    """One name of a kind of equipment."""

    code: str
    name: str
    device_prefix: str


@dataclass(frozen=True, slots=True)
class VocabularyRows:
    """All names. A model's own name comes before its aliases. `used_in`: which categories have parts for which modality."""

    makers: tuple[MakerRow, ...]
    models: tuple[ModelRow, ...]
    categories: tuple[CategoryRow, ...]
    specifications: tuple[SpecificationRow, ...]
    modalities: tuple[ModalityRow, ...]
    used_in: frozenset[tuple[int, str]]


def read_vocabulary(session: Session) -> VocabularyRows:
    """All names, in eight statements; some ten thousand rows, so keep them for a while."""
    return VocabularyRows(
        makers=_makers(session),
        models=_models(session),
        categories=_categories(session),
        specifications=_specifications(session),
        modalities=_modalities(session),
        used_in=_used_in(session),
    )


def _makers(session: Session) -> tuple[MakerRow, ...]:
    names = session.execute(sa.select(Manufacturer.id, Manufacturer.name).order_by(Manufacturer.id))
    aliases = session.execute(sa.select(ManufacturerAlias.manufacturer_id, ManufacturerAlias.alias, ManufacturerAlias.kind).order_by(ManufacturerAlias.id))
    return (*(MakerRow(row.id, row.name, "name") for row in names), *(MakerRow(row.manufacturer_id, row.alias, row.kind) for row in aliases))


def _models(session: Session) -> tuple[ModelRow, ...]:
    fields = (EquipmentModel.id, EquipmentModel.manufacturer_id, EquipmentModel.modality)
    names = session.execute(sa.select(EquipmentModel.name, *fields).order_by(EquipmentModel.id))
    joined = sa.select(EquipmentModelAlias.alias, *fields).join(EquipmentModel, EquipmentModel.id == EquipmentModelAlias.model_id)
    aliases = session.execute(joined.order_by(EquipmentModelAlias.id))
    return tuple(ModelRow(model, name, maker, modality) for rows in (names, aliases) for name, model, maker, modality in rows)


def _categories(session: Session) -> tuple[CategoryRow, ...]:
    """Leaves only: a branch ("MRI") names a field, not a kind of part."""
    child = aliased(Category)
    leaves = sa.select(Category.id, Category.name, Category.synonyms, Category.translations).where(~sa.exists().where(child.parent_id == Category.id))
    found: list[CategoryRow] = []
    for row in session.execute(leaves.order_by(Category.id)):
        found.append(CategoryRow(row.id, row.name, own=True))
        found += [CategoryRow(row.id, name, own=False) for name in (*row.synonyms, *_translations(row.translations))]
    return tuple(found)


def _translations(translations: Mapping[str, list[str]]) -> list[str]:
    return [name for names in translations.values() for name in names]


def _specifications(session: Session) -> tuple[SpecificationRow, ...]:
    rows = session.scalars(sa.select(CategorySpecification).order_by(CategorySpecification.category_id, CategorySpecification.position))
    return tuple(
        SpecificationRow(row.category_id, row.key, row.label, row.unit if row.type == "number" else "", row.minimum, row.maximum, tuple(row.options))
        for row in rows
    )


def _modalities(session: Session) -> tuple[ModalityRow, ...]:
    rows = session.scalars(sa.select(Modality).order_by(Modality.code)).all()
    return tuple(ModalityRow(row.code, name, row.device_prefix) for row in rows for name in (row.code, row.name, *row.synonyms))


def _used_in(session: Session) -> frozenset[tuple[int, str]]:
    fits = (
        sa.select(Part.category_id, EquipmentModel.modality)
        .join(Compatibility, Compatibility.part_id == Part.id)
        .join(EquipmentModel, EquipmentModel.id == Compatibility.model_id)
        .distinct()
    )
    return frozenset((row.category_id, row.modality) for row in session.execute(fits))
