"""What strangers searched for with success: counted, open to others once enough different people have asked, and forgotten after a while.

A row is a query in the form in which it is compared; `viewers` are pseudonyms, kept only until the query is open.
Whoever has events of searches can fill the same table from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

ENOUGH_VIEWERS = 3
KEPT_DAYS = 90
MOST_READ = 5_000

_ADD = sa.text("""
INSERT INTO past_query AS kept (query, asked, viewers, last_on)
VALUES (:query, :asked, CAST(:viewers AS text[]), :day)
ON CONFLICT (query) DO UPDATE SET
  asked = kept.asked + excluded.asked,
  last_on = greatest(kept.last_on, excluded.last_on),
  viewers = CASE WHEN kept.is_open THEN '{}' ELSE array(SELECT DISTINCT unnest(kept.viewers || excluded.viewers)) END
""")
_OPEN = sa.text("UPDATE past_query SET is_open = true, viewers = '{}' WHERE NOT is_open AND cardinality(viewers) >= :enough AND query = ANY (:queries)")
_FORGET = sa.text("DELETE FROM past_query WHERE last_on < CAST(:day AS date) - :days")
_READ = sa.text("SELECT query FROM past_query WHERE is_open AND last_on >= CAST(:day AS date) - :days ORDER BY asked DESC, query LIMIT :most")


@dataclass(frozen=True, slots=True)
class Asked:
    """How often one query was asked since the last time, and by whom (pseudonyms)."""

    times: int
    viewers: frozenset[str]


def add(session: Session, asked: Mapping[str, Asked], day: date) -> None:
    """Count the queries, open those that enough people have asked, and forget what is old. Rows are taken in order: no deadlock."""
    queries = sorted(asked)
    rows = [{"query": query, "asked": asked[query].times, "viewers": sorted(asked[query].viewers), "day": day} for query in queries]
    if rows:
        session.execute(_ADD, rows)
        session.execute(_OPEN, {"enough": ENOUGH_VIEWERS, "queries": queries})
    session.execute(_FORGET, {"day": day, "days": KEPT_DAYS})


def read_open(session: Session, day: date) -> Sequence[str]:
    """The queries that may be proposed to anybody, the most asked first."""
    return session.scalars(_READ, {"day": day, "days": KEPT_DAYS, "most": MOST_READ}).all()


def read_key(session: Session) -> str:
    """The secret that pseudonyms are made with; the same for every process."""
    key: str = session.scalar(sa.text("SELECT key FROM past_query_key")) or ""
    return key
