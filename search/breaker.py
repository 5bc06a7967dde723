"""When to stop asking a service that fails, and when to ask again. Pure: the time comes from the clock that is given.

Closed, everybody asks. It opens after `in_a_row` failures without a success between them, or after `failures` within
`window_s`; then nobody asks, so that nobody waits. One probe every `probe_s` may, and its success closes it.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Limits:
    """When it opens, and how often a probe may ask. Times in seconds."""

    failures: int = 3
    window_s: float = 1.0
    in_a_row: int = 2
    probe_s: float = 1.0


class Breaker:
    """The state of one service as seen by one process; any number of threads may use it. `clock` gives seconds."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._lock = Lock()
        self._failed_at: deque[float] = deque(maxlen=limits.failures)
        self._row = 0
        self._next_probe: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody but a probe may ask."""
        return self._next_probe is not None

    def failed(self) -> bool:
        """Note a failure; whether it opened the breaker just now."""
        with self._lock:
            now = self._clock()
            self._row += 1
            self._failed_at.append(now)
            if self.is_open or not self._is_too_much(now):
                return False
            self._next_probe = now + self._limits.probe_s
            return True

    def succeeded(self) -> None:
        """Note a success. Open, it counts for nothing: it may be the late answer to a question from before."""
        with self._lock:
            if not self.is_open:
                self._row = 0

    def may_probe(self) -> bool:
        """Whether the caller, and no one else for the next `probe_s`, may ask though the breaker is open."""
        with self._lock:
            now = self._clock()
            if self._next_probe is None or now < self._next_probe:
                return False
            self._next_probe = now + self._limits.probe_s
            return True

    def probed(self) -> bool:
        """Note that a probe succeeded; whether that closed the breaker just now."""
        with self._lock:
            was_open = self.is_open
            self._next_probe = None
            self._row = 0
            self._failed_at.clear()
            return was_open

    def _is_too_much(self, now: float) -> bool:
        many = len(self._failed_at) == self._limits.failures and now - self._failed_at[0] <= self._limits.window_s
        return many or self._row >= self._limits.in_a_row
