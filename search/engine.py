"""The one place from which searches go to the engine: the read alias, one round trip, a hard limit on time."""

from collections.abc import Sequence
from typing import Any

from opensearchpy import OpenSearch

from core import opensearch
from core.errors import EngineUnavailable
from core.settings import EngineSettings
from search.schema.names import read_alias

_SHORTEST_MS = 10


class Engine:
    """Searches the parts of one installation."""

    def __init__(self, client: OpenSearch, settings: EngineSettings, index: str = "") -> None:
        """`index` is another index than the live one, to try it before it goes live."""
        self._client = client
        self._index = index or read_alias(settings.index_prefix)
        self._deadline_ms = settings.timeout_ms

    def search(self, body: dict[str, Any], spent_ms: float) -> dict[str, Any]:
        """The engine's whole answer within what is left of the deadline after `spent_ms`.

        Raises EngineUnavailable (outage, time is up) or EngineRefused (a fault of ours).
        """
        return opensearch.search(self._client, self._index, body, self._left(spent_ms))

    def searches(self, bodies: Sequence[dict[str, Any]], spent_ms: float) -> list[dict[str, Any]]:
        """Several answers in one round trip, in order; raises as `search` does."""
        return opensearch.searches(self._client, self._index, bodies, self._left(spent_ms)) if bodies else []

    def _left(self, spent_ms: float) -> int:
        left = int(self._deadline_ms - spent_ms)
        if left < _SHORTEST_MS:
            raise EngineUnavailable(f"The search took longer than {self._deadline_ms} ms before it reached the engine; try again.")
        return left
