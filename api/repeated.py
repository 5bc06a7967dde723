"""Something that a thread of its own does again and again while the process serves."""

from collections.abc import Callable
from threading import Event, Thread


class Repeated:
    """Calls `work` every `every_s` seconds between `start` and `stop`. `work` deals with its own errors."""

    def __init__(self, name: str, every_s: float, work: Callable[[], None]) -> None:
        self._every_s = every_s
        self._work = work
        self._stopped = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the first call comes after the first pause."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; returns when the thread has ended."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._every_s):
            self._work()
