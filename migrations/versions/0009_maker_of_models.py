"""A maker's name is shown twice: by his parts, and by every part that fits his models, whoever made it."""

from alembic import op

revision = "0009"
down_revision = "0008"

PARTS = """
CREATE OR REPLACE FUNCTION fanout_parts(scope text, scope_key text, after_part_id bigint, most int) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE ids bigint[];
BEGIN
  CASE scope
  WHEN 'manufacturer' THEN
    ids := array(
      (SELECT id FROM part WHERE manufacturer_id = scope_key::bigint AND id > after_part_id ORDER BY id LIMIT most)
      UNION
      (SELECT DISTINCT c.part_id FROM compatibility c JOIN equipment_model m ON m.id = c.model_id
       WHERE m.manufacturer_id = scope_key::bigint AND c.part_id > after_part_id ORDER BY c.part_id LIMIT most)
      ORDER BY 1 LIMIT most);
  WHEN 'category' THEN
    ids := array(
      WITH RECURSIVE below AS (
        SELECT scope_key::bigint AS id UNION SELECT c.id FROM category c JOIN below ON c.parent_id = below.id)
      SELECT p.id FROM part p WHERE p.category_id IN (SELECT below.id FROM below) AND p.id > after_part_id ORDER BY p.id LIMIT most);
  WHEN 'seller' THEN
    ids := array(SELECT DISTINCT part_id FROM offer WHERE seller_id = scope_key::bigint AND part_id > after_part_id ORDER BY part_id LIMIT most);
  WHEN 'model' THEN
    ids := array(
      SELECT DISTINCT part_id FROM compatibility WHERE model_id = scope_key::bigint AND part_id > after_part_id ORDER BY part_id LIMIT most);
  WHEN 'modality' THEN
    ids := array(
      SELECT DISTINCT part_id FROM compatibility c LEFT JOIN equipment_model m ON m.id = c.model_id
      WHERE (c.modality = scope_key OR m.modality = scope_key) AND part_id > after_part_id ORDER BY part_id LIMIT most);
  WHEN 'currency' THEN
    ids := array(SELECT DISTINCT part_id FROM offer WHERE currency = scope_key AND part_id > after_part_id ORDER BY part_id LIMIT most);
  END CASE;
  RETURN ids;
END $$;
"""


def upgrade() -> None:
    """Replace the function."""
    op.execute(PARTS)
