"""The outbox as a queue: claim, count, settle, put off, park, replay.

There is no cursor over ids: ids are drawn before commit, so a transaction that was long open commits below what a cursor
has passed. A row's own state says whether it is due. Every statement skips rows that another process holds, because
whoever holds a row is about to do the same with it; nobody waits, and nobody deadlocks. Losing one of these small
transactions in a crash only means that a document is written twice, so they do not wait for the disk.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.db import transaction

# How long a row is put off in an outage: half of its age, within these bounds, and up to half of that again at random.
RETRY_MIN_S, RETRY_MAX_S = 0.5, 4.0

# After many rows were settled the table's file is large with their remains, and the statistics say that it is empty, so that
# every plan looks equally cheap. Therefore each statement can use but one index, and its bounds leave the remains out:
# * only look and claim ask for `dead_at IS NULL`, on which the index over `due_at` depends, and for what became due lately.
#   By `statement_timestamp()`: an index scan cannot be bounded by `clock_timestamp()`, which moves during the statement;
# * all others go by part and `due_at`, or by id, in no order that another index has, and by an array of ids, because a join
#   may read the whole file.
_CLAIM = """
UPDATE index_outbox SET due_at = clock_timestamp() + make_interval(secs => :lease) WHERE id = ANY (ARRAY(
  SELECT id FROM index_outbox
  WHERE dead_at IS NULL AND due_at <= statement_timestamp() AND due_at > statement_timestamp() - make_interval(secs => :window)
  ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED)) RETURNING part_id
"""
_IS_DUE = (
    "SELECT EXISTS (SELECT FROM index_outbox WHERE dead_at IS NULL AND due_at <= statement_timestamp() "
    "AND due_at > statement_timestamp() - make_interval(secs => %s)) OR EXISTS (SELECT FROM index_fanout)"
)
_RECENT = "part_id = ANY (:ids) AND due_at > statement_timestamp() - make_interval(secs => :window)"
_LIVE = f"""
SELECT part_id, max(attempts) FILTER (WHERE dead_at IS NULL) FROM index_outbox WHERE {_RECENT}
GROUP BY part_id HAVING bool_or(dead_at IS NULL) ORDER BY part_id
"""
_MINE_RECENT = f"id = ANY (ARRAY(SELECT id FROM index_outbox WHERE {_RECENT} FOR UPDATE SKIP LOCKED))"
_MINE = "id = ANY (ARRAY(SELECT id FROM index_outbox WHERE id = ANY (:rows) FOR UPDATE SKIP LOCKED))"
_COUNT = f"UPDATE index_outbox SET attempts = attempts + (dead_at IS NULL)::int WHERE {_MINE_RECENT}"
_SEEN = f"""
WITH parked AS MATERIALIZED (SELECT id, part_id, version, due_at FROM index_outbox WHERE dead_at IS NOT NULL)
SELECT id, part_id, version FROM index_outbox WHERE {_RECENT}
UNION ALL SELECT id, part_id, version FROM parked WHERE NOT ({_RECENT}) AND part_id = ANY (:ids)
"""
_SETTLE = f"DELETE FROM index_outbox WHERE {_MINE}"
# An outage is not the document's fault, so the attempt that was counted before the work is given back.
_PUT_OFF = f"""
UPDATE index_outbox SET attempts = greatest(attempts - (dead_at IS NULL)::int, 0), due_at = clock_timestamp() + (1 + random() / 2) *
  greatest(make_interval(secs => :least), least(make_interval(secs => :most), (clock_timestamp() - changed_at) / 2)) WHERE {_MINE}
"""
_RELEASE = f"UPDATE index_outbox SET due_at = clock_timestamp() + make_interval(secs => :delay) WHERE {_MINE_RECENT}"
_PARK = f"""
UPDATE index_outbox SET dead_at = coalesce(dead_at, clock_timestamp()), reason = CASE WHEN dead_at IS NULL THEN :reason ELSE reason END WHERE {_MINE}
"""
_DEAD = "SELECT id, part_id, version, attempts, changed_at, dead_at, reason FROM index_outbox WHERE dead_at IS NOT NULL ORDER BY dead_at, id LIMIT :most"
_REPLAY = (
    "UPDATE index_outbox SET dead_at = NULL, reason = '', attempts = 0, due_at = clock_timestamp() "
    "WHERE dead_at IS NOT NULL AND (CAST(:parts AS bigint[]) IS NULL OR part_id = ANY (CAST(:parts AS bigint[])))"
)
EVERYTHING_S = 10 * 365 * 86_400.0
# How long a row that is being worked on may have been due, its lease over. What waited longer is claimed again first.
RECENT_S = 30.0


@dataclass(frozen=True, slots=True)
class Row:
    """An outbox row as one snapshot saw it."""

    id: int
    part_id: int
    version: int


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A parked row and why it was parked."""

    id: int
    part_id: int
    version: int
    attempts: int
    changed_at: datetime
    dead_at: datetime
    reason: str


@contextmanager
def housekeeping(bind: sa.Engine) -> Iterator[Session]:
    """A transaction whose loss in a crash would only repeat work: it does not wait for the disk."""
    with transaction(bind) as session:
        session.execute(sa.text("SET LOCAL synchronous_commit = off"))
        yield session


def is_due(connection: sa.Connection, window_s: float) -> bool:
    """Whether a row has become due within the last `window_s` seconds, or a fan-out waits. One cheap statement.

    Prepared and past SQLAlchemy, whose share of an idle relay's time would be the largest. `connection` commits by itself.
    Raises psycopg.Error.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        found = driver.execute(_IS_DUE, (window_s,), prepare=True).fetchone()
    except psycopg.OperationalError:
        connection.invalidate()
        raise
    return found is not None and bool(found[0])


def claim(session: Session, most: int, lease_s: float, window_s: float = EVERYTHING_S) -> list[int]:
    """Take up to `most` due rows for `lease_s` seconds; returns their parts, each once.

    `window_s` leaves out rows that have been due for longer: in between two full sweeps a claim need not walk over the
    dead index entries of everything that was settled since the oldest open transaction began.
    """
    found = session.execute(sa.text(_CLAIM), {"most": most, "lease": lease_s, "window": window_s}).scalars()
    return list(dict.fromkeys(found))


def live(session: Session, part_ids: Sequence[int], window_s: float = RECENT_S) -> dict[int, int]:
    """Those of `part_ids` that have rows to be indexed -> the most attempts that one of them has had.

    Like `count_attempt`, `seen` and `release`, it leaves out rows that have been due for longer than `window_s`: those are
    claimed again first. So the remains of a busy part's settled rows are not walked over.
    """
    return {int(row[0]): int(row[1]) for row in session.execute(sa.text(_LIVE), {"ids": list(part_ids), "window": window_s})}


def count_attempt(session: Session, part_ids: Sequence[int]) -> None:
    """Count an attempt before the work, so that a document which kills its worker is found out."""
    session.execute(sa.text(_COUNT), {"ids": list(part_ids), "window": RECENT_S})


def seen(session: Session, part_ids: Sequence[int]) -> list[Row]:
    """The rows of these parts in this snapshot, parked ones too: what the parts' state in the same snapshot covers.

    A row that is left out because it is old stays, and so is only indexed once more.
    """
    return [Row(*row) for row in session.execute(sa.text(_SEEN), {"ids": list(part_ids), "window": RECENT_S})]


def settle(session: Session, rows: Sequence[int]) -> None:
    """Delete rows that the index has confirmed. By id: a row that came since, even of the same version, stays."""
    if rows:
        session.execute(sa.text(_SETTLE), {"rows": list(rows)})


def put_off(session: Session, rows: Sequence[int]) -> None:
    """Try these rows again later, with growing, jittered delay and without a burnt attempt."""
    if rows:
        session.execute(sa.text(_PUT_OFF), {"rows": list(rows), "least": RETRY_MIN_S, "most": RETRY_MAX_S})


def release(session: Session, part_ids: Sequence[int], delay_s: float) -> None:
    """Give back claimed rows that nobody could be told of; due again in `delay_s` seconds."""
    session.execute(sa.text(_RELEASE), {"ids": list(part_ids), "delay": delay_s, "window": RECENT_S})


def park(session: Session, rows: Sequence[int], reason: str) -> None:
    """Set rows aside with the reason; they wait for `replay` or for the part's next change."""
    session.execute(sa.text(_PARK), {"rows": list(rows), "reason": reason[:1000]})


def dead(session: Session, most: int = 1000) -> list[DeadRow]:
    """Parked rows, oldest first."""
    return [DeadRow(*row) for row in session.execute(sa.text(_DEAD), {"most": most})]


def replay(session: Session, part_ids: Sequence[int] | None) -> int:
    """Offer parked rows again: of these parts, or all with None. Returns how many."""
    result = session.connection().execute(sa.text(_REPLAY), {"parts": None if part_ids is None else list(part_ids)})
    return result.rowcount
