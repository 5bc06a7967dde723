"""Takes note of searches that found something, for autocomplete, without making any of them wait. Part of the composition.

A bounded list in the memory of the process; a thread writes it out now and then. What a crash loses is one batch.
"""

import hashlib
import ipaddress
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.repeated import Repeated
from catalog.past_queries import Asked, add, read_key, read_open
from core import db, log
from core.errors import Unavailable
from search.past_queries import PastQueries, compile_queries, worth_keeping
from search.request import SearchRequest
from search.response import SearchPage

EVERY_S = 5.0
MOST_WAITING = 2_000
_SITE_BITS = {4: 32, 6: 64}  # of an address; behind an IPv6 prefix stands one customer


class PastQueryLog:
    """Notes, and writes out in the background. `today` gives the day."""

    def __init__(self, bind: sa.Engine, today: Callable[[], date]) -> None:
        self._bind = bind
        self._today = today
        self._noted: deque[tuple[str, str]] = deque(maxlen=MOST_WAITING)  # the oldest fall out
        self._writer = Repeated("past-queries", EVERY_S, self.flush)

    def note(self, request: SearchRequest, page: SearchPage, address: str | None) -> None:
        """Keep the query in mind if it is worth it; `address` is the client's, which is never written down."""
        if address is not None and (query := worth_keeping(request, page)) is not None:
            self._noted.append((query, address))

    def start(self) -> None:
        """Begin to write out."""
        self._writer.start()

    def stop(self) -> None:
        """Write out what is left; returns when the thread has ended."""
        self._writer.stop()
        self.flush()

    def flush(self) -> None:
        """Write out what has been noted. What cannot be written now is given up: it is a help, not a record."""
        noted = [self._noted.popleft() for _ in range(len(self._noted))]
        if not noted:
            return
        try:
            with db.transaction(self._bind) as session:
                add(session, _counted(noted, read_key(session)), self._today())
        except SQLAlchemyError as error:
            log.get(__name__).warning("past_queries_not_written", count=len(noted), reason=str(error).splitlines()[0])


def load_past_queries(bind: sa.Engine, today: Callable[[], date]) -> PastQueries:
    """What may be proposed. Raises Unavailable when the database does not answer."""
    try:
        with Session(bind) as session:
            return compile_queries(read_open(session, today()))
    except SQLAlchemyError as error:
        raise Unavailable("The database does not answer; `partwise status` says more.") from error


def _counted(noted: list[tuple[str, str]], key: str) -> dict[str, Asked]:
    times: dict[str, int] = defaultdict(int)
    viewers: dict[str, set[str]] = defaultdict(set)
    for query, address in noted:
        times[query] += 1
        viewers[query].add(pseudonym(address, key))
    return {query: Asked(count, frozenset(viewers[query])) for query, count in times.items()}


def pseudonym(address: str, key: str) -> str:
    """The same for one site (an IPv4 address, an IPv6 prefix of 64 bits), and of no use without the key."""
    try:
        parsed = ipaddress.ip_address(address)
        site = str(ipaddress.ip_network((parsed, _SITE_BITS[parsed.version]), strict=False))
    except ValueError:
        site = address
    return hashlib.blake2b(site.encode(), key=key.encode()[:64], digest_size=12).hexdigest()
