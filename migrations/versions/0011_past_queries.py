"""What strangers searched for with success, for autocomplete. Nothing else reads it, and it may be emptied at any time.

One row a query, in the form in which it is compared. Who asked is kept as pseudonyms, and only until enough different
people have asked: then the query is open and they are forgotten.
"""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = """
CREATE TABLE past_query (
  query text PRIMARY KEY CHECK (length(query) BETWEEN 3 AND 60),
  asked bigint NOT NULL CHECK (asked > 0),
  viewers text[] NOT NULL DEFAULT '{}',
  is_open boolean NOT NULL DEFAULT false,
  last_on date NOT NULL
);
CREATE INDEX past_query_open ON past_query (asked DESC, query) WHERE is_open;
CREATE INDEX past_query_last ON past_query (last_on);
CREATE TABLE past_query_key (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  key text NOT NULL DEFAULT gen_random_uuid()::text || gen_random_uuid()::text
);
INSERT INTO past_query_key DEFAULT VALUES;
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(TABLES)
