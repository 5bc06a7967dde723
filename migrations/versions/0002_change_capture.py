"""Change capture: any committed change to anything a document shows leaves an outbox row in the same transaction.

Two ways in. A change that concerns few parts bumps their `version` at once (`touch_parts`). A change that may concern a
hundred thousand (a maker renamed, a seller suspended) leaves one `index_fanout` row, which the relay unfolds in batches,
so that no writer holds that many locks. Both end in `part`, whose own triggers write `index_outbox`.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE index_outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  part_id bigint NOT NULL,
  version bigint NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts int NOT NULL DEFAULT 0,
  dead_at timestamptz,
  reason text NOT NULL DEFAULT ''
);
COMMENT ON TABLE index_outbox IS 'which part changed and to which version; the row goes when the index has confirmed it';
COMMENT ON COLUMN index_outbox.due_at IS 'when it may be claimed (again); a claim moves it forward by the lease';
CREATE INDEX index_outbox_due ON index_outbox (due_at) WHERE dead_at IS NULL;
CREATE INDEX index_outbox_part ON index_outbox (part_id);
CREATE INDEX index_outbox_dead ON index_outbox (dead_at) WHERE dead_at IS NOT NULL;
ALTER TABLE index_outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, fillfactor = 70);

CREATE TABLE index_fanout (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope text NOT NULL CHECK (scope IN ('manufacturer','category','seller','model','modality','currency')),
  scope_key text NOT NULL,
  after_part_id bigint NOT NULL DEFAULT 0,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN index_fanout.after_part_id IS 'unfolded up to this part';
"""

PART = """
-- The sequence is drawn under the row's lock, so a part's versions rise in the order of its commits, also when a part
-- is deleted and its id used again.
CREATE FUNCTION part_next_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := nextval('part_version');
  RETURN NEW;
END $$;
CREATE TRIGGER part_version BEFORE INSERT OR UPDATE ON part FOR EACH ROW EXECUTE FUNCTION part_next_version();

CREATE FUNCTION capture_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO index_outbox (part_id, version) SELECT id, version FROM changed ORDER BY id;
  RETURN NULL;
END $$;
CREATE TRIGGER part_inserted AFTER INSERT ON part REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION capture_part();
CREATE TRIGGER part_updated AFTER UPDATE ON part REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION capture_part();

CREATE FUNCTION capture_part_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO index_outbox (part_id, version) SELECT id, nextval('part_version') FROM gone ORDER BY id;
  RETURN NULL;
END $$;
CREATE TRIGGER part_deleted AFTER DELETE ON part REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION capture_part_deleted();

-- Locks in id order first: two writers that touch the same parts must not deadlock.
CREATE FUNCTION touch_parts(ids bigint[]) RETURNS void LANGUAGE sql AS $$
  WITH locked AS (SELECT id FROM part WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE)
  UPDATE part SET version = part.version FROM locked WHERE part.id = locked.id;
$$;

-- A chain is shown at both ends: every part before and after the given ones along superseded_by.
CREATE FUNCTION supersession_family(ids bigint[]) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  WITH RECURSIVE later AS (
    SELECT unnest(ids) AS id UNION
    SELECT r.related_part_id FROM later JOIN part_relation r ON r.part_id = later.id AND r.kind = 'superseded_by'
  ), earlier AS (
    SELECT unnest(ids) AS id UNION
    SELECT r.part_id FROM earlier JOIN part_relation r ON r.related_part_id = earlier.id AND r.kind = 'superseded_by'
  )
  SELECT array_agg(id) FROM (SELECT id FROM later UNION SELECT id FROM earlier) family;
$$;

CREATE FUNCTION capture_part_identity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE family bigint[];
BEGIN
  SELECT array_agg(n.id) INTO family FROM new_rows n JOIN old_rows o USING (id)
  WHERE (n.part_number, n.name, n.lifecycle, n.manufacturer_id, n.removed_at)
      IS DISTINCT FROM (o.part_number, o.name, o.lifecycle, o.manufacturer_id, o.removed_at)
    AND EXISTS (SELECT FROM part_relation r WHERE r.part_id = n.id OR r.related_part_id = n.id);
  IF family IS NOT NULL THEN
    PERFORM touch_parts(array(
      SELECT unnest(supersession_family(family)) UNION
      SELECT r.part_id FROM part_relation r WHERE r.related_part_id = ANY (family)
      EXCEPT SELECT unnest(family)));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER part_identity_updated AFTER UPDATE ON part
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_part_identity();
"""

# For tables with a part_id: one function, three triggers each (a transition table belongs to one event).
CHILD = """
CREATE FUNCTION capture_child() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN PERFORM touch_parts(array(SELECT DISTINCT part_id FROM new_rows));
  ELSIF TG_OP = 'DELETE' THEN PERFORM touch_parts(array(SELECT DISTINCT part_id FROM old_rows));
  ELSE PERFORM touch_parts(array(SELECT part_id FROM new_rows UNION SELECT part_id FROM old_rows));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION capture_tier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN PERFORM touch_parts(array(SELECT DISTINCT o.part_id FROM new_rows t JOIN offer o ON o.id = t.offer_id));
  ELSIF TG_OP = 'DELETE' THEN PERFORM touch_parts(array(SELECT DISTINCT o.part_id FROM old_rows t JOIN offer o ON o.id = t.offer_id));
  ELSE PERFORM touch_parts(array(
    SELECT o.part_id FROM new_rows t JOIN offer o ON o.id = t.offer_id UNION SELECT o.part_id FROM old_rows t JOIN offer o ON o.id = t.offer_id));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION capture_relation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ends bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN ends := array(SELECT part_id FROM new_rows UNION SELECT related_part_id FROM new_rows);
  ELSIF TG_OP = 'DELETE' THEN ends := array(SELECT part_id FROM old_rows UNION SELECT related_part_id FROM old_rows);
  ELSE ends := array(SELECT part_id FROM new_rows UNION SELECT related_part_id FROM new_rows
                     UNION SELECT part_id FROM old_rows UNION SELECT related_part_id FROM old_rows);
  END IF;
  PERFORM touch_parts(supersession_family(ends));
  RETURN NULL;
END $$;
"""

CHILD_TRIGGERS = {
    "part_alias": "capture_child",
    "compatibility": "capture_child",
    "offer": "capture_child",
    "offer_tier": "capture_tier",
    "part_relation": "capture_relation",
}

# What a document shows of a table that many parts share -> the fan-out's scope and the key of a changed row.
FANOUT = """
CREATE FUNCTION capture_fanout() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched jsonb;
BEGIN
  -- TG_ARGV: scope, key column, then the columns that documents show.
  IF TG_OP = 'UPDATE' AND NOT EXISTS (
    SELECT FROM unnest(TG_ARGV[2:]) AS shown(name) WHERE to_jsonb(NEW)->shown.name IS DISTINCT FROM to_jsonb(OLD)->shown.name
  ) THEN RETURN NULL; END IF;
  touched := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
  INSERT INTO index_fanout (scope, scope_key) VALUES (TG_ARGV[0], touched->>TG_ARGV[1]);
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD)->>TG_ARGV[1] <> touched->>TG_ARGV[1] THEN
    INSERT INTO index_fanout (scope, scope_key) VALUES (TG_ARGV[0], to_jsonb(OLD)->>TG_ARGV[1]);
  END IF;
  RETURN NULL;
END $$;
"""

FANOUT_TRIGGERS = (
    # table, events, scope, key column, columns shown in documents
    ("manufacturer", "UPDATE", "manufacturer", "id", ("name", "slug")),
    ("manufacturer_alias", "INSERT OR UPDATE OR DELETE", "manufacturer", "manufacturer_id", ("alias", "kind", "manufacturer_id")),
    ("category", "UPDATE", "category", "id", ("name", "slug", "parent_id", "synonyms", "translations")),
    ("category_specification", "INSERT OR UPDATE OR DELETE", "category", "category_id", ("key", "label", "type", "unit", "category_id")),
    ("organisation", "UPDATE", "seller", "id", ("name", "seller_status", "country")),
    ("equipment_model", "UPDATE", "model", "id", ("name", "slug", "modality", "manufacturer_id", "serial_order_run", "software")),
    ("equipment_model_alias", "INSERT OR UPDATE OR DELETE", "model", "model_id", ("alias", "model_id")),
    ("modality", "UPDATE", "modality", "code", ("name", "synonyms")),
    ("exchange_rate", "INSERT OR UPDATE OR DELETE", "currency", "currency", ("usd_per_unit", "day")),
)

UNFOLD = """
CREATE FUNCTION fanout_parts(scope text, scope_key text, after_part_id bigint, most int) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE ids bigint[];
BEGIN
  CASE scope
  WHEN 'manufacturer' THEN
    ids := array(SELECT id FROM part WHERE manufacturer_id = scope_key::bigint AND id > after_part_id ORDER BY id LIMIT most);
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

-- Unfolds one batch of the oldest fan-out row; returns how many parts it touched, or null when there is none to do.
CREATE FUNCTION unfold_fanout(most int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE row index_fanout; ids bigint[];
BEGIN
  SELECT * INTO row FROM index_fanout ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN NULL; END IF;
  -- Rows of the same key that have not begun are covered by this one: whoever reads the parts from now on sees their change too.
  DELETE FROM index_fanout WHERE id IN (
    SELECT id FROM index_fanout f WHERE row.after_part_id = 0 AND f.after_part_id = 0
      AND f.scope = row.scope AND f.scope_key = row.scope_key AND f.id <> row.id FOR UPDATE SKIP LOCKED);
  ids := fanout_parts(row.scope, row.scope_key, row.after_part_id, most);
  PERFORM touch_parts(ids);
  IF cardinality(ids) < most THEN DELETE FROM index_fanout WHERE id = row.id;
  ELSE UPDATE index_fanout SET after_part_id = ids[cardinality(ids)] WHERE id = row.id;
  END IF;
  RETURN cardinality(ids);
END $$;
"""


def child_triggers() -> str:
    """One trigger per event for each table of `CHILD_TRIGGERS`."""
    transition = {"INSERT": "NEW TABLE AS new_rows", "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    return "".join(
        f"CREATE TRIGGER {table}_captured_{event.lower()} AFTER {event} ON {table} REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"
        for table, function in CHILD_TRIGGERS.items()
        for event, tables in transition.items()
    )


def fanout_triggers() -> str:
    """One row trigger for each table of `FANOUT_TRIGGERS`: such tables change a row at a time."""
    return "".join(
        f"CREATE TRIGGER {table}_captured AFTER {events} ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION capture_fanout({', '.join(map(repr, (scope, key, *shown)))});\n"
        for table, events, scope, key, shown in FANOUT_TRIGGERS
    )


def upgrade() -> None:
    """Create the outbox and its triggers."""
    for statements in (TABLES, PART, CHILD, child_triggers(), FANOUT, fanout_triggers(), UNFOLD):
        op.execute(statements)
