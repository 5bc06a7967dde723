"""A sign of life: a row that goes the whole way from outbox to index every few seconds, changed parts or not.

A relay or worker that has stopped leaves no trace while nothing changes. The canary is a row of the outbox under an id of
no part (`catalog.outbox.CANARY_ID`), so it ends as a hidden document; its version is the time at which it was sent, so the
index itself says how long ago it last took something in.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalog.outbox import CANARY_ID
from core.clock import now
from core.opensearch import translated
from indexer.resources import Resources
from search.schema.names import read_alias

# Sent every ten seconds: from here on something on the way has stopped.
ALARM_S = 60.0

_SEND = "INSERT INTO index_outbox (part_id, version) VALUES (:id, CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint))"


def send(session: Session) -> None:
    """Leave the row, in the caller's transaction."""
    session.execute(sa.text(_SEND), {"id": CANARY_ID})


def age_s(resources: Resources) -> float | None:
    """Seconds since the youngest canary that the live index has was sent; None when it has none. Raises EngineUnavailable."""
    with translated():
        found = resources.engine.mget(index=read_alias(resources.prefix), body={"ids": [str(CANARY_ID)]}, params={"_source": "false"})["docs"][0]
    return max(0.0, now().timestamp() - int(found["_version"]) / 1000) if found.get("found") else None
