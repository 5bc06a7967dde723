"""Runs: what a system ranks for each judged query."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from accounts.viewer import Viewer
from relevance.judged import JudgedQuery, part_key
from search.request import SearchRequest
from search.response import Hit, SearchPage

DEPTH = 50  # places asked for: recall@50 needs them

Ranking = list[str]
Run = dict[str, Ranking]


@dataclass(frozen=True, slots=True)
class System:
    """Something that ranks parts for a query."""

    name: str
    rank: Callable[[JudgedQuery], Ranking]


def run(system: System, queries: Iterable[JudgedQuery], on_query: Callable[[], object] = lambda: None) -> Run:
    """The system's ranking for each query, by the query's id. Raises what the system raises."""
    found: Run = {}
    for query in queries:
        found[query.id] = list(dict.fromkeys(system.rank(query)))[:DEPTH]
        on_query()
    return found


class ProductSearch:
    """The product's own search as a system, asked as the API asks it: with the device and the viewer of the query's context."""

    def __init__(self, search: Callable[[SearchRequest], SearchPage], viewers: Mapping[str, Viewer]) -> None:
        self._search = search
        self._viewers = viewers

    def rank(self, query: JudgedQuery) -> Ranking:
        """The parts of the first `DEPTH` places. Raises InvalidInput for a context that does not exist, EngineUnavailable."""
        return [key_of(hit) for hit in self._search(self.request(query)).hits]

    def request(self, query: JudgedQuery) -> SearchRequest:
        """The search that a query stands for. Raises KeyError for an unknown viewer."""
        return SearchRequest(query.text, size=DEPTH, device=query.device or None, viewer=self._viewers[query.viewer])


def key_of(hit: Hit) -> str:
    """The hit as rankings name it."""
    return part_key(hit.card["manufacturer"]["name"], hit.card["part_number"])
