"""A value that is read again once it is older than a while: names, rates, lag. One per process and thing."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from core import log
from core.errors import Unavailable

Value = TypeVar("Value")


class Fresh(Generic[Value]):
    """Holds what `load` gave for `ttl_s` seconds. One thread at a time loads; the others go on with the old value."""

    def __init__(self, load: Callable[[], Value], ttl_s: float, clock: Callable[[], float] = monotonic) -> None:
        self._load = load
        self._ttl_s = ttl_s
        self._clock = clock
        self._lock = Lock()
        self._held: tuple[Value, float] | None = None

    def get(self) -> Value:
        """The value. When loading again fails for lack of a service the old value stays, with a warning in the log.

        Raises whatever `load` raises as long as there is no value yet.
        """
        held = self._held
        if held is not None and (self._clock() < held[1] or not self._lock.acquire(blocking=False)):
            return held[0]
        if held is None:
            self._lock.acquire()
        try:
            return self._renewed(held)
        finally:
            self._lock.release()

    def _renewed(self, before: tuple[Value, float] | None) -> Value:
        if self._held is not before and self._held is not None:
            return self._held[0]
        try:
            value = self._load()
        except Unavailable as error:
            if before is None:
                raise
            log.get(__name__).warning("stale_value_kept", reason=error.detail)
            value = before[0]
        self._held = (value, self._clock() + self._ttl_s)
        return value
