"""The services whose answers a relevance release decides, made for one release. Part of the composition."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from api.fallback import CatalogueFallback
from api.fallback_suggest import CatalogueSuggestions
from api.fallback_turns import Turns
from api.fit import device_lookup, own_device_lookup
from api.fresh import Derived
from core.settings import Settings
from search.embedding.query_vectors import QueryVectors
from search.guarded import GuardedEngine
from search.labels import Labels
from search.past_queries import PastQueries
from search.service import SearchService
from search.similar import SimilarParts
from search.suggest import Sources, Suggester
from search.suggest_names import SuggestNames
from search.tuning.types import QueryConfig
from search.understand.resources import Resources, compile_resources
from search.understand.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Shared:
    """What every release works with: clients, and the catalogue's names as they are renewed."""

    settings: Settings
    reading: sa.Engine
    turns: Turns
    guarded: GuardedEngine
    vectors: QueryVectors
    vocabulary: Callable[[], Vocabulary]
    labels: Callable[[], Labels]
    completed: Callable[[], SuggestNames]
    past: Callable[[], PastQueries]


@dataclass(frozen=True, slots=True)
class Tuned:
    """The services of one release. `resources` is what plain language is read with, under this release's words."""

    config: QueryConfig
    search: SearchService
    suggester: Suggester
    similar: SimilarParts
    resources: Derived[Vocabulary, Resources]

    def keep(self) -> None:
        """Compile the names when they have changed. Raises whatever reading them raises."""
        self.resources.get()


def make_tuned(shared: Shared, config: QueryConfig) -> Tuned:
    """The services for `config`, ready to answer. Raises Unavailable when the names cannot be read."""
    resources = Derived(shared.vocabulary, lambda names: compile_resources(config.words, names))
    service = SearchService(
        shared.guarded,
        config,
        shared.labels,
        resources=resources.get,
        fallback=CatalogueFallback(shared.turns, config, shared.labels, shared.settings),
        vectors=shared.vectors,
        devices=device_lookup(shared.reading),
    )
    completing = Sources(shared.completed, own_device_lookup(shared.reading), shared.past, service.probe)
    suggester = Suggester(shared.guarded, config.suggest, completing, CatalogueSuggestions(shared.turns, config.suggest, shared.settings.engine.timeout_ms / 2))
    return Tuned(config, service, suggester, SimilarParts(shared.guarded, config.similar), resources)
