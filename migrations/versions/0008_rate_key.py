"""A rate that is moved to another currency changes what both currencies' offers cost: the key counts as shown, too."""

from alembic import op

revision = "0008"
down_revision = "0007"

TRIGGER = """
DROP TRIGGER exchange_rate_captured ON exchange_rate;
CREATE TRIGGER exchange_rate_captured AFTER INSERT OR UPDATE OR DELETE ON exchange_rate
  FOR EACH ROW EXECUTE FUNCTION capture_fanout('currency', 'currency', 'usd_per_unit', 'day', 'currency');
"""


def upgrade() -> None:
    """Replace the trigger."""
    op.execute(TRIGGER)
