"""The memory of rebuilds: one row a run, read by every writer to know where to write."""

from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from indexer.plan import Rebuild

_RUNNING = "SELECT id, target, previous, state, after_part_id, detail ? 'rollback' FROM index_rebuild WHERE state IN ('loading', 'verifying')"
_BEGIN = "INSERT INTO index_rebuild (target, previous, state) VALUES (:target, :previous, 'loading') RETURNING id"
_MOVE = (
    "UPDATE index_rebuild SET state = :state, detail = (detail - 'rollback') || CAST(:detail AS jsonb), "
    "finished_at = CASE WHEN :state IN ('swapped', 'abandoned') THEN now() END WHERE id = :id"
)
_REOPEN = (
    "INSERT INTO index_rebuild (target, previous, state, detail) VALUES (:target, :previous, 'verifying', '{\"rollback\": true}') "
    "ON CONFLICT (target) DO UPDATE SET state = 'verifying', previous = :previous, finished_at = NULL, "
    "detail = index_rebuild.detail || '{\"rollback\": true}' RETURNING id"
)
_LAST = "SELECT target, previous, state, started_at, finished_at, after_part_id, detail FROM index_rebuild ORDER BY id DESC LIMIT 1"


def running(session: Session) -> Rebuild | None:
    """The run whose target is written beside the live index, if there is one (the table allows one)."""
    row = session.execute(sa.text(_RUNNING)).one_or_none()
    return None if row is None else Rebuild(*row)


def begin(session: Session, target: str, previous: str) -> int:
    """Open a run; from this commit on every writer writes to `target` too. Returns its id."""
    return int(session.execute(sa.text(_BEGIN), {"target": target, "previous": previous}).scalar_one())


def advance(session: Session, run_id: int, after_part_id: int) -> None:
    """Everything up to this part is loaded; a resumed run goes on from here."""
    session.execute(sa.text("UPDATE index_rebuild SET after_part_id = :after WHERE id = :id"), {"after": after_part_id, "id": run_id})


def move(session: Session, run_id: int, state: str, detail: dict[str, Any] | None = None) -> None:
    """Go to the next state (`verifying`, `swapped`, `abandoned`) and add to the run's detail."""
    session.execute(sa.text(_MOVE), {"state": state, "detail": orjson.dumps(detail or {}).decode(), "id": run_id})


def reopen(session: Session, target: str, previous: str) -> int:
    """Have writers write to the old index `target` again, so that it can become the live one; returns its run."""
    return int(session.execute(sa.text(_REOPEN), {"target": target, "previous": previous}).scalar_one())


def last(session: Session) -> dict[str, Any] | None:
    """The latest run, for `partwise index status`."""
    row = session.execute(sa.text(_LAST)).mappings().one_or_none()
    return None if row is None else {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
