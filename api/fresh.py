"""A value that is read again once it is older than a while: names, rates, lag. One per process and thing."""

from collections.abc import Callable, Sequence
from threading import Lock
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

from api.repeated import Repeated
from core import log
from core.errors import PartwiseError, Unavailable

Value = TypeVar("Value")
Source = TypeVar("Source")
# A keeper renews when this share of the time is left, so that no request finds the value old.
AHEAD = 0.25
LOOK_S = 1.0


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

    def keep(self) -> None:
        """Load when there is no value or it will soon be old. Raises whatever `load` raises as long as there is no value yet."""
        held = self._held
        if held is None:
            self.get()
        elif self._clock() >= held[1] - AHEAD * self._ttl_s and self._lock.acquire(blocking=False):
            try:
                self._renewed(held)
            finally:
                self._lock.release()

    def _renewed(self, before: tuple[Value, float] | None) -> Value:
        if self._held is not before and self._held is not None:
            return self._held[0]
        try:
            value = self._load()
            if before is not None and value == before[0]:
                value = before[0]  # the same object, by which `Derived` sees that nothing has changed
        except Unavailable as error:
            if before is None:
                raise
            log.get(__name__).warning("stale_value_kept", reason=error.detail)
            value = before[0]
        self._held = (value, self._clock() + self._ttl_s)
        return value


class Derived(Generic[Source, Value]):
    """What `make` makes of the value that `source` gives, made anew only when that is another object."""

    def __init__(self, source: Callable[[], Source], make: Callable[[Source], Value]) -> None:
        self._source = source
        self._make = make
        self._held: tuple[Source, Value] | None = None

    def get(self) -> Value:
        """The value. Raises whatever the source raises."""
        source, held = self._source(), self._held
        if held is None or held[0] is not source:
            held = self._held = (source, self._make(source))
        return held[1]

    def keep(self) -> None:
        """Make it when it is out of date. Raises whatever the source raises."""
        self.get()


class Kept(Protocol):
    """A value that a keeper renews."""

    def get(self) -> Any:  # noqa: ANN401 - values of any sort are kept
        """The value, loaded first if there is none."""

    def keep(self) -> None:
        """Renew it when it is time."""


class Keeper:
    """A thread that renews values before they are old, so that no request waits for it."""

    def __init__(self, kept: Sequence[Kept]) -> None:
        self._kept = kept
        self._keeping = Repeated("keeper", LOOK_S, self._keep_all)

    def start(self) -> None:
        """Load everything once, so that the first request finds it, then keep it in the background."""
        self._keep_all()
        self._keeping.start()

    def stop(self) -> None:
        """Stop; returns when the thread has ended."""
        self._keeping.stop()

    def _keep_all(self) -> None:
        """What cannot be loaded now is loaded by whoever needs it first, who also gets the error."""
        for fresh in self._kept:
            try:
                fresh.keep()
            except PartwiseError as error:
                log.get(__name__).warning("value_not_loaded", reason=error.detail)
