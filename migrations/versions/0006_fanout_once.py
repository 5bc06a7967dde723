"""A fan-out that begins does the work of every other of the same key: five aliases of one maker are one pass over its parts."""

from alembic import op

revision = "0006"
down_revision = "0005"

UNFOLD = """
CREATE OR REPLACE FUNCTION unfold_fanout(most int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE row index_fanout; ids bigint[];
BEGIN
  SELECT * INTO row FROM index_fanout ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN NULL; END IF;
  -- Nothing of this one is done yet, so all that the others of its key ask for comes after their commit.
  IF row.after_part_id = 0 THEN
    DELETE FROM index_fanout WHERE id IN (
      SELECT id FROM index_fanout f WHERE f.scope = row.scope AND f.scope_key = row.scope_key AND f.after_part_id = 0 AND f.id <> row.id
      FOR UPDATE SKIP LOCKED);
  END IF;
  ids := fanout_parts(row.scope, row.scope_key, row.after_part_id, most);
  PERFORM touch_parts(ids);
  IF cardinality(ids) < most THEN DELETE FROM index_fanout WHERE id = row.id;
  ELSE UPDATE index_fanout SET after_part_id = ids[cardinality(ids)] WHERE id = row.id;
  END IF;
  RETURN cardinality(ids);
END $$;
"""


def upgrade() -> None:
    """Replace the function."""
    op.execute(UNFOLD)
