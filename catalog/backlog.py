"""How far the index is behind the tables: read by pages, health checks and the command line alike."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

# Fan-out rows count too: their parts have changed for the reader, though no outbox row says so yet.
_LAG = sa.text(
    "SELECT coalesce(extract(epoch FROM clock_timestamp() - least("
    "(SELECT min(changed_at) FROM index_outbox WHERE dead_at IS NULL), (SELECT min(changed_at) FROM index_fanout))) * 1000, 0)::bigint"
)
_COUNTS = sa.text(
    "SELECT count(*) FILTER (WHERE dead_at IS NULL), count(*) FILTER (WHERE dead_at IS NOT NULL), "
    "(SELECT count(*) FROM index_fanout), (SELECT count(*) FROM embedding_request) FROM index_outbox"
)


_CHECK = (
    "SELECT extract(epoch FROM clock_timestamp() - finished_at)::float AS age_s, compared, missing + stale + orphaned + corrupted AS differences, repaired "
    "FROM index_check ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class LastVerify:
    """The latest comparison of the index with the tables: seconds ago, parts compared, differing ones, whether they were healed."""

    age_s: float
    compared: int
    differences: int
    repaired: bool


@dataclass(frozen=True, slots=True)
class Backlog:
    """Rows that wait: `pending` for the index, `dead` for a person, `fanouts` to be unfolded, `vectors` for the encoder."""

    pending: int
    dead: int
    fanouts: int
    vectors: int


def lag_ms(session: Session) -> int:
    """Milliseconds since the oldest committed change that the index has not confirmed; 0 when there is none."""
    return max(0, int(session.execute(_LAG).scalar_one()))


def backlog(session: Session) -> Backlog:
    """Counts of everything that waits."""
    return Backlog(*session.execute(_COUNTS).one())


def last_verify(session: Session) -> LastVerify | None:
    """The latest comparison, or None when there was none yet."""
    row = session.execute(sa.text(_CHECK)).one_or_none()
    return None if row is None else LastVerify(*row)
