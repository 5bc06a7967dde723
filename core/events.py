"""The store of behaviour events: searches and what came of them, appended in batches and forgotten after a while.

The shape is that of User Behavior Insights (queries and events, joined by `query_id`). Who it was is known only as a pseudonym
with a salt that lives for one day: from the next day on nobody can compute it again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Literal
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

Action = Literal["click", "add_to_cart", "order", "did_it_fit"]
Channel = Literal["page", "api"]
Kind = Literal["query", "refinement"]
Attributes = Mapping[str, str | int | bool]
# One statement of the retention job: short enough to leave room for writers.
FORGET_BATCH = 5_000

# A whole batch as one value and one statement: building statements row by row would hold the interpreter for milliseconds.
_ADD_QUERIES = sa.text("INSERT INTO search_query SELECT * FROM jsonb_populate_recordset(NULL::search_query, CAST(:rows AS jsonb)) ON CONFLICT DO NOTHING")
_ADD_EVENTS = sa.text("INSERT INTO search_event SELECT * FROM jsonb_populate_recordset(NULL::search_event, CAST(:rows AS jsonb)) ON CONFLICT DO NOTHING")
_MAKE_SALT = sa.text("INSERT INTO behaviour_salt (day) VALUES (:day) ON CONFLICT DO NOTHING")
_FORGET_SALTS = sa.text("DELETE FROM behaviour_salt WHERE day < :day")
_SALT = sa.text("SELECT salt FROM behaviour_salt WHERE day = :day")
_FORGET = (
    sa.text("DELETE FROM search_query WHERE query_id IN (SELECT query_id FROM search_query WHERE at < :before ORDER BY at LIMIT :most)"),
    sa.text("DELETE FROM search_event WHERE event_id IN (SELECT event_id FROM search_event WHERE at < :before ORDER BY at LIMIT :most)"),
)


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One answered search. `object_ids` are the shown parts in order, `teams` one letter for each when two releases were mixed."""

    query_id: UUID
    at: datetime
    client_id: str
    session_id: str | None
    channel: Channel
    kind: Kind
    user_query: str
    intent: str
    sort: str
    first_place: int
    total: int
    object_ids: tuple[int, ...]
    experiment_id: int | None
    teams: str | None
    release: str
    rules: tuple[str, ...]
    degraded: bool
    took_ms: float
    user_attributes: Attributes


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that somebody did with a part after a search; `ordinal` is the place where it stood, from 1."""

    event_id: UUID
    at: datetime
    action_name: Action
    query_id: UUID | None
    client_id: str
    session_id: str | None
    object_id: int
    ordinal: int | None
    event_attributes: Attributes


def add(session: Session, searches: Sequence[SearchRow], events: Sequence[EventRow]) -> None:
    """Append both; a row whose id is there is left as it is. Taken in the order of ids, so that two writers cannot block each other."""
    for statement, rows in ((_ADD_QUERIES, sorted(searches, key=lambda row: row.query_id)), (_ADD_EVENTS, sorted(events, key=lambda row: row.event_id))):
        if rows:
            session.execute(statement, {"rows": orjson.dumps(rows).decode()})


def salt_of(session: Session, day: date) -> str:
    """The salt of a day, the same for every process; those of earlier days are forgotten."""
    session.execute(_MAKE_SALT, {"day": day})
    session.execute(_FORGET_SALTS, {"day": day})
    salt: str = session.execute(_SALT, {"day": day}).scalar_one()
    return salt


def pseudonym(who: str, salt: str) -> str:
    """Sixteen hex digits, the same for the same `who` and salt."""
    return blake2b(who.encode(errors="replace"), key=salt.encode()[:64], digest_size=8).hexdigest()


def forget(session: Session, before: datetime, most: int = FORGET_BATCH) -> int:
    """Delete at most so many rows of each log that are older; returns how many were."""
    deleted = 0
    for statement in _FORGET:
        found = session.execute(statement, {"before": before, "most": most})
        assert isinstance(found, sa.CursorResult)
        deleted += found.rowcount
    return deleted
