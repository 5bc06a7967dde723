"""A claim that never ends, as of a process that was stopped in the middle of it."""

import time
from dataclasses import dataclass

import sqlalchemy as sa

from indexer.resources import Resources

# Due a moment later, so that it is locked before anybody can claim it.
_OFFER = (
    "INSERT INTO index_outbox (part_id, version, due_at) SELECT id, version, clock_timestamp() + interval '1 second' FROM part ORDER BY id LIMIT 1 RETURNING id"
)
_HOLD = "SELECT FROM index_outbox WHERE id = :row FOR UPDATE"
_OLDEST = "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(changed_at)), 0) FROM index_outbox WHERE id <> :row AND dead_at IS NULL"


@dataclass(frozen=True, slots=True)
class Held:
    """How old the oldest change was that waited while the claim was held, and how long that was; both in seconds."""

    oldest_s: float
    seconds: float

    @property
    def held_up(self) -> bool:
        """Whether somebody else's change waited for most of the time."""
        return self.oldest_s > self.seconds / 2


def hold(resources: Resources, seconds: float) -> Held:
    """Hold a due row's lock for `seconds`, look at what waits then, and give the row back."""
    with resources.db.begin() as connection:
        row = connection.execute(sa.text(_OFFER)).scalar_one()
    with resources.db.connect() as connection:
        connection.execute(sa.text(_HOLD), {"row": row})
        time.sleep(seconds)
        return Held(float(connection.execute(sa.text(_OLDEST), {"row": row}).scalar_one()), seconds)
