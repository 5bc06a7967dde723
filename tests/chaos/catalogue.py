"""A small catalogue to begin with, and the statements that a run makes about it."""

import sqlalchemy as sa

from core.db import transaction
from indexer.resources import Resources

MAKERS, SELLERS, CATEGORIES = 8, 6, 4

_ROWS = (
    "INSERT INTO manufacturer (slug, name) SELECT 'maker-' || n, 'Maker ' || n FROM generate_series(1, :makers) n",
    "INSERT INTO category (slug, name) SELECT 'category-' || n, 'Category ' || n FROM generate_series(1, :categories) n",
    (
        "INSERT INTO organisation (name, type, country, currency, seller_status) "
        "SELECT 'Seller ' || n, 'dealer', 'DE', 'USD', 'approved' FROM generate_series(1, :sellers) n"
    ),
)
# One part with its offer and alias: also how a writer inserts.
INSERT_PARTS = """
WITH added AS (
  INSERT INTO part (manufacturer_id, part_number, name, category_id)
  SELECT 1 + n % :makers, 'N-' || gen_random_uuid(), 'Part ' || n, 1 + n % :categories
  FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n
  RETURNING id
), offered AS (
  INSERT INTO offer (part_id, seller_id, seller_sku, condition, price, currency, lead_time_days, ship_from)
  SELECT id, 1 + id % :sellers, 'S-' || id, 'new', 10 + id % 90, 'USD', 3, 'DE' FROM added RETURNING part_id
)
INSERT INTO part_alias (part_id, alias, kind) SELECT part_id, 'A-' || part_id, 'label' FROM offered RETURNING part_id
"""
SIZES = {"makers": MAKERS, "categories": CATEGORIES, "sellers": SELLERS}


def fill(resources: Resources, parts: int) -> list[int]:
    """Put `parts` parts in; their ids."""
    with transaction(resources.db) as session:
        for statement in _ROWS:
            session.execute(sa.text(statement), SIZES)
        return list(session.execute(sa.text(INSERT_PARTS), {**SIZES, "first": 1, "last": parts}).scalars())
