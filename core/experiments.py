"""The store of experiments: which two releases are mixed for searches, since when, by whom and why. One runs at a time."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import Conflict, NotFound

_COLUMNS = "id, release_a, release_b, author, reason, started_at, ended_at"
_RUNNING = sa.text(f"SELECT {_COLUMNS} FROM relevance_experiment WHERE ended_at IS NULL")  # noqa: S608 - our own columns
_ALL = sa.text(f"SELECT {_COLUMNS} FROM relevance_experiment ORDER BY id DESC")  # noqa: S608 - our own columns
_START = sa.text("INSERT INTO relevance_experiment (release_a, release_b, author, reason) VALUES (:a, :b, :author, :reason) RETURNING id")
_STOP = sa.text("UPDATE relevance_experiment SET ended_at = clock_timestamp() WHERE ended_at IS NULL RETURNING id")


@dataclass(frozen=True, slots=True)
class Experiment:
    """Two releases by id; `ended_at` is None while it runs."""

    id: int
    release_a: str
    release_b: str
    author: str
    reason: str
    started_at: datetime
    ended_at: datetime | None = None


def running(session: Session) -> Experiment | None:
    """The experiment that runs."""
    row = session.execute(_RUNNING).one_or_none()
    return Experiment(*row) if row else None


def every(session: Session) -> list[Experiment]:
    """All of them, the newest first."""
    return [Experiment(*row) for row in session.execute(_ALL)]


def start(session: Session, releases: tuple[str, str], author: str, reason: str) -> int:
    """Begin one; returns its id. Raises Conflict when one runs or both releases are the same."""
    if releases[0] == releases[1]:
        raise Conflict("Both are the same release: there is nothing to compare.")
    try:
        with session.begin_nested():
            started: int = session.execute(_START, {"a": releases[0], "b": releases[1], "author": author, "reason": reason}).scalar_one()
    except IntegrityError as error:
        raise Conflict("An experiment is running: stop it first with `partwise relevance experiment stop`.") from error
    return started


def stop(session: Session) -> int:
    """End the one that runs; returns its id. Raises NotFound when none does."""
    stopped: int | None = session.execute(_STOP).scalar_one_or_none()
    if stopped is None:
        raise NotFound("No experiment is running.")
    return stopped
