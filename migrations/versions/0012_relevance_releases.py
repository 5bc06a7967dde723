"""Relevance releases: what a published configuration said, word for word, and which one is served.

A release is named by the hash of its texts, so its row never changes. What is served is the last line of a log: nothing is
overwritten, and going back is one more line.
"""

from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = """
CREATE TABLE relevance_release (
  id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{64}$'),
  files jsonb NOT NULL,
  author text NOT NULL CHECK (author <> ''),
  reason text NOT NULL CHECK (reason <> ''),
  scores jsonb NOT NULL DEFAULT '{}',
  made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN relevance_release.id IS 'hex SHA-256 of the files: the same texts are the same release';
COMMENT ON COLUMN relevance_release.files IS 'path below the configuration folder -> text';
COMMENT ON COLUMN relevance_release.scores IS 'what the gate measured before it let the release through';

CREATE TABLE relevance_activation (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  release_id text NOT NULL REFERENCES relevance_release,
  kind text NOT NULL CHECK (kind IN ('installed', 'publish', 'rollback', 'draft')),
  author text NOT NULL CHECK (author <> ''),
  reason text NOT NULL DEFAULT '',
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE relevance_activation IS 'the last line that is no draft says what is served; the last draft is what staff may look at beside it';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER relevance_release_immutable BEFORE UPDATE OR DELETE ON relevance_release FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER relevance_activation_immutable BEFORE UPDATE OR DELETE ON relevance_activation FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(TABLES)
