"""Vectors of queries: remembered, and computed beside the search, which waits only so long.

The encoder is loaded by the one thread that also runs it, so a process answers from its first moment on; until the model is
there, and whenever it is too slow, a search goes on without a vector and says so.
"""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from threading import BoundedSemaphore, Lock

from core import log
from search.embedding.encoder import Encoder

Vector = tuple[float, ...]

TOO_SLOW = "Meaning was left out: the language model was not ready in time."
BROKEN = "Meaning was left out: the language model does not work here; the log says why."

# Texts that may wait for the one thread; beyond them a new one would come too late anyway.
_WAITING = 32
_DECIMALS = 6  # a cosine to 1e-6, as in the documents

_log = log.get(__name__)


class QueryVectors:
    """The vectors of the last `most` distinct texts. `load` gives the encoder, None when vectors are off."""

    def __init__(self, load: Callable[[], Encoder | None], timeout_ms: float, most: int = 10_000) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="query-vectors")
        self._encoder: Future[Encoder | None] = self._thread.submit(_told, load)
        self._timeout_s = timeout_ms / 1000
        self._most = most
        self._lock = Lock()
        self._free = BoundedSemaphore(_WAITING)
        self._known: OrderedDict[str, Future[Vector | None]] = OrderedDict()

    def of(self, text: str) -> tuple[Vector | None, str | None]:
        """(vector, None), or (None, why there is none); (None, None) when vectors are off."""
        try:
            return self._future(" ".join(text.casefold().split())).result(self._timeout_s), None
        except TooSlow:
            return None, TOO_SLOW
        except Exception:  # noqa: BLE001 - whatever ails the model, words still answer; `_told` has logged it
            return None, BROKEN

    def _future(self, key: str) -> Future[Vector | None]:
        """What a text's vector is or will be; one that came too late is there the next time. Raises TooSlow when many wait."""
        with self._lock:
            future = self._known.get(key)
            if future is None:
                if not self._free.acquire(blocking=False):
                    raise TooSlow
                future = self._known[key] = self._thread.submit(self._encode, key)
                while len(self._known) > self._most:
                    self._known.popitem(last=False)
            self._known.move_to_end(key)
            return future

    def _encode(self, text: str) -> Vector | None:
        # Runs in the thread that loaded the encoder, hence after it.
        try:
            encoder = self._encoder.result()
            return None if encoder is None else tuple(round(value, _DECIMALS) for value in encoder.encode([text])[0].tolist())
        finally:
            self._free.release()

    def close(self) -> None:
        """End the thread; what waits in it is dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _told(load: Callable[[], Encoder | None]) -> Encoder | None:
    """Load, and log a failure once: it stands for the life of the process."""
    try:
        return load()
    except Exception as error:
        _log.warning("no query vectors", reason=str(error))
        raise
