"""What answers when the engine does not: searches, lists of numbers, autocomplete. The composition brings it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from accounts.viewer import Viewer
from core.errors import EngineUnavailable
from search.query.lookups import Lookup
from search.request import SearchRequest
from search.response import Hit, SearchPage, UnderstoodQuery


class Fallback(Protocol):
    """Answers a search without the engine, within what `spent_ms` leaves of the deadline. Raises Unavailable when it cannot either."""

    def __call__(self, request: SearchRequest, understood: UnderstoodQuery, cause: EngineUnavailable, spent_ms: float) -> SearchPage:
        """A page with `degraded=True` and a note for each feature that is off."""

    def numbers(self, lookups: Mapping[str, Lookup], viewer: Viewer, cause: EngineUnavailable) -> Mapping[str, tuple[Hit, ...]]:
        """The hits of each number of a list, by the number as typed, best tier first. Raises Unavailable when it cannot either."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A part that goes on from a typed text; `alias` is the number of it that does, when it is not its own."""

    part_id: str
    part_number: str
    name: str
    manufacturer: str
    alias: str | None


@dataclass(frozen=True, slots=True)
class Completions:
    """What the catalogue completes a text with: `numbers` and `parts`, the most ordered first, and the names (kind, id) that lead to a part."""

    numbers: tuple[Completed, ...]
    parts: tuple[Completed, ...]
    leading: frozenset[tuple[str, str]]


class SuggestFallback(Protocol):
    """Completes without the engine. Raises Unavailable when it cannot either."""

    def __call__(self, text: str, names: Sequence[tuple[str, str]], viewer: Viewer, cause: EngineUnavailable) -> Completions:
        """What goes on from `text`, and which of `names`, as (kind, id), lead to a part."""
