"""What must not move the order: who sells, what else the catalogue holds, case, accents, separators."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.values.part_number import fold
from search.query.builder import build
from search.request import SearchRequest
from search.tuning.loader import load_query_config
from search.understand.pipeline import understand
from tests.integration.search.conftest import VIEWERS, World, put, raw_search

Sql = Callable[..., list[tuple[Any, ...]]]
SORTS = ("relevance", "price_asc", "price_desc", "fastest", "best_selling")
WORDS = ("battery", "power supply 12V", "spo2 sensor cable", "x-ray tube", "o-ring gasket 3.5 mm", "flow sensor adult", "display board long", "fan fuse", "")
# Two parts whose scores differ by less may change places when the words of the whole catalogue are counted anew.
NEAR_TIE = 0.02


def numbers(sql: Sql) -> list[str]:
    found = [str(number) for (number,) in sql("SELECT part_number FROM part WHERE removed_at IS NULL AND id % 23 = 0 ORDER BY id")]
    return [*found, *(fold(number)[1:5] for number in found), *(number.lower().replace("-", " ") for number in found)]


def order(world: World, query: str, **more: Any) -> list[tuple[int, str]]:
    """The whole first page."""
    return [(hit.part_id, hit.tier) for hit in world.search(query, size=100, **more).hits]


def documents(world: World) -> list[dict[str, Any]]:
    answer = world.client.search(index=world.index, body={"size": 1000, "query": {"match_all": {}}})
    return [{"offers": [], **hit["_source"]} for hit in answer["hits"]["hits"]]


@pytest.fixture
def restored(world: World) -> Iterator[list[dict[str, Any]]]:
    """The documents of the world, as they stand again behind the test."""
    before = documents(world)
    yield before
    put(world.client, world.index, before)
    ids = [document["id"] for document in before]
    world.client.delete_by_query(index=world.index, body={"query": {"bool": {"must_not": [{"terms": {"id": ids}}]}}}, params={"refresh": "true"})


def test_who_sells_does_not_move_the_order(world: World, sql: Sql, restored: list[dict[str, Any]]) -> None:
    queries = [*numbers(sql)[:20], *WORDS]
    asked = [(query, sort, viewer) for query in queries for sort in (SORTS if query in WORDS else ("relevance",)) for viewer in VIEWERS[:2]]
    before = [order(world, query, sort=sort, viewer=viewer) for query, sort, viewer in asked]
    sellers = sorted({str(offer["seller_id"]) for document in restored for offer in document["offers"]})
    other = dict(zip(sellers, [*sellers[1:], sellers[0]], strict=True))
    permuted = [{**document, "offers": [{**offer, "seller_id": other[str(offer["seller_id"])]} for offer in document["offers"]]} for document in restored]
    assert permuted != restored
    put(world.client, world.index, permuted)
    assert [order(world, query, sort=sort, viewer=viewer) for query, sort, viewer in asked] == before


def irrelevant(model: dict[str, Any], first: int) -> list[dict[str, Any]]:
    """Sixty of them, with ids from `first`: the engine remembers the versions of those that have gone."""
    return [_irrelevant(model, first, position) for position in range(60)]


def _irrelevant(model: dict[str, Any], first: int, position: int) -> dict[str, Any]:
    """A part that no query of this file means, whose texts are as long as those of others."""
    number = f"QQQ-WWW-{chr(65 + position % 26)}{chr(65 + position // 26)}"
    own: dict[str, Any] = {field: [] for field in ("aliases", "aliases_folded", "private_aliases", "supersedes_folded")}
    own |= {"number": number, "number_folded": fold(number), "number_text": [fold(number)], "number_confusable": [fold(number)]}
    own |= {"name": "Quokka wombat 77 kg", "category_text": "Wombat 9", "manufacturer_text": "Wallaby", "description": "Eats grass at night."}
    return {**model, **own, "id": str(first + position)}


def test_irrelevant_parts_move_no_tier_and_no_number(world: World, sql: Sql, restored: list[dict[str, Any]]) -> None:
    queries = numbers(sql)

    def found() -> list[list[tuple[int, str]]]:
        return [[one for one in order(world, query) if one[1] not in ("text", "semantic")] for query in queries]

    before = found()
    put(world.client, world.index, irrelevant(restored[0], 10**6))
    assert found() == before


def test_irrelevant_parts_move_words_by_no_more_than_a_near_tie(world: World, restored: list[dict[str, Any]]) -> None:
    """How rare a word is, and how long texts are, depends on the whole catalogue: what is nearly equal may change places, nothing else."""
    config = load_query_config()

    def scores(query: str) -> dict[str, float]:
        body = build(understand(query, config.understanding, labels), SearchRequest(query, size=100), config, {})
        return {hit["_id"]: hit["_score"] for hit in raw_search(world, {**body, "size": 400, "track_scores": True})["hits"]["hits"]}

    labels = world.service._labels()
    before = {query: scores(query) for query in WORDS if query}
    put(world.client, world.index, irrelevant(restored[0], 2 * 10**6))
    for query, old in before.items():
        new = scores(query)
        assert new.keys() == old.keys(), "none of them has enough of the words"
        ranked = sorted(new, key=lambda part: -new[part])
        for position, part in enumerate(ranked):
            for behind in ranked[position + 1 :]:
                assert old[behind] <= old[part] * (1 + NEAR_TIE), (query, part, behind)


VARIANTS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "accents": lambda query: query.replace("a", "à").replace("e", "é"),
    "accents apart": lambda query: unicodedata.normalize("NFD", query.replace("a", "à").replace("e", "é")),
    "full width": lambda query: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in ".," else c for c in query),
    "two blanks": lambda query: query.replace(" ", "  "),
    "no-break blanks": lambda query: query.replace(" ", "\u00a0"),
    "blanks for hyphens": lambda query: query.replace("-", " "),
    "unicode hyphens": lambda query: query.replace("-", "\u2011"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_how_words_are_written_does_not_move_the_order(world: World, variant: str) -> None:
    for query in filter(None, WORDS):
        written = VARIANTS[variant](query)
        assert order(world, written) == order(world, query), written


@pytest.mark.parametrize("variant", ["capitals", "small letters", "full width", "two blanks", "unicode hyphens"])
def test_how_a_number_is_written_moves_it_between_exact_and_normalised_at_most(world: World, sql: Sql, variant: str) -> None:
    for (number,) in sql("SELECT part_number FROM part WHERE removed_at IS NULL AND id % 7 = 0"):
        tier = {"exact": "normalised"}
        plain, written = ([(part, tier.get(one, one)) for part, one in order(world, query)] for query in (number, VARIANTS[variant](number)))
        assert [one for one in written if one[1] != "text"] == [one for one in plain if one[1] != "text"], number
