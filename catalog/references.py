"""What a configuration may refer to: names by slug with how many parts each has, and the parts that answer to given numbers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.models import Category, CategorySpecification, Manufacturer, ManufacturerAlias, Modality

_CATEGORIES = """
WITH RECURSIVE below AS (
  SELECT id AS root, id FROM category
  UNION ALL
  SELECT below.root, child.id FROM category child JOIN below ON child.parent_id = below.id
), held AS (SELECT category_id, count(*) AS parts FROM part WHERE removed_at IS NULL GROUP BY category_id)
SELECT c.slug, coalesce(sum(held.parts), 0)::bigint AS parts
FROM category c JOIN below ON below.root = c.id LEFT JOIN held ON held.category_id = below.id GROUP BY c.slug
"""
_MODELS = """
SELECT m.slug, m.modality, count(DISTINCT x.part_id) AS parts
FROM equipment_model m LEFT JOIN compatibility x ON x.model_id = m.id OR x.modality = m.modality GROUP BY m.slug, m.modality
"""
_MAKERS = """
SELECT m.slug, count(p.id) AS parts FROM manufacturer m LEFT JOIN part p ON p.manufacturer_id = m.id AND p.removed_at IS NULL GROUP BY m.slug
"""
_PARTS = """
WITH asked AS (SELECT unnest(CAST(:numbers AS text[])) AS number), found AS (
  SELECT asked.number, p.id FROM asked JOIN part p ON p.number_folded = asked.number
  UNION
  SELECT asked.number, a.part_id FROM asked JOIN part_alias a ON a.alias_folded = asked.number AND a.organisation_id IS NULL
)
SELECT found.number, p.id, m.slug AS maker, p.part_number, p.lifecycle, c.path,
  EXISTS (SELECT 1 FROM offer o JOIN organisation s ON s.id = o.seller_id
          WHERE o.part_id = p.id AND o.status = 'active' AND s.seller_status = 'approved') AS sold,
  ARRAY(SELECT DISTINCT e.slug FROM compatibility x JOIN equipment_model e ON e.id = x.model_id WHERE x.part_id = p.id) AS models,
  ARRAY(SELECT DISTINCT x.modality FROM compatibility x WHERE x.part_id = p.id AND x.modality IS NOT NULL) AS modalities
FROM found JOIN part p ON p.id = found.id AND p.removed_at IS NULL JOIN manufacturer m ON m.id = p.manufacturer_id
CROSS JOIN LATERAL (
  WITH RECURSIVE up AS (
    SELECT slug, parent_id FROM category WHERE id = p.category_id
    UNION ALL SELECT k.slug, k.parent_id FROM category k JOIN up ON k.id = up.parent_id
  ) SELECT array_agg(slug) AS path FROM up
) c
ORDER BY found.number, p.id
"""


@dataclass(frozen=True, slots=True)
class PartReference:
    """A part that answers to `asked` (folded), by its own or a public other number."""

    asked: str
    maker: str
    number: str
    lifecycle: str
    sold: bool
    categories: frozenset[str]
    models: frozenset[str]
    modalities: frozenset[str]


@dataclass(frozen=True, slots=True)
class References:
    """Everything by slug (modalities by code), with the number of parts. `maker_names`: (slug, spelling)."""

    makers: dict[str, int]
    maker_names: tuple[tuple[str, str], ...]
    categories: dict[str, int]
    specifications: dict[str, frozenset[str]]
    models: dict[str, tuple[str, int]]  # modality, parts
    modalities: frozenset[str]
    parts: tuple[PartReference, ...]


def read_references(session: Session, numbers: Collection[str]) -> References:
    """The names, and the parts that answer to one of the folded `numbers`. Eight statements."""
    rows = session.execute(sa.text(_MODELS)).all()
    return References(
        makers={row.slug: row.parts for row in session.execute(sa.text(_MAKERS))},
        maker_names=_maker_names(session),
        categories={row.slug: row.parts for row in session.execute(sa.text(_CATEGORIES))},
        specifications=_specifications(session),
        models={row.slug: (row.modality, row.parts) for row in rows},
        modalities=frozenset(session.scalars(sa.select(Modality.code))),
        parts=_parts(session, numbers),
    )


def _maker_names(session: Session) -> tuple[tuple[str, str], ...]:
    own = session.execute(sa.select(Manufacturer.slug, Manufacturer.name)).all()
    others = session.execute(sa.select(Manufacturer.slug, ManufacturerAlias.alias).join(Manufacturer, Manufacturer.id == ManufacturerAlias.manufacturer_id))
    return tuple((slug, name) for slug, name in (*own, *others))


def _specifications(session: Session) -> dict[str, frozenset[str]]:

    found: dict[str, set[str]] = defaultdict(set)
    rows = session.execute(sa.select(Category.slug, CategorySpecification.key).join(Category, Category.id == CategorySpecification.category_id))
    for slug, key in rows:
        found[slug].add(key)
    return {slug: frozenset(keys) for slug, keys in found.items()}


def _parts(session: Session, numbers: Collection[str]) -> tuple[PartReference, ...]:
    rows = session.execute(sa.text(_PARTS), {"numbers": sorted(numbers)})
    return tuple(
        PartReference(row.number, row.maker, row.part_number, row.lifecycle, row.sold, frozenset(row.path), frozenset(row.models), frozenset(row.modalities))
        for row in rows
    )
