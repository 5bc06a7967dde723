"""Whether a claim stays quick: after many rows have been worked off, and while a forgotten transaction keeps their remains.

In a schema of its own with a copy of the outbox, so that the real one is not disturbed and may be busy.
"""

import time
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from indexer import claims
from indexer.relay import WINDOW_S
from indexer.resources import Resources

_SCHEMA = "bench_claims"
_LOOKS = 9
_PAUSE_S = 0.5
_LEASE_S = 6.0
_BATCH = 500
_ADD = "INSERT INTO index_outbox (part_id, version) SELECT n, n FROM generate_series(1, CAST(:count AS int)) n"


def measure(resources: Resources, rows: int) -> dict[str, Any]:
    """Median milliseconds of a claim of 500: at first, after `rows` rows came and went, and with an idle transaction open meanwhile."""
    with resources.db.connect() as connection:
        connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE"))
        connection.execute(sa.text(f"CREATE SCHEMA {_SCHEMA}"))
        connection.execute(sa.text(f"CREATE TABLE {_SCHEMA}.index_outbox (LIKE public.index_outbox INCLUDING ALL)"))
        connection.commit()
        connection.execute(sa.text(f"SET search_path = {_SCHEMA}, public"))
        connection.commit()
        try:
            fresh = _claim_ms(connection)
            _work_off(connection, rows)
            after = _claim_ms(connection)
            with resources.db.connect() as idle:
                idle.execute(sa.text("SELECT txid_current()"))
                _work_off(connection, rows)
                held = _claim_ms(connection)
        finally:
            connection.rollback()
            connection.execute(sa.text(f"DROP SCHEMA {_SCHEMA} CASCADE"))
            connection.execute(sa.text("RESET search_path"))
            connection.commit()
    figures = {"fresh_ms": fresh, "after_ms": after, "idle_transaction_ms": held}
    return {"bench": "claims", "rows": rows, **{name: round(ms, 2) for name, ms in figures.items()}, "ratio": round(max(after, held) / fresh, 2)}


def _claim_ms(connection: sa.Connection) -> float:
    """Median time of claiming a batch that has just come, as the relay does between two sweeps, at a thousand changes a second."""
    took = []
    for _ in range(_LOOKS):
        connection.execute(sa.text(_ADD), {"count": _BATCH})
        connection.commit()
        begun = time.perf_counter()
        with Session(connection) as session:
            claims.claim(session, _BATCH, 30.0, WINDOW_S)
            session.commit()
        took.append((time.perf_counter() - begun) * 1000)
        connection.execute(sa.text("DELETE FROM index_outbox"))
        connection.commit()
        time.sleep(_PAUSE_S)
    return float(np.median(took))


def _work_off(connection: sa.Connection, rows: int) -> None:
    """Rows come, are claimed and go, as on a busy day; then time passes, as it does between that and the next look."""
    size = 20_000
    for _ in range(0, rows, size):
        connection.execute(sa.text(_ADD), {"count": min(size, rows)})
        connection.execute(sa.text("UPDATE index_outbox SET due_at = clock_timestamp() + interval '6 seconds'"))
        connection.commit()
        connection.execute(sa.text("DELETE FROM index_outbox"))
        connection.commit()
    time.sleep(WINDOW_S + _LEASE_S)
