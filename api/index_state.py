"""How far the index is behind, for `/readyz` and `/metrics`: from PostgreSQL what waits, from the engine the last sign of life."""

import math
from dataclasses import asdict
from typing import Any

from opensearchpy.exceptions import OpenSearchException
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.wiring import Wiring
from catalog.backlog import backlog, lag_ms, last_verify
from catalog.outbox import CANARY_ID
from core import metrics
from core.clock import now
from search.schema.names import read_alias

PATIENCE_S = 2.0


def standing(wiring: Wiring) -> dict[str, Any]:
    """`{lag_ms, pending, dead, fanouts, vectors, last_verify, canary_age_s}`; what cannot be asked now is None."""
    found: dict[str, Any] = {"lag_ms": None, "pending": None, "dead": None, "fanouts": None, "vectors": None, "last_verify": None}
    try:
        with Session(wiring.reading) as session:
            check = last_verify(session)
            found |= {"lag_ms": lag_ms(session), **asdict(backlog(session)), "last_verify": None if check is None else asdict(check)}
    except SQLAlchemyError:
        pass  # the caller says that PostgreSQL is away
    return found | {"canary_age_s": _canary_age_s(wiring)}


def _canary_age_s(wiring: Wiring) -> float | None:
    """Seconds since the youngest canary in the live index was sent; its version is that moment."""
    alias = read_alias(wiring.settings.engine.index_prefix)
    try:
        answer = wiring.engine.mget(index=alias, body={"ids": [str(CANARY_ID)]}, params={"_source": "false", "request_timeout": PATIENCE_S})
    except OpenSearchException:
        return None
    document = answer["docs"][0]
    return max(0.0, now().timestamp() - document["_version"] / 1000) if document.get("found") else None


def set_gauges(found: dict[str, Any]) -> None:
    """Give the gauges of this process the values of `standing`; NaN where there is none."""
    check = found["last_verify"] or {}
    lag = found["lag_ms"]
    values = {
        metrics.INDEX_LAG_SECONDS: None if lag is None else lag / 1000,
        metrics.INDEX_BACKLOG: found["pending"],
        metrics.INDEX_DEAD: found["dead"],
        metrics.INDEX_FANOUTS: found["fanouts"],
        metrics.INDEX_CANARY_AGE: found["canary_age_s"],
        metrics.INDEX_VERIFY_AGE: check.get("age_s"),
        metrics.INDEX_VERIFY_DIFFERENCES: check.get("differences"),
    }
    for gauge, value in values.items():
        gauge.set(math.nan if value is None else value)
