"""Names by id, for whoever labels what the index or an address only gives as ids; and the latest exchange rates."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from accounts.models import Organisation
from catalog.models import Category, EquipmentModel, ExchangeRate, Manufacturer, ManufacturerAlias, Modality


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """One node of the category tree; `parent` is None at a root."""

    id: int
    slug: str
    name: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """Everything by id (modalities by code). `manufacturer_names`: every spelling of a maker as typed, to its ids."""

    categories: Mapping[int, CategoryNode]
    manufacturers: Mapping[int, str]
    manufacturer_names: Mapping[str, tuple[int, ...]]
    manufacturer_slugs: Mapping[str, int]
    models: Mapping[int, str]
    model_modalities: Mapping[int, str]
    model_slugs: Mapping[str, int]
    modalities: Mapping[str, str]
    sellers: Mapping[int, str]
    usd_per_unit: Mapping[str, Decimal]


def read_names(session: Session) -> Names:
    """All names, in seven statements; some thousand rows, so keep them for a while."""
    known = session.execute(sa.select(Manufacturer.id, Manufacturer.name, Manufacturer.slug)).all()
    makers = {row.id: row.name for row in known}
    models = session.execute(sa.select(EquipmentModel.id, EquipmentModel.name, EquipmentModel.modality, EquipmentModel.slug)).all()
    sellers = sa.select(Organisation.id, Organisation.name).where(Organisation.seller_status == "approved")
    return Names(
        categories=_categories(session),
        manufacturers=makers,
        manufacturer_names=_spellings(session, makers),
        manufacturer_slugs={row.slug: row.id for row in known},
        models={row.id: row.name for row in models},
        model_modalities={row.id: row.modality for row in models},
        model_slugs={row.slug: row.id for row in models},
        modalities={row.code: row.name for row in session.execute(sa.select(Modality.code, Modality.name))},
        sellers={row.id: row.name for row in session.execute(sellers)},
        usd_per_unit=_rates(session),
    )


def _categories(session: Session) -> dict[int, CategoryNode]:
    rows = session.execute(sa.select(Category.id, Category.slug, Category.name, Category.parent_id))
    return {row.id: CategoryNode(row.id, row.slug, row.name, row.parent_id) for row in rows}


def _spellings(session: Session, makers: Mapping[int, str]) -> dict[str, tuple[int, ...]]:
    spelled: dict[str, set[int]] = defaultdict(set)
    for maker, name in makers.items():
        spelled[name].add(maker)
    for row in session.execute(sa.select(ManufacturerAlias.manufacturer_id, ManufacturerAlias.alias)):
        spelled[row.alias].add(row.manufacturer_id)
    return {name: tuple(sorted(ids)) for name, ids in spelled.items()}


def _rates(session: Session) -> dict[str, Decimal]:
    """US dollars for one unit of each currency by its latest rate; the dollar itself is always 1."""
    latest = sa.select(ExchangeRate.currency, ExchangeRate.usd_per_unit).ext(distinct_on(ExchangeRate.currency))
    rows = session.execute(latest.order_by(ExchangeRate.currency, ExchangeRate.day.desc()))
    return {row.currency: row.usd_per_unit for row in rows} | {"USD": Decimal(1)}
