"""Asks the index without the product's query builder: raw bodies in, parts out."""

from collections.abc import Iterator
from typing import Any

from opensearchpy import OpenSearch

from core import opensearch
from relevance.judged import part_key
from relevance.run import DEPTH, Ranking
from search.schema.names import read_alias

_PATIENCE_MS = 60_000
_PAGE = 1_000  # the index refuses larger windows
_SHOWN = ["card.part_number", "card.manufacturer"]


class RawIndex:
    """The index of one installation, by its prefix."""

    def __init__(self, client: OpenSearch, prefix: str) -> None:
        self._client = client
        self._alias = read_alias(prefix)

    def rank(self, query: dict[str, Any]) -> Ranking:
        """The parts of the first `DEPTH` hits of a query clause, hidden parts left out. Raises EngineUnavailable, EngineRefused."""
        shown = {"bool": {"must": [query], "filter": [{"term": {"visible": True}}]}}
        body = {"query": shown, "size": DEPTH, "_source": _SHOWN, "sort": ["_score", {"number_folded": "asc"}]}
        return [_part(hit) for hit in opensearch.search(self._client, self._alias, body, _PATIENCE_MS)["hits"]["hits"]]

    def documents(self, fields: list[str]) -> Iterator[dict[str, Any]]:
        """All visible documents, with these fields only."""
        body: dict[str, Any] = {"query": {"term": {"visible": True}}, "size": _PAGE, "_source": fields, "sort": [{"id": "asc"}]}
        while True:
            hits = opensearch.search(self._client, self._alias, body, _PATIENCE_MS)["hits"]["hits"]
            yield from (hit["_source"] for hit in hits)
            if len(hits) < _PAGE:
                return
            body = {**body, "search_after": hits[-1]["sort"]}


def _part(hit: dict[str, Any]) -> str:
    card = hit["_source"]["card"]
    return part_key(card["manufacturer"]["name"], card["part_number"])
