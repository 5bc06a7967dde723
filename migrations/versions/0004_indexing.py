"""What the indexer and the importer remember: vectors by content, rebuild runs, checks, column mappings."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE embedding (
  text_hash bytea NOT NULL,
  model text NOT NULL,
  vector bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (text_hash, model)
);
COMMENT ON COLUMN embedding.vector IS 'little-endian float32, unit length';

CREATE TABLE embedding_request (
  part_id bigint PRIMARY KEY,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE embedding_request IS 'parts whose document went out without a vector';

CREATE TABLE index_rebuild (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  target text NOT NULL UNIQUE,
  previous text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('loading','verifying','swapped','abandoned')),
  after_part_id bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX index_rebuild_one_at_a_time ON index_rebuild ((true)) WHERE state IN ('loading','verifying');

CREATE TABLE index_check (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT now(),
  compared bigint NOT NULL,
  missing bigint NOT NULL,
  stale bigint NOT NULL,
  orphaned bigint NOT NULL,
  corrupted bigint NOT NULL,
  repaired boolean NOT NULL
);

CREATE TABLE import_mapping (
  signature text PRIMARY KEY,
  mapping jsonb NOT NULL,
  used_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN import_mapping.signature IS 'hash of the header row';
"""


def upgrade() -> None:
    """Create the indexer's and the importer's memory."""
    op.execute(TABLES)
