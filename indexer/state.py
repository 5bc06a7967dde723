"""The state of the index in one look, for `partwise index status`."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from catalog.backlog import backlog, lag_ms
from core.db import transaction
from core.opensearch import translated
from indexer import aliases, canary, runs
from indexer.resources import Resources

_LAST_CHECK = "SELECT started_at, finished_at, compared, missing, stale, orphaned, corrupted, repaired FROM index_check ORDER BY id DESC LIMIT 1"


def state(resources: Resources) -> dict[str, Any]:
    """Aliases, documents, lag, backlog, dead rows, canary, last rebuild and last comparison. Raises EngineUnavailable."""
    standing = aliases.standing(resources.engine, resources.prefix)
    with transaction(resources.db) as session:
        behind, waiting, run = lag_ms(session), backlog(session), runs.last(session)
        check = session.execute(sa.text(_LAST_CHECK)).mappings().one_or_none()
    return {
        "read": standing.reading[0] if standing.reading else None,
        "write": standing.writing[0] if standing.writing else None,
        "indexes": list(standing.indexes),
        "documents": _visible(resources, standing.reading),
        "lag_ms": behind,
        **asdict(waiting),
        "rebuild": run,
        "canary_age_s": canary.age_s(resources) if standing.reading else None,
        "last_verify": None if check is None else {key: value.isoformat() if isinstance(value, datetime) else value for key, value in check.items()},
    }


def _visible(resources: Resources, reading: tuple[str, ...]) -> int:
    """How many parts can be found."""
    if not reading:
        return 0
    with translated():
        return int(resources.engine.count(index=reading[0], body={"query": {"term": {"visible": True}}})["count"])
