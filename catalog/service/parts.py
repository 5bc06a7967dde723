"""Upserts parts by manufacturer and part number, and adds their aliases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from catalog.models import Part, PartAlias

Outcome = Literal["created", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class PartDraft:
    """A part as it shall be: `values` is column -> value for what is given, other columns stay as they are.

    `specifications` are added to those of the part; `defaults` fill what a new part has no value for. A new part needs
    `name` and `category_id` from either.
    """

    manufacturer_id: int
    part_number: str
    values: Mapping[str, Any]
    specifications: Mapping[str, bool | int | float | str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, str]:
        """The part's identity."""
        return (self.manufacturer_id, self.part_number)


@dataclass(frozen=True, slots=True)
class Written:
    """Which row a draft became, and whether that changed anything."""

    id: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AliasDraft:
    """Another number of a part; with `organisation_id` (kind own) for that organisation alone."""

    part_id: int
    alias: str
    kind: str
    source: str = ""
    confidence: Decimal = Decimal(1)
    organisation_id: int | None = None


def upsert_parts(session: Session, drafts: Sequence[PartDraft]) -> list[Written]:
    """Write `drafts` (each identity once) and say, in their order, what became of each. A removed part comes back."""
    found = _existing(session, [draft.key for draft in drafts])
    fresh = [draft for draft in drafts if draft.key not in found]
    changes = {found[draft.key].id: change for draft in drafts if draft.key in found and (change := _difference(found[draft.key], draft))}
    created = _insert(session, fresh)
    # By id, as the capture triggers lock: two writers of the same parts must not deadlock.
    if changes:
        session.execute(sa.update(Part), [{"id": part_id, **changes[part_id]} for part_id in sorted(changes)])
    return [_written(draft, found, created, changes) for draft in drafts]


def _written(draft: PartDraft, found: Mapping[tuple[int, str], sa.Row[Any]], created: Mapping[tuple[int, str], int], changes: Mapping[int, object]) -> Written:
    if draft.key in created:
        return Written(created[draft.key], "created")
    part_id = found[draft.key].id
    return Written(part_id, "changed" if part_id in changes else "unchanged")


def _existing(session: Session, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], sa.Row[Any]]:
    columns = Part.__table__.c
    statement = sa.select(*columns).where(sa.tuple_(columns.manufacturer_id, columns.part_number).in_(keys))
    return {(row.manufacturer_id, row.part_number): row for row in session.execute(statement)}


def known_parts(session: Session, keys: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of the (manufacturer id, part number) pairs the catalogue has."""
    return set(_existing(session, keys))


def _difference(row: sa.Row[Any], draft: PartDraft) -> dict[str, Any]:
    """The columns of the part that the draft would change."""
    wanted = {**draft.values, "specifications": {**row.specifications, **draft.specifications}, "removed_at": None}
    return {column: value for column, value in wanted.items() if getattr(row, column) != value}


def _insert(session: Session, drafts: Sequence[PartDraft]) -> dict[tuple[int, str], int]:
    """Insert new parts. Drafts that give the same columns go in one statement."""
    created: dict[tuple[int, str], int] = {}
    groups: dict[tuple[str, ...], list[PartDraft]] = {}
    for draft in drafts:
        groups.setdefault(tuple(sorted({*draft.defaults, *draft.values})), []).append(draft)
    for group in groups.values():
        rows = [
            {
                "manufacturer_id": draft.manufacturer_id,
                "part_number": draft.part_number,
                "specifications": dict(draft.specifications),
                **draft.defaults,
                **draft.values,
            }
            for draft in group
        ]
        inserted = session.execute(sa.insert(Part).returning(Part.manufacturer_id, Part.part_number, Part.id), rows)
        created |= {(maker, number): part_id for maker, number, part_id in inserted}
    return created


def add_aliases(session: Session, drafts: Iterable[AliasDraft]) -> list[int]:
    """Add the aliases that are not there yet; returns the ids of the parts that got one."""
    rows = {(draft.part_id, draft.alias, draft.organisation_id): draft for draft in drafts}
    if not rows:
        return []
    statement = (
        insert(PartAlias)
        .values(
            [
                {
                    "part_id": draft.part_id,
                    "alias": draft.alias,
                    "kind": draft.kind,
                    "source": draft.source,
                    "confidence": draft.confidence,
                    "organisation_id": draft.organisation_id,
                }
                for draft in rows.values()
            ]
        )
        .on_conflict_do_nothing()
        .returning(PartAlias.part_id)
    )
    return list(dict.fromkeys(session.scalars(statement)))
