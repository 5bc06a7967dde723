"""Change capture costs a writer less, and the outbox stays quick while old rows cannot be taken away.

* A part's row has room for its next versions in its page: a new version then needs no new index entries, of which those
  over the words of name and description are dear. Pages that are full today get room as their parts change.
* A change to one part is captured row by row: no transition tables, no plan for sets. Only a part whose own identity
  changed looks for those that show it, from a trigger that its condition keeps away otherwise.
* While a transaction is open, nobody may take away what was settled since it began: a part that changes often has hundreds
  of dead entries under its id. A row that is being worked on was due lately, so `due_at` leads past them.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

ROOM = """
ALTER TABLE part SET (fillfactor = 60);
ALTER TABLE offer SET (fillfactor = 80);
"""

OUTBOX = """
DROP INDEX index_outbox_part;
CREATE INDEX index_outbox_part ON index_outbox (part_id, due_at);
"""

CAPTURE = """
DROP FUNCTION touch_parts(bigint[]);
-- Locks in id order first: two writers that touch the same parts must not deadlock. One part has no order.
CREATE FUNCTION touch_parts(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF cardinality(ids) = 1 THEN
    UPDATE part SET version = part.version WHERE id = ids[1];
  ELSIF cardinality(ids) > 1 THEN
    WITH locked AS (SELECT id FROM part WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE)
    UPDATE part SET version = part.version FROM locked WHERE part.id = locked.id;
  END IF;
END $$;

CREATE FUNCTION capture_part_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO index_outbox (part_id, version) VALUES (NEW.id, NEW.version);
  RETURN NULL;
END $$;
DROP TRIGGER part_updated ON part;
CREATE TRIGGER part_updated AFTER UPDATE ON part FOR EACH ROW EXECUTE FUNCTION capture_part_row();
"""

IDENTITY = """
DROP TRIGGER part_identity_updated ON part;
CREATE OR REPLACE FUNCTION capture_part_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM part_relation WHERE part_id = NEW.id) OR EXISTS (SELECT FROM part_relation WHERE related_part_id = NEW.id) THEN
    PERFORM touch_parts(array(
      SELECT unnest(supersession_family(ARRAY[NEW.id])) UNION
      SELECT part_id FROM part_relation WHERE related_part_id = NEW.id
      EXCEPT SELECT NEW.id));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER part_identity_updated AFTER UPDATE ON part FOR EACH ROW
  WHEN (OLD.part_number <> NEW.part_number OR OLD.name <> NEW.name OR OLD.lifecycle <> NEW.lifecycle
    OR OLD.manufacturer_id <> NEW.manufacturer_id OR OLD.removed_at IS DISTINCT FROM NEW.removed_at)
  EXECUTE FUNCTION capture_part_identity();
"""


def upgrade() -> None:
    """Make room, and replace the index, the functions and the triggers."""
    for statements in (ROOM, OUTBOX, CAPTURE, IDENTITY):
        op.execute(statements)
