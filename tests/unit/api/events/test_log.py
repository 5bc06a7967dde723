"""The queue of events, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import sqlalchemy as sa

from api.events.log import EventLog
from core.events import EventRow, pseudonym
from core.metrics import EVENTS
from core.settings import EventSettings

ROW = EventRow(UUID(int=1), datetime(2026, 3, 2, tzinfo=UTC), "click", UUID(int=2), "10.0.0.1 Firefox", None, 5, 1, {})


def log(queue: int) -> EventLog:
    """A log whose database refuses every connection."""
    return EventLog(sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none"), EventSettings(queue=queue), lambda: date(2026, 3, 2))


def test_what_does_not_fit_is_dropped_and_counted_and_nobody_waits() -> None:
    noted, before = log(3), EVENTS.labels("dropped")._value.get()
    assert [noted.note(replace(ROW, event_id=UUID(int=number))) for number in range(5)] == [True, True, True, False, False]
    assert EVENTS.labels("dropped")._value.get() - before == 2


def test_events_stay_in_order_while_the_database_is_away() -> None:
    noted = log(1_000)
    for number in range(700):  # more than one batch
        noted.note(replace(ROW, event_id=UUID(int=number)))
    noted.flush()
    assert [row.event_id.int for row in noted._waiting if isinstance(row, EventRow)] == list(range(700))


def test_a_pseudonym_is_the_same_for_a_day_and_says_nothing_without_the_salt() -> None:
    assert pseudonym("10.0.0.1 Firefox", "salt") == pseudonym("10.0.0.1 Firefox", "salt")
    assert len({pseudonym("10.0.0.1 Firefox", salt) for salt in ("one", "two")} | {pseudonym("10.0.0.2 Firefox", "one")}) == 3
