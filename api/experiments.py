"""Mixes the first page of a search out of two releases while an experiment runs. Part of the composition.

Only searches for words, in the order of relevance, and for no equipment in particular: the tiers of part numbers never mix, and
what does not fit stays behind what does.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from api.fresh import Fresh
from api.releases import Releases
from api.tuned import Tuned
from core import experiments, log
from core.errors import PartwiseError, Unavailable
from core.experiments import Experiment
from search.request import SearchRequest
from search.response import SearchPage
from search.team_draft import Team, team_draft

TTL_S = 2.0
# Of the second release's searches; more wait for their turn.
_SEARCHERS = 4
_log = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Mixed:
    """Which release put each shown part there: `A` or `B` by part id."""

    experiment_id: int
    releases: tuple[str, str]
    teams: Mapping[int, Team]


@dataclass(frozen=True, slots=True)
class _Pair:
    experiment: Experiment
    a: Tuned
    b: Tuned


class Experiments:
    """Knows which experiment runs, and searches for it."""

    def __init__(self, bind: sa.Engine, releases: Releases) -> None:
        """`bind` commits each statement."""
        self._bind = bind
        self._releases = releases
        self._running: Fresh[Experiment | None] = Fresh(self._read, TTL_S)
        self._pair: _Pair | None = None
        self._failed: int | None = None
        self._searchers = ThreadPoolExecutor(_SEARCHERS, thread_name_prefix="experiment")

    def get(self) -> Experiment | None:
        """The experiment that runs. Raises Unavailable when the database does not answer and never did."""
        return self._running.get()

    def keep(self) -> None:
        """See which experiment runs and make its releases ready, ahead of the first search. One that cannot be served is left out and told."""
        self._running.keep()
        found = self._running.get()
        if found is None:
            self._pair = None
        elif (self._pair is None or self._pair.experiment.id != found.id) and self._failed != found.id:
            try:
                self._pair = _Pair(found, self._tuned(found.release_a), self._tuned(found.release_b))
            except Unavailable:
                raise
            except PartwiseError as error:
                self._failed = found.id
                _log.error("experiment_not_served", experiment=found.id, reason=error.detail)
        elif self._pair is not None:
            self._pair.a.keep()
            self._pair.b.keep()

    def search(self, request: SearchRequest, seed: str) -> tuple[SearchPage, Mixed | None]:
        """The page for a request: mixed when an experiment runs and the search is one for it, else the live release's. Raises as searching does."""
        pair = self._pair
        if pair is None or request.sort != "relevance" or request.page != 1 or not request.q or request.device:
            return self._releases.live().search.search(request), None
        other = self._searchers.submit(copy_context().run, pair.b.search.search, request)
        page = pair.a.search.search(request)
        if page.query.intent == "number" or page.contexts or page.degraded:
            other.cancel()
            return page, None
        try:
            beside = other.result()
        except PartwiseError as error:
            _log.warning("experiment_left_out", reason=error.detail)
            return page, None
        if beside.degraded or beside.query.intent == "number":
            return page, None
        return _mixed(pair.experiment, page, beside, request.size, seed)

    def stop(self) -> None:
        """End its threads."""
        self._searchers.shutdown()

    def _tuned(self, release_id: str) -> Tuned:
        live = self._releases.live()
        tuned = live if live.config.release == release_id else self._releases.of(release_id)
        tuned.keep()
        return tuned

    def _read(self) -> Experiment | None:
        try:
            with Session(self._bind) as session:
                return experiments.running(session)
        except (OperationalError, InterfaceError) as error:
            raise Unavailable("The database does not answer; `partwise status` says more.") from error


def _mixed(experiment: Experiment, a: SearchPage, b: SearchPage, size: int, seed: str) -> tuple[SearchPage, Mixed]:
    """Release A's page with the interleaved hits: total, facets and chips stay A's."""
    drafted = team_draft([hit.part_id for hit in a.hits], [hit.part_id for hit in b.hits], size, seed)
    hits = {hit.part_id: hit for hit in (*b.hits, *a.hits)}
    page = replace(a, hits=tuple(hits[part_id] for part_id, _ in drafted), total=max(a.total, len(drafted)))
    return page, Mixed(experiment.id, (experiment.release_a, experiment.release_b), dict(drafted))
