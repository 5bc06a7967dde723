"""What people searched for and what they did then: two append-only logs in the shape of User Behavior Insights, kept for a while.

Nobody can be told from them: `client_id` is a hash with a salt that lives for one day. `behaviour_salt` holds that salt.
`relevance_experiment` names two releases whose rankings are mixed for searches, so that clicks say which is better.
"""

from alembic import op

revision = "0013"
down_revision = "0012"

TABLES = """
CREATE TABLE relevance_experiment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  release_a text NOT NULL REFERENCES relevance_release,
  release_b text NOT NULL REFERENCES relevance_release,
  author text NOT NULL CHECK (author <> ''),
  reason text NOT NULL CHECK (reason <> ''),
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz CHECK (ended_at >= started_at),
  CHECK (release_a <> release_b)
);
CREATE UNIQUE INDEX relevance_experiment_running ON relevance_experiment ((true)) WHERE ended_at IS NULL;

CREATE TABLE search_query (
  query_id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  client_id text NOT NULL CHECK (client_id <> ''),
  session_id text,
  channel text NOT NULL CHECK (channel IN ('page', 'api')),
  kind text NOT NULL CHECK (kind IN ('query', 'refinement')),
  user_query text NOT NULL,
  intent text NOT NULL,
  sort text NOT NULL,
  first_place integer NOT NULL CHECK (first_place >= 1),
  total integer NOT NULL CHECK (total >= 0),
  object_ids bigint[] NOT NULL,
  experiment_id bigint,
  teams text CHECK (teams ~ '^[AB]*$' AND length(teams) = cardinality(object_ids)),
  release text NOT NULL,
  rules text[] NOT NULL,
  degraded boolean NOT NULL,
  took_ms real NOT NULL,
  user_attributes jsonb NOT NULL,
  CHECK ((experiment_id IS NULL) = (teams IS NULL))
);
COMMENT ON COLUMN search_query.kind IS 'refinement: another page, order or filter of a search that was already there';
COMMENT ON COLUMN search_query.object_ids IS 'the parts that were shown, in order; the first one at first_place';
COMMENT ON COLUMN search_query.teams IS 'of each shown part: which release of the experiment put it there';
CREATE INDEX search_query_at ON search_query (at);
CREATE INDEX search_query_experiment ON search_query (experiment_id) WHERE experiment_id IS NOT NULL;

CREATE TABLE search_event (
  event_id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  action_name text NOT NULL CHECK (action_name IN ('click', 'add_to_cart', 'order', 'did_it_fit')),
  query_id uuid,
  client_id text NOT NULL CHECK (client_id <> ''),
  session_id text,
  object_id bigint NOT NULL,
  ordinal integer CHECK (ordinal >= 1),
  event_attributes jsonb NOT NULL
);
COMMENT ON COLUMN search_event.query_id IS 'the search that led here; it may be missing from search_query, which is written apart';
CREATE INDEX search_event_at ON search_event (at);
CREATE INDEX search_event_query ON search_event (query_id);

CREATE TABLE behaviour_salt (
  day date PRIMARY KEY,
  salt text NOT NULL DEFAULT gen_random_uuid()::text || gen_random_uuid()::text
);

CREATE TRIGGER search_query_append_only BEFORE UPDATE ON search_query FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER search_event_append_only BEFORE UPDATE ON search_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(TABLES)
