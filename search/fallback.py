"""What answers when the engine does not: the same request, the same page, `degraded` set. The composition brings it."""

from typing import Protocol

from core.errors import EngineUnavailable
from search.request import SearchRequest
from search.response import SearchPage, UnderstoodQuery


class Fallback(Protocol):
    """Answers a search without the engine, within what `spent_ms` leaves of the deadline. Raises Unavailable when it cannot either."""

    def __call__(self, request: SearchRequest, understood: UnderstoodQuery, cause: EngineUnavailable, spent_ms: float) -> SearchPage:
        """A page with `degraded=True` and a note for each feature that is off."""
