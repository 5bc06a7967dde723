"""Alembic's entry: runs the steps over the product's own database URL, one at a time across processes."""

import sqlalchemy as sa
from alembic import context

from core import db
from core.settings import get_settings

# Any fixed number: two `partwise migrate` at once must wait for each other, not race.
MIGRATION_LOCK = 7_283_640_191


def run() -> None:
    """Apply the pending steps in one transaction under an advisory lock."""
    engine = db.make_engine(get_settings())
    with engine.connect() as connection:
        context.configure(connection=connection, transaction_per_migration=False)
        with context.begin_transaction():
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
            context.run_migrations()
    engine.dispose()


run()
