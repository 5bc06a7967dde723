"""Reads the log of searches and events that `core.events` keeps: for the report, for judgments by clicks, for experiments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from relevance.clicks import Cell
from relevance.interleave import Draft
from relevance.journeys import Visit

# As `journeys` and `clicks` compare texts.
_TEXT = "lower(regexp_replace(btrim(q.user_query), '\\s+', ' ', 'g'))"
_WITHIN = "q.at >= :since AND q.at < :until AND q.channel = ANY (:channels)"
_VISITS = f"""
    SELECT q.client_id, q.at, {_TEXT}, q.total, q.took_ms, q.rules,
           coalesce(bool_or(e.action_name = 'click'), false), coalesce(bool_or(e.action_name = 'add_to_cart'), false),
           coalesce(bool_or(e.action_name = 'order'), false), q.degraded, q.kind = 'refinement'
    FROM search_query q LEFT JOIN search_event e USING (query_id)
    WHERE {_WITHIN} GROUP BY q.query_id ORDER BY q.client_id, q.at
"""  # noqa: S608 - our own pieces
# Each person counts once for a query and a part, at the best place where it was shown: who reloads, or clicks a hundred times, is one.
# Other orders than relevance say nothing about relevance.
_CELLS = f"""
    WITH shown AS (
        SELECT q.query_id, q.client_id, {_TEXT} AS text, shown.part, q.first_place + shown.place - 1 AS place
        FROM search_query q CROSS JOIN LATERAL unnest(q.object_ids) WITH ORDINALITY AS shown (part, place)
        WHERE {_WITHIN} AND q.sort = 'relevance' AND q.user_query <> '' AND NOT q.degraded
    ), persons AS (
        SELECT s.client_id, s.text, s.part, min(s.place) AS place, bool_or(e.event_id IS NOT NULL) AS clicked
        FROM shown s LEFT JOIN search_event e ON e.query_id = s.query_id AND e.object_id = s.part AND e.action_name IN ('click', 'add_to_cart', 'order')
        GROUP BY s.client_id, s.text, s.part
    )
    SELECT text, part, place, count(*), count(*) FILTER (WHERE clicked) FROM persons GROUP BY text, part, place
"""  # noqa: S608 - our own pieces
_DRAFTS = """
    SELECT q.client_id, q.object_ids, q.teams, array_remove(array_agg(e.object_id), NULL)
    FROM search_query q LEFT JOIN search_event e ON e.query_id = q.query_id AND e.action_name = 'click'
    WHERE q.experiment_id = :experiment GROUP BY q.query_id
"""


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` up to before `until`, on pages, by the API, or both (`page`, `api`)."""

    since: datetime
    until: datetime
    channels: tuple[str, ...] = ("page",)

    @property
    def values(self) -> dict[str, object]:
        """As the statements take them."""
        return {"since": self.since, "until": self.until, "channels": list(self.channels)}


def visits(session: Session, span: Span) -> list[Visit]:
    """The searches, by person and time."""
    return [Visit(row[0], row[1], row[2], row[3], row[4], tuple(row[5]), *row[6:]) for row in session.execute(sa.text(_VISITS), span.values)]


def cells(session: Session, span: Span) -> list[Cell]:
    """What was shown where for which query, and clicked, counted in persons."""
    return [Cell(*row) for row in session.execute(sa.text(_CELLS), span.values)]


def drafts(session: Session, experiment: int) -> Iterator[Draft]:
    """The lists of an experiment."""
    for client, parts, teams, clicked in session.execute(sa.text(_DRAFTS), {"experiment": experiment}):
        yield Draft(client, tuple(parts), teams, frozenset(clicked))
