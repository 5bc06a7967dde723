"""The store of configuration releases: texts by the hash of their content, and a log of which one is served.

It knows nothing of what the texts say. A release never changes; serving another one, or going back, appends a line to the log.
The log reads as a stack: `publish` puts a release on top, `rollback` takes the top one off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from core.errors import Conflict, NotFound

Kind = Literal["installed", "publish", "rollback", "draft"]
SHORTEST_ID = 6

_STORE = (
    "INSERT INTO relevance_release (id, files, author, reason, scores) VALUES (:id, CAST(:files AS jsonb), :author, :reason, CAST(:scores AS jsonb)) "
    "ON CONFLICT (id) DO NOTHING"
)
_GET = "SELECT id, files, author, reason, scores, made_at FROM relevance_release WHERE id LIKE :prefix ORDER BY id LIMIT 2"
_APPEND = "INSERT INTO relevance_activation (release_id, kind, author, reason) VALUES (:release_id, :kind, :author, :reason)"
_LOG = (
    "SELECT a.id, a.release_id, a.kind, a.author, a.reason, a.at, r.scores FROM relevance_activation a "
    "JOIN relevance_release r ON r.id = a.release_id ORDER BY a.id"
)
_LIVE = "SELECT release_id FROM relevance_activation WHERE kind <> 'draft' ORDER BY id DESC LIMIT 1"
_DRAFT = "SELECT release_id FROM relevance_activation WHERE kind = 'draft' ORDER BY id DESC LIMIT 1"
# One publisher at a time; held to the end of the transaction, so that the log's order is the order of commits.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('partwise'), hashtext('releases'))"


@dataclass(frozen=True, slots=True)
class Release:
    """Texts by their path below the configuration folder, who made them a release and why, and what the gate measured."""

    id: str
    files: Mapping[str, str]
    author: str
    reason: str
    scores: Mapping[str, Any] = field(default_factory=dict)
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Activation:
    """A line of the log: from `at` on, `release_id` was served (or, for a draft, could be looked at)."""

    id: int
    release_id: str
    kind: Kind
    author: str
    reason: str
    at: datetime
    scores: Mapping[str, Any]


def lock(session: Session) -> None:
    """Wait until no other transaction changes what is served."""
    session.execute(sa.text(_LOCK))


def store(session: Session, release: Release) -> None:
    """Keep a release; one with the same texts is kept as it is."""
    values = {"id": release.id, "author": release.author, "reason": release.reason}
    texts = {"files": orjson.dumps(dict(release.files)).decode(), "scores": orjson.dumps(dict(release.scores)).decode()}
    session.execute(sa.text(_STORE), values | texts)


def activate(session: Session, release_id: str, kind: Kind, author: str, reason: str) -> None:
    """Append a line to the log."""
    session.execute(sa.text(_APPEND), {"release_id": release_id, "kind": kind, "author": author, "reason": reason})


def live_id(session: Session) -> str | None:
    """The release that is served; None when none was ever published, so that the installed configuration is."""
    found: str | None = session.execute(sa.text(_LIVE)).scalar_one_or_none()
    return found


def draft_id(session: Session) -> str | None:
    """The release that staff may look at beside the live one."""
    found: str | None = session.execute(sa.text(_DRAFT)).scalar_one_or_none()
    return found


def get(session: Session, prefix: str) -> Release:
    """The release whose id begins so. Raises NotFound, Conflict when two do."""
    if len(prefix) < SHORTEST_ID or not prefix.isalnum():
        raise NotFound(f"There is no release {prefix[:64]!r}: give at least {SHORTEST_ID} characters of its id, `partwise relevance history` lists them.")
    found = session.execute(sa.text(_GET), {"prefix": f"{prefix}%"}).all()
    if not found:
        raise NotFound(f"There is no release {prefix[:64]!r}: `partwise relevance history` lists them.")
    if len(found) > 1:
        raise Conflict(f"Two releases begin with {prefix!r}: give more of the id.")
    return Release(*found[0])


def log(session: Session) -> list[Activation]:
    """All lines, oldest first."""
    return [Activation(*row) for row in session.execute(sa.text(_LOG))]


def stack(lines: list[Activation]) -> list[str]:
    """Releases that were served and not taken back, the live one last."""
    served: list[str] = []
    for line in lines:
        if line.kind in ("installed", "publish"):
            served.append(line.release_id)
        elif line.kind == "rollback":
            served.pop()
    return served
