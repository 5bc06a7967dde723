"""Which version was drawn when: documents know their version but not their age, and the purge asks for age."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE TABLE version_mark (
  at timestamptz PRIMARY KEY DEFAULT now(),
  version bigint NOT NULL
);
COMMENT ON TABLE version_mark IS 'every version up to this one was drawn before this time';
"""


def upgrade() -> None:
    """Create the marks."""
    op.execute(TABLES)
