"""The queue of behaviour events: bounded, in the memory of the process, written out by a thread. Part of the composition.

Noting is an append to a list. When the database is away the events wait until the queue is full; from then on the new ones
are dropped and counted. What a crash loses is what was noted within one `flush_ms`.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from api.repeated import Repeated
from core import db, log
from core.events import EventRow, SearchRow, add, pseudonym, salt_of
from core.metrics import EVENTS
from core.settings import EventSettings

Row = SearchRow | EventRow
# Rows of one statement: some ten milliseconds of the database, a fraction of one here.
BATCH = 500
_log = log.get(__name__)


class EventLog:
    """Notes, and writes out in the background. `today` gives the day, with which pseudonyms change."""

    def __init__(self, bind: sa.Engine, settings: EventSettings, today: Callable[[], date]) -> None:
        self._bind = bind
        self._settings = settings
        self._today = today
        self._waiting: deque[Row] = deque()
        self._salt: tuple[date, str] | None = None
        self._writing = Lock()
        self._writer = Repeated("events", settings.flush_ms / 1000, self.flush)

    @property
    def is_on(self) -> bool:
        """Whether anything is noted at all."""
        return self._settings.capture

    def note(self, row: Row) -> bool:
        """Keep a row in mind; its `client_id` and `session_id` still say who, and are hashed before anything is written.

        False when it was dropped because too many wait.
        """
        if len(self._waiting) >= self._settings.queue:
            EVENTS.labels("dropped").inc()
            return False
        self._waiting.append(row)
        return True

    def start(self) -> None:
        """Begin to write out."""
        self._writer.start()

    def stop(self) -> None:
        """Write out what is left; returns when the thread has ended."""
        self._writer.stop()
        self.flush()

    def flush(self) -> None:
        """Write out what has been noted, batch by batch. Rows stay in mind while the database does not answer; rows that it refuses go."""
        with self._writing:
            while rows := [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]:
                try:
                    self._write(rows)
                except (OperationalError, InterfaceError) as error:
                    self._waiting.extendleft(reversed(rows))
                    _log.warning("events_wait", count=len(self._waiting), reason=str(error).splitlines()[0])
                    return
                except (SQLAlchemyError, TypeError, ValueError) as error:  # the last two: what cannot be written as JSON
                    EVENTS.labels("refused").inc(len(rows))
                    _log.error("events_refused", count=len(rows), reason=str(error).splitlines()[0])
                else:
                    EVENTS.labels("written").inc(len(rows))

    def _write(self, rows: list[Row]) -> None:
        with db.transaction(self._bind) as session:
            today = self._today()
            if self._salt is None or self._salt[0] != today:
                self._salt = (today, salt_of(session, today))
            named = [_without_a_person(row, self._salt[1]) for row in rows]
            add(session, [row for row in named if isinstance(row, SearchRow)], [row for row in named if isinstance(row, EventRow)])


def _without_a_person(row: Row, salt: str) -> Row:
    session = None if row.session_id is None else pseudonym(row.session_id, salt)
    return replace(row, client_id=pseudonym(row.client_id, salt), session_id=session)
