"""The statements behind `catalog.bundles`: each takes a list of ids and returns rows, whatever the number of parts.

Eight statements load any batch; `BUNDLE_TABLES` names every table they read, and a test holds both to it.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.models import Organisation
from catalog.models import Offer
from catalog.models.exchange_rate import price_usd
from catalog.visibility import offer_is_shown

BUNDLE_TABLES = frozenset(
    {
        "part",
        "part_alias",
        "part_relation",
        "compatibility",
        "offer",
        "organisation",
        "exchange_rate",
        "manufacturer",
        "manufacturer_alias",
        "category",
        "category_specification",
        "equipment_model",
        "equipment_model_alias",
        "modality",
    }
)

PARTS = """
SELECT p.id, p.version, p.removed_at, p.part_number, p.number_folded, p.name, p.description, p.language, p.lifecycle, p.lifecycle_raw,
  p.manufacturer_id, p.category_id, p.specifications, p.gtin, p.country_of_origin, p.hazard, p.warranty_months, p.popularity,
  p.rating, p.rating_count, p.listed_at, p.images,
  (SELECT jsonb_object_agg(kind, number) FROM (
     SELECT r.kind, count(*) AS number FROM part_relation r JOIN part other ON other.id = r.related_part_id AND other.removed_at IS NULL
     WHERE r.part_id = p.id GROUP BY r.kind) counted) AS related_counts
FROM part p WHERE p.id = ANY (CAST(:ids AS bigint[]))
"""

MANUFACTURERS = """
SELECT m.id, m.slug, m.name,
  array(SELECT ARRAY[a.alias, a.kind] FROM manufacturer_alias a WHERE a.manufacturer_id = m.id ORDER BY a.id) AS aliases
FROM manufacturer m WHERE m.id = ANY (CAST(:ids AS bigint[]))
"""

# One row per category of the batch and step towards the root; depth 0 is the category itself.
CATEGORIES = """
WITH RECURSIVE up AS (
  SELECT id AS leaf, 0 AS depth, id FROM unnest(CAST(:ids AS bigint[])) AS leaf(id)
  UNION ALL
  SELECT up.leaf, up.depth + 1, c.parent_id FROM up JOIN category c ON c.id = up.id WHERE c.parent_id IS NOT NULL
)
SELECT up.leaf, up.depth, c.id, c.slug, c.name, c.synonyms, c.translations,
  array(SELECT ARRAY[s.key, s.label, s.type, s.unit] FROM category_specification s WHERE s.category_id = c.id ORDER BY s.key) AS specifications
FROM up JOIN category c ON c.id = up.id ORDER BY up.leaf, up.depth
"""

ALIASES = """
SELECT part_id, alias, alias_folded, kind, organisation_id FROM part_alias
WHERE part_id = ANY (CAST(:ids AS bigint[])) ORDER BY part_id, id
"""

COMPATIBILITIES = """
SELECT c.part_id, c.model_id, d.code, d.name AS modality_name, d.synonyms AS modality_synonyms,
  c.serial_from, c.serial_to, c.software_from, c.software_to, c.options, c.source, c.confidence
FROM compatibility c LEFT JOIN equipment_model m ON m.id = c.model_id JOIN modality d ON d.code = coalesce(c.modality, m.modality)
WHERE c.part_id = ANY (CAST(:ids AS bigint[])) ORDER BY c.part_id, c.id
"""

MODELS = """
SELECT m.id, m.slug, m.name, m.manufacturer_id, maker.name AS manufacturer_name, m.serial_order_run, m.software,
  array(SELECT a.alias FROM equipment_model_alias a WHERE a.model_id = m.id ORDER BY a.id) AS aliases
FROM equipment_model m JOIN manufacturer maker ON maker.id = m.manufacturer_id
WHERE m.id = ANY (CAST(:ids AS bigint[]))
"""

# Every edge of every chain that passes through one of the parts, with what is shown of both its ends. Few parts are in one, which
# the planner cannot know of a recursion: left alone it reads all of `part` for any batch. LATERAL with OFFSET 0, and arrays of
# what was found, keep it to the indexes.
CHAINS = """
WITH RECURSIVE later AS (
  SELECT unnest(CAST(:ids AS bigint[])) AS id UNION
  SELECT step.id FROM later CROSS JOIN LATERAL
    (SELECT r.related_part_id AS id FROM part_relation r WHERE r.part_id = later.id AND r.kind = 'superseded_by' OFFSET 0) AS step
), earlier AS (
  SELECT unnest(CAST(:ids AS bigint[])) AS id UNION
  SELECT step.id FROM earlier CROSS JOIN LATERAL
    (SELECT r.part_id AS id FROM part_relation r WHERE r.related_part_id = earlier.id AND r.kind = 'superseded_by' OFFSET 0) AS step
)
SELECT r.part_id, r.related_part_id, r.set_kind, r.quantity_ratio, r.precondition,
  old.part_number AS old_number, old.number_folded AS old_folded, old.removed_at IS NOT NULL AS old_removed,
  new.part_number AS new_number, new.number_folded AS new_folded, new.removed_at IS NOT NULL AS new_removed
FROM part_relation r JOIN part old ON old.id = r.part_id JOIN part new ON new.id = r.related_part_id
WHERE r.id = ANY (ARRAY(
  SELECT out.id FROM part_relation out WHERE out.kind = 'superseded_by' AND out.part_id = ANY (ARRAY(SELECT later.id FROM later)) UNION
  SELECT into_.id FROM part_relation into_ WHERE into_.kind = 'superseded_by' AND into_.related_part_id = ANY (ARRAY(SELECT earlier.id FROM earlier))))
"""

OFFERS = (
    sa.select(
        Offer.part_id,
        Offer.id,
        Offer.seller_id,
        Offer.condition,
        Offer.price,
        Offer.currency,
        price_usd(Offer.price, Offer.currency).label("price_usd"),
        (Offer.stock_on_hand - Offer.stock_reserved).label("stock_available"),
        Offer.lead_time_days,
        Offer.ship_from,
        Offer.warranty_months,
        Offer.audience,
        Offer.audience_organisations,
    )
    .join(Organisation, Organisation.id == Offer.seller_id)
    .where(
        Offer.part_id == sa.func.any(sa.bindparam("ids", type_=sa.ARRAY(sa.BigInteger))),
        offer_is_shown(),
    )
    .order_by(Offer.part_id, Offer.id)
)

Row = sa.Row[Any]


def fetch(session: Session, statement: str | sa.Executable, ids: Sequence[int]) -> Sequence[Row]:
    """Run one of this module's statements for `ids`."""
    executable = sa.text(statement) if isinstance(statement, str) else statement
    return session.execute(executable, {"ids": list(ids)}).all()
