"""Which relevance release this process serves: the last one that was published, or the installed configuration.

A new one is read and made ready beside the running one and takes its place in one assignment: no request waits, none sees
half of each. One that cannot be read never gets that far: the last good one stays, and the log says why.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from api.tuned import Tuned
from core import log, releases
from core.errors import InvalidInput, NotFound, Unavailable
from core.metrics import RELEASE_REFUSED
from search.tuning.types import QueryConfig

Value = TypeVar("Value")
DRAFT = "draft"
# Releases besides the live one that stay in memory: a preview, and the one before.
_MOST_HELD = 4
_log = log.get(__name__)


class Releases:
    """Holds the services of the live release, and of those that somebody asked for by id."""

    def __init__(
        self,
        bind: sa.Engine,
        installed: QueryConfig,
        read: Callable[[Mapping[str, str]], QueryConfig],
        make: Callable[[QueryConfig], Tuned],
    ) -> None:
        """`bind` commits each statement; `read` makes a configuration of a release's files, `make` the services for it."""
        self._bind = bind
        self._read = read
        self._make = make
        self._lock = Lock()
        self._installed = make(installed)
        self._live: tuple[str | None, Tuned] = (None, self._installed)
        self._refused: str | None = None
        self._held: OrderedDict[str, Tuned] = OrderedDict()

    def live(self) -> Tuned:
        """The services of the live release."""
        return self._live[1]

    def get(self) -> Tuned:
        """The services of the live release, with the names compiled. Raises Unavailable when they cannot be read."""
        self._live[1].keep()
        return self._live[1]

    def keep(self) -> None:
        """Change to what was published, if that is another release. Raises Unavailable when the database does not answer."""
        with self._lock:
            wanted = self._ask(releases.live_id)
            if wanted == self._live[0]:
                self._refuse(None)
            elif wanted != self._refused:
                self._change(wanted)
        self._live[1].keep()

    def of(self, wanted: str) -> Tuned:
        """The services of a release by its id, its beginning, or `draft`. Raises NotFound, Conflict for a beginning of two, InvalidInput for a broken one."""
        prefix = self._ask(releases.draft_id) if wanted == DRAFT else wanted
        if prefix is None:
            raise NotFound("There is no draft: `partwise relevance draft` makes the configuration folder one.")
        with self._lock:
            for release_id, tuned in self._held.items():
                if release_id == prefix:
                    return tuned
        found = self._ask(lambda session: releases.get(session, prefix))
        tuned = self._make(self._read(found.files))
        tuned.keep()  # compiling the names takes longer than a search may: it must not count as one
        with self._lock:
            self._held[found.id] = tuned
            while len(self._held) > _MOST_HELD:
                self._held.popitem(last=False)
        return tuned

    def _change(self, wanted: str | None) -> None:
        """Make `wanted` ready, then serve it; refuse it for good when it cannot be read by this version of the product."""
        if wanted is None:
            self._live = (None, self._installed)
            self._refuse(None)
            return
        try:
            found = self._ask(lambda session: releases.get(session, wanted))
            tuned = self._make(self._read(found.files))
            tuned.keep()
        except InvalidInput as error:
            self._refuse(wanted)
            _log.error("release_refused", release=wanted, reason=error.detail)
            return
        self._live = (wanted, tuned)
        self._refuse(None)
        _log.info("release_live", release=wanted)

    def _refuse(self, release_id: str | None) -> None:
        """Note which published release cannot be served; None when all is well."""
        self._refused = release_id
        RELEASE_REFUSED.set(release_id is not None)

    def _ask(self, question: Callable[[Session], Value]) -> Value:
        try:
            with Session(self._bind) as session:
                return question(session)
        except (OperationalError, InterfaceError) as error:
            raise Unavailable("The database does not answer; `partwise status` says more.") from error
