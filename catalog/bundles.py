"""Loads bundles: the current state of parts as search documents need it.

To be run inside `core.db.snapshot()`, so that a bundle's version and its content are of the same instant.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from catalog import bundle_rows as rows
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
    SpecificationValue,
)
from catalog.bundle_rows import BUNDLE_TABLES, Row, fetch
from catalog.supersession import Chains, Edge, End

__all__ = ["BUNDLE_TABLES", "ChainFacts", "load_bundles", "specifications_of"]

Labels = Mapping[str, tuple[str, str, str]]


def load_bundles(session: Session, part_ids: Sequence[int]) -> dict[int, PartBundle]:
    """The bundles of `part_ids` by id, in eight statements. A part that does not exist is absent."""
    parts = fetch(session, rows.PARTS, part_ids)
    batch = _Batch(session, parts, part_ids)
    return {part.id: batch.bundle(part) for part in parts}


class _Batch:
    """Everything that hangs on the parts of one batch, loaded set by set."""

    def __init__(self, session: Session, parts: Sequence[Row], part_ids: Sequence[int]) -> None:
        makers = fetch(session, rows.MANUFACTURERS, sorted({part.manufacturer_id for part in parts}))
        self._manufacturers = {row.id: _manufacturer(row) for row in makers}
        self._categories = _categories(fetch(session, rows.CATEGORIES, sorted({part.category_id for part in parts})))
        self._aliases = _grouped(fetch(session, rows.ALIASES, part_ids))
        self._compatibilities = _compatibilities(session, part_ids)
        self._offers = _grouped(fetch(session, rows.OFFERS, part_ids))
        self._chains = ChainFacts(fetch(session, rows.CHAINS, part_ids))

    def bundle(self, part: Row) -> PartBundle:
        """The bundle of one part of the batch."""
        category, labels = self._categories[part.category_id]
        return PartBundle(
            id=part.id,
            version=part.version,
            removed=part.removed_at is not None,
            part_number=part.part_number,
            number_folded=part.number_folded,
            name=part.name,
            description=part.description,
            language=part.language,
            lifecycle=part.lifecycle,
            lifecycle_raw=part.lifecycle_raw,
            manufacturer=self._manufacturers[part.manufacturer_id],
            category=category,
            specifications=specifications_of(part.specifications, labels),
            gtin=part.gtin,
            country_of_origin=part.country_of_origin,
            hazard=part.hazard,
            warranty_months=part.warranty_months,
            popularity=part.popularity,
            rating=part.rating,
            rating_count=part.rating_count,
            listed_at=part.listed_at,
            images=tuple(part.images),
            aliases=tuple(BundleAlias(*_after_part(row)) for row in self._aliases[part.id]),
            compatibilities=tuple(self._compatibilities[part.id]),
            offers=tuple(_offer(row) for row in self._offers[part.id]),
            supersedes=self._chains.supersedes(part.id),
            replaced_by=self._chains.replaced_by(part.id),
            related_counts=part.related_counts or {},
        )


def specifications_of(values: Mapping[str, SpecificationValue], labels: Labels) -> tuple[Specification, ...]:
    """A part's specifications by key. `labels` is key -> (label, type, unit); a key that no category knows names itself."""
    return tuple(Specification(key, *(labels.get(key) or _unknown(key, value)), value) for key, value in sorted(values.items()))


def _unknown(key: str, value: SpecificationValue) -> tuple[str, str, str]:
    """Label, type and unit for a key that the category does not list, as imports bring them."""
    kind = "boolean" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "enum"
    return key.replace("_", " ").capitalize(), kind, ""


def _grouped(found: Iterable[Row]) -> dict[int, list[Row]]:
    """Rows by their part."""
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in found:
        groups[row.part_id].append(row)
    return groups


def _manufacturer(row: Row) -> BundleManufacturer:
    return BundleManufacturer(row.id, row.slug, row.name, tuple(NamedAlias(alias, kind) for alias, kind in row.aliases))


def _categories(found: Iterable[Row]) -> dict[int, tuple[BundleCategory, Labels]]:
    """Category id -> its facts and the specifications it and its ancestors define, the nearest winning."""
    steps: dict[int, list[Row]] = defaultdict(list)
    for row in found:
        steps[row.leaf].append(row)
    categories: dict[int, tuple[BundleCategory, Labels]] = {}
    for leaf, upwards in steps.items():
        path = tuple(CategoryStep(row.id, row.slug, row.name) for row in reversed(upwards))
        labels = {key: (label, kind, unit) for row in reversed(upwards) for key, label, kind, unit in row.specifications}
        categories[leaf] = (BundleCategory(path, tuple(upwards[0].synonyms), upwards[0].translations), labels)
    return categories


def _compatibilities(session: Session, part_ids: Sequence[int]) -> dict[int, list[BundleCompatibility]]:
    """Statements of fit by part; models and modalities are built once and shared."""
    found = fetch(session, rows.COMPATIBILITIES, part_ids)
    models = {
        row.id: BundleModel(
            row.id, row.slug, row.name, tuple(row.aliases), row.manufacturer_id, row.manufacturer_name, row.serial_order_run, tuple(row.software)
        )
        for row in fetch(session, rows.MODELS, sorted({row.model_id for row in found if row.model_id is not None}))
    }
    modalities = {row.code: BundleModality(row.code, row.modality_name, tuple(row.modality_synonyms)) for row in found}
    by_part: dict[int, list[BundleCompatibility]] = defaultdict(list)
    for row in found:
        by_part[row.part_id].append(
            BundleCompatibility(
                None if row.model_id is None else models[row.model_id],
                modalities[row.code],
                row.serial_from,
                row.serial_to,
                row.software_from,
                row.software_to,
                tuple(row.options),
                row.source,
                row.confidence,
            )
        )
    return by_part


def _offer(row: Row) -> BundleOffer:
    """Of a row of `bundle_rows.OFFERS`, whose columns are in the order of the fields."""
    columns = [*_after_part(row)]
    columns[-1] = tuple(columns[-1])
    return BundleOffer(*columns)


def _after_part(row: Row) -> tuple[Any, ...]:
    """The columns of a row after the first, which says of which part it is."""
    return row[1:]


class ChainFacts:
    """Supersession of a batch: the graph and the numbers of the parts in it."""

    def __init__(self, edges: Sequence[Row]) -> None:
        self._numbers: dict[int, tuple[str, str]] = {}
        removed: set[int] = set()
        for row in edges:
            self._numbers[row.part_id] = (row.old_number, row.old_folded)
            self._numbers[row.related_part_id] = (row.new_number, row.new_folded)
            removed |= {row.part_id} if row.old_removed else set()
            removed |= {row.related_part_id} if row.new_removed else set()
        self._chains = Chains((Edge(row.part_id, row.related_part_id, row.set_kind, row.quantity_ratio, row.precondition) for row in edges), removed)

    def number(self, part_id: int) -> str:
        """The part number of a part of the graph."""
        return self._numbers[part_id][0]

    def ends(self, part_id: int) -> tuple[End, ...]:
        """The live ends that replace a part."""
        return self._chains.ends(part_id)

    def supersedes(self, part_id: int) -> tuple[EarlierPart, ...]:
        """Every earlier part, nearest first."""
        if part_id not in self._numbers:
            return ()
        return tuple(EarlierPart(earlier, *self._numbers[earlier]) for earlier in self._chains.earlier(part_id))

    def replaced_by(self, part_id: int) -> tuple[Replacement, ...]:
        """The live ends as a bundle shows them."""
        if part_id not in self._numbers:
            return ()
        return tuple(
            Replacement(end.part_id, self.number(end.part_id), end.set_kind, end.quantity, tuple(map(self.number, end.path))) for end in self.ends(part_id)
        )
