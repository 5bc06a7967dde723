"""Meaning beside the words, on a small index whose vectors are set by hand: each thing is a direction of its own."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from opensearchpy import OpenSearch

from core.errors import SetupError
from core.settings import EngineSettings
from relevance.corpus import foreign
from search.embedding.encoder import DIMENSION, Encoder, Vectors
from search.embedding.query_vectors import BROKEN, QueryVectors
from search.engine import Engine
from search.request import Filters, SearchRequest
from search.response import SearchPage
from search.schema.document import PartDocument
from search.schema.names import read_alias
from search.service import SearchService
from search.tuning.loader import load_index_config, load_query_config

POWER, PICTURE, AIR, LIGHT = 0, 1, 2, 3
# id -> (name, maker, what it is about and how much; the rest of it is about itself)
THINGS = {
    1: ("Monitor cable", "1", POWER, 0.3),
    2: ("Monitor cable", "1", PICTURE, 0.9),
    3: ("Monitor cable", "2", PICTURE, 0.6),
    4: ("Monitor cable", "2", AIR, 0.9),
    5: ("Rechargeable pack", "1", POWER, 0.95),
    6: ("Accumulator", "2", POWER, 0.9),
    7: ("Charger", "2", POWER, 0.8),
    8: ("Filter", "1", AIR, 0.95),
    9: ("Dynamo", "1", POWER, 0.2),
    10: ("Torch", "2", LIGHT, 0.45),
    11: ("Socket", "1", LIGHT, 0.2),
}
QUERIES = {"monitor cable": PICTURE, "juice": POWER, "dynamo": POWER, "filtre": AIR, "xyzzy": 77, "socket": LIGHT, "glow": LIGHT}


class Directions:
    """Knows what its queries are about, and what it was asked."""

    name = "directions"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([_vector(QUERIES.get(text, 99), 1.0, 100) for text in texts], dtype=np.float32)


def _vector(about: int, much: float, own: int) -> list[float]:
    vector = [0.0] * DIMENSION
    vector[about] += much
    vector[own] += math.sqrt(1 - much * much)
    return vector


def _document(number: int) -> PartDocument:
    name, maker, about, much = THINGS[number]
    document = foreign({"id": number, "title": name, "attributes": {"mpn": f"MX-{number:04d}"}}, number).document
    document["manufacturer_id"] = maker
    document["vector"] = _vector(about, much, 100 + number)
    return document


@dataclass(frozen=True)
class Small:
    """The index of THINGS, and services that search it."""

    client: OpenSearch
    prefix: str

    def service(self, encoder: Encoder | None) -> SearchService:
        engine = Engine(self.client, EngineSettings(index_prefix=self.prefix, timeout_ms=20_000))
        return SearchService(engine, load_query_config(), vectors=QueryVectors(lambda: encoder, 10_000))

    def search(self, q: str, **more: Any) -> SearchPage:
        return self.service(Directions()).search(SearchRequest(q, **more))


@pytest.fixture(scope="module")
def small(engine_client: OpenSearch) -> Iterator[Small]:
    prefix, config = "test_search_meaning", load_index_config()
    index = f"{prefix}_parts_1"
    engine_client.indices.delete(index=index, params={"ignore_unavailable": "true"})
    body = {"settings": {"index": {**config.settings, "number_of_replicas": 0}}, "mappings": config.mappings, "aliases": {read_alias(prefix): {}}}
    engine_client.indices.create(index=index, body=body)
    lines: list[Any] = [line for number in THINGS for line in ({"index": {"_id": str(number)}}, _document(number))]
    assert not engine_client.bulk(body=lines, index=index, params={"refresh": "true"})["errors"]
    yield Small(engine_client, prefix)
    engine_client.indices.delete(index=index)


def _ids(page: SearchPage) -> list[int]:
    return [hit.part_id for hit in page.hits]


def _makers(page: SearchPage) -> Mapping[str, int]:
    return {bucket.value: bucket.count for facet in page.facets if facet.name == "manufacturer" for bucket in facet.buckets}


def test_of_what_the_words_find_the_nearer_in_meaning_comes_first(small: Small) -> None:
    words_alone = small.service(None).search(SearchRequest("monitor cable"))
    page = small.search("monitor cable")
    assert _ids(page)[:2] == [2, 3]
    assert sorted(_ids(page)) == sorted(_ids(words_alone)) == [1, 2, 3, 4]
    assert (page.total, _makers(page)) == (4, {"1": 2, "2": 2})
    assert {hit.tier for hit in page.hits} == {"text"}


def test_when_the_words_find_nothing_the_near_ones_are_hits_and_counted_as_such(small: Small) -> None:
    page = small.search("juice")
    assert _ids(page) == [5, 6, 7]
    assert {hit.tier for hit in page.hits} == {"semantic"}
    assert (page.total, _makers(page)) == (3, {"1": 1, "2": 2})


def test_near_ones_stand_below_what_the_words_find(small: Small) -> None:
    page = small.search("dynamo")
    assert _ids(page) == [9, 5, 6, 7]
    assert [hit.tier for hit in page.hits] == ["text", "semantic", "semantic", "semantic"]
    assert page.total == 4


def test_what_is_less_near_stands_below_words_but_never_alone(small: Small) -> None:
    assert _ids(small.search("socket")) == [11, 10]
    assert small.search("glow").total == 0


def test_filters_narrow_near_ones_as_they_narrow_all_others(small: Small) -> None:
    page = small.search("dynamo", filters=Filters(manufacturer=("2",)))
    assert _ids(page) == [6, 7]
    assert (page.total, _makers(page)) == (2, {"1": 2, "2": 2})


def test_what_is_not_near_enough_is_no_hit(small: Small) -> None:
    assert small.search("xyzzy").total == 0


@pytest.mark.parametrize("query", ["monitor cable", "dynamo", "juice"])
def test_pages_of_one_hit_are_the_whole_page_cut_up(small: Small, query: str) -> None:
    whole = small.search(query)
    pages = [small.search(query, page=page, size=1) for page in range(1, whole.total + 1)]
    assert [_ids(page)[0] for page in pages] == _ids(whole)
    assert {page.total for page in pages} == {whole.total}


def test_another_order_has_the_same_hits(small: Small) -> None:
    assert sorted(_ids(small.search("dynamo", sort="newest"))) == [5, 6, 7, 9]


def test_a_number_is_not_a_matter_of_meaning(small: Small) -> None:
    encoder = Directions()
    page = small.service(encoder).search(SearchRequest("MX-0005"))
    assert _ids(page) == [5]
    assert encoder.asked == []


def test_without_a_model_the_words_answer_and_the_page_says_so(small: Small) -> None:
    def broken() -> Encoder | None:
        raise SetupError("The model is not installed.")

    engine = Engine(small.client, EngineSettings(index_prefix=small.prefix, timeout_ms=20_000))
    page = SearchService(engine, load_query_config(), vectors=QueryVectors(broken, 10_000)).search(SearchRequest("monitor cable"))
    assert sorted(_ids(page)) == [1, 2, 3, 4]
    assert page.notes == (BROKEN,)
