"""What words find over the real engine: units, hyphens, plurals, synonyms, typos, word order, and text that looks like syntax."""

from collections.abc import Callable
from typing import Any

import pytest

from core.errors import EngineUnavailable, InvalidInput
from core.settings import EngineSettings
from search.engine import Engine
from search.request import MAX_QUERY_CHARACTERS, Filters, SearchRequest
from search.service import SearchService
from search.tuning.loader import load_query_config

Sql = Callable[..., list[tuple[Any, ...]]]


def named(world: Any, q: str) -> set[str]:
    return {hit.card["name"] for hit in world.search(q, size=100).hits}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("battery 12V", "battery 12 V"),
        ("x-ray tube", "xray tube"),
        ("x-ray tube", "X ray tube"),
        ("o-ring", "oring"),
        ("fuses", "fuse"),
        ("batteries", "Battery"),
        ("probe 3.5 mm", "probe 3,5mm"),
        ("display board", "DISPLAY BOARD"),
        ("netzteil", "power supply"),
        ("psu", "power supply"),
        ("batterie", "battery"),
        ("power supply 24V", "24 V power supply"),
        ("bâttery", "battery"),
    ],
)
def test_two_ways_to_say_it_find_the_same_parts(world: Any, one: str, other: str) -> None:
    ids = set(world.every_id(SearchRequest(one, size=100)))
    assert len(ids) > 3
    assert ids == set(world.every_id(SearchRequest(other, size=100)))


@pytest.mark.parametrize(("typed", "meant"), [("batery", "Battery"), ("dispaly board", "Display board"), ("gaskte", "O-ring gasket")])
def test_a_misspelt_word_finds_the_part_that_was_meant(world: Any, typed: str, meant: str) -> None:
    assert world.search(typed).hits[0].card["name"].startswith(meant)


def test_every_word_of_the_query_comes_first(world: Any) -> None:
    hits = world.search("spo2 sensor cable long").hits
    assert hits[0].card["name"] == "SpO2 sensor cable long"
    assert "long" in hits[0].evidence[0].text


def test_more_words_never_lose_to_fewer(world: Any) -> None:
    names = [hit.card["name"] for hit in world.search("sterile battery for adult 24 V", size=100).hits]
    assert names, "three of four words are enough"
    assert all("Battery" in name or "24 V" in name or "adult" in name for name in names)


def test_markup_in_a_description_is_escaped_in_its_highlight(world: Any) -> None:
    marks = [text for hit in world.search("worn seals fast", size=100).hits for text in hit.highlight.get("description", [])]
    assert any("<em>worn</em>" in text for text in marks)
    assert all("<b>" not in text for text in marks)


HOSTILE = (
    "*", "?", "a OR b", 'name:"x"', "battery AND (visible:false)", '{"match_all":{}}', "\\", "/.*/", "[1 TO 9]", "~5", "^100", "!!!", "--", "battery\x00pump",
    "' OR 1=1 --", "<script>alert(1)</script>", "\u202ebattery", "電池", "ＢＡＴＴＥＲＹ", "🔋", "%s%s%n", "_exists_:vector", "offers.audience:trade",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_looks_like_syntax_is_only_text(world: Any, text: str) -> None:
    page = world.search(text)
    assert page.total == len(world.every_id(SearchRequest(text)))
    assert page.total < world.search().total, "nothing of it may widen the search to everything"


def test_the_longest_query_is_answered(world: Any) -> None:
    words = "power supply battery ventilator gasket castor fuse lamp trolley mains encoder bezel keypad charger "
    words += "mainboard oxygen ecg psu lcd ct tee defib fetal heater"
    assert len(words) <= MAX_QUERY_CHARACTERS
    assert world.search(words).query.intent == "text"


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (SearchRequest("x" * 257), "q"),
        (SearchRequest(" ".join("a" * 25)), "q"),
        (SearchRequest(size=101), "size"),
        (SearchRequest(size=0), "size"),
        (SearchRequest(page=0), "page"),
        (SearchRequest(page=11, size=100), "page"),
        (SearchRequest(filters=Filters(seller=tuple(map(str, range(51))))), "seller"),
        (SearchRequest(filters=Filters(specifications=(("voltage", "a..b"),))), "spec.voltage"),
        (SearchRequest(filters=Filters(specifications=(("voltage", "nan.."),))), "spec.voltage"),
        (SearchRequest(filters=Filters(lead_time_max=2**31)), "lead_time_max"),
        (SearchRequest(sort="random"), "sort"),  # type: ignore[arg-type]
    ],
)
def test_a_request_beyond_a_limit_names_its_field(world: Any, request_: SearchRequest, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.service.search(request_)
    assert [error.field for error in refused.value.errors] == [field]


def test_the_last_page_that_may_be_asked_for_is_answered(world: Any) -> None:
    assert world.search(page=10, size=100).hits == ()


def test_an_engine_that_is_not_there_is_told_as_an_outage(world: Any) -> None:
    from opensearchpy import OpenSearch

    settings = EngineSettings(index_prefix=world.prefix, timeout_ms=200)
    service = SearchService(Engine(OpenSearch("http://127.0.0.1:9", max_retries=0), settings), load_query_config())
    with pytest.raises(EngineUnavailable):
        service.search(SearchRequest("battery"))
