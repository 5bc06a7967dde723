"""Autocomplete from the catalogue's tables while the engine is away; it never waits for its turn, a search goes first. Part of the composition."""

from collections import defaultdict
from collections.abc import Sequence

from accounts.viewer import Viewer
from api.fallback_turns import Turns
from catalog.fallback.complete import Completion, leading_names, numbers_beginning, parts_named
from core.errors import EngineUnavailable
from core.values.part_number import fold
from search.fallback import Completed, Completions
from search.query.suggest import may_begin_number
from search.tuning.types import SuggestConfig
from search.understand.words import words_of


class CatalogueSuggestions:
    """Completes within the turns that PostgreSQL allows."""

    def __init__(self, turns: Turns, config: SuggestConfig, left_ms: float) -> None:
        self._turns = turns
        self._config = config
        self._left_ms = left_ms  # of the deadline, once the engine has failed

    def __call__(self, text: str, names: Sequence[tuple[str, str]], viewer: Viewer, cause: EngineUnavailable) -> Completions:
        """Raises Unavailable when all turns are taken or the time is not enough."""
        words = [word.folded for word in words_of(text) if word.folded]
        most = self._config.looked_at.count
        by_kind: dict[str, list[int]] = defaultdict(list)
        for kind, key in names:
            by_kind[kind].append(int(key))
        with self._turns.take(cause, self._left_ms, waiting=False) as (session, limit):
            numbers = numbers_beginning(session, fold(text), viewer, most) if may_begin_number(text, self._config) else []
            limit()
            parts = parts_named(session, words, most) if words else []
            limit()
            leading = leading_names(session, by_kind)
        return Completions(tuple(map(_completed, numbers)), tuple(map(_completed, parts)), frozenset((kind, str(key)) for kind, key in leading))


def _completed(found: Completion) -> Completed:
    return Completed(str(found.part_id), found.part_number, found.name, found.manufacturer, found.alias)
