"""The engine behind a breaker: while it fails nobody waits for it, and a probe in the background notices when it is back.

The probe is a thread of its own and no request of a user: an engine that accepts and never answers would make that user wait.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Any

from opensearchpy import OpenSearch

from core import log, metrics
from core.errors import EngineRefused, EngineUnavailable
from core.opensearch import AWAY
from core.settings import EngineSettings, FallbackSettings
from search.breaker import Breaker, Limits
from search.engine import Engine

_log = log.get(__name__)
_PROBE: dict[str, Any] = {"size": 1, "query": {"match_all": {}}, "_source": False}
_TICKS = 10  # how often the thread looks whether a probe is due, within the time between two


class GuardedEngine(Engine):
    """An `Engine` that fails at once while it is known to be away, and leaves time for the fallback within the deadline."""

    def __init__(self, client: OpenSearch, settings: EngineSettings, guard: FallbackSettings) -> None:
        kept = min(guard.reserve_ms, settings.timeout_ms // 2)
        super().__init__(client, settings.model_copy(update={"timeout_ms": settings.timeout_ms - kept}))
        self._probe_s = guard.probe_s
        self._breaker = Breaker(Limits(guard.failures, guard.window_s, guard.failures_in_a_row, guard.probe_s), monotonic)
        self._stopped = Event()

    @property
    def is_away(self) -> bool:
        """Whether searches are answered without the engine at present."""
        return self._breaker.is_open

    def search(self, body: dict[str, Any], spent_ms: float) -> dict[str, Any]:
        """As `Engine.search`; raises EngineUnavailable at once while the engine is away."""
        with self._watched():
            return super().search(body, spent_ms)

    def searches(self, bodies: Sequence[dict[str, Any]], spent_ms: float) -> list[dict[str, Any]]:
        """As `Engine.searches`; raises EngineUnavailable at once while the engine is away."""
        with self._watched():
            return super().searches(bodies, spent_ms)

    def close(self) -> None:
        """Stop probing."""
        self._stopped.set()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        if self._breaker.is_open:
            raise EngineUnavailable(AWAY)
        try:
            yield
        except EngineRefused as error:
            if not _lacks_index(error):
                self._breaker.succeeded()
                raise
            self._note_failure(error.internal)
            raise EngineUnavailable(AWAY, internal=error.internal) from error
        except EngineUnavailable as error:
            # Without the engine's own words it was never asked: the time was up before.
            if error.internal:
                self._note_failure(error.internal)
            raise
        self._breaker.succeeded()

    def _note_failure(self, reason: str) -> None:
        if self._breaker.failed():
            metrics.ENGINE_AWAY.set(1)
            _log.warning("search_engine_away", reason=reason)
            Thread(target=self._probe_until_back, name="engine-probe", daemon=True).start()

    def _probe_until_back(self) -> None:
        while not self._stopped.wait(self._probe_s / _TICKS):
            if self._breaker.may_probe() and self._answers():
                self._breaker.probed()
                metrics.ENGINE_AWAY.set(0)
                _log.warning("search_engine_back")
                return

    def _answers(self) -> bool:
        """Whether a search is answered in time; each failure but the first is told by the state that is already known."""
        try:
            super().search(_PROBE, 0)
        except (EngineUnavailable, EngineRefused):
            return False
        return True


def _lacks_index(error: EngineRefused) -> bool:
    """An engine that lost its index, or has none yet, cannot answer: the catalogue can."""
    return "index_not_found" in error.internal
