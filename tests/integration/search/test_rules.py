"""Rules over the real engine: what they move, and that nothing gets past a filter, the viewer's sight or a refused fit."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import engine as database
from core.settings import EngineSettings
from search.engine import Engine
from search.fit_context import FitContext
from search.labels import Labels
from search.request import Filters, SearchRequest
from search.response import SearchPage
from search.rules.types import Rule, RuleConfig
from search.service import SearchService
from search.tuning.loader import load_query_config

Sql = Callable[..., list[tuple[Any, ...]]]
Make = Callable[..., SearchService]
REFUSED, ADMITTED = FitContext("1", "CT", "D-500", serial_order=500), FitContext("1", "CT", "D-150", serial_order=150)
TUBES = {"query": {"contains": ["x-ray tube"]}}


def rule(name: str, *then: dict[str, Any], when: dict[str, Any] | None = None) -> Rule:
    given = {"id": name, "owner": "desk", "reason": "because of a test", "expires": date(2099, 1, 1), "when": when or TUBES, "then": list(then)}
    return Rule.model_validate(given)


def pin(number: str, at: int = 1) -> dict[str, Any]:
    return {"pin": {"part": {"maker": "MakerA", "number": number}, "at": at}}


@pytest.fixture(scope="module")
def parts(world: Any) -> Iterator[dict[str, int]]:
    """Parts of MakerA in the index alone, by number: an ordinary one, one for serials 100 to 200 of model 1, a removed one.

    They go when this file is done: other tests compare the index with the tables.
    """
    found = world.client.search(index=world.index, body={"size": 1, "query": {"term": {"manufacturer_id": "1"}}})["hits"]["hits"][0]["_source"]
    fit = {"model_id": "1", "modality": "", "has_serial_range": True, "serial_from": 100, "serial_to": 200, "has_software_range": False}
    fit |= {"software_from": 0, "software_to": 0, "software_placed": True, "options": [], "option_count": 0}
    numbers = {"ZZ-PIN-1": 9001, "ZZ-PIN-2": 9002, "ZZ-SERIAL": 9003, "ZZ-REMOVED": 9004}
    for number, part in numbers.items():
        folded = number.replace("-", "")
        own = {"id": str(part), "number": number, "number_folded": folded, "number_text": [folded], "name": "Grommet", "visible": number != "ZZ-REMOVED"}
        own |= {"aliases": [], "aliases_folded": [], "supersedes_folded": [], "fits": [fit] if number == "ZZ-SERIAL" else [], "description": "", "gtin": ""}
        document = {**found, **own, "card": {**found["card"], "part_number": number, "name": "Grommet"}}
        document = {name: value for name, value in document.items() if value != ""}
        world.client.index(index=world.index, id=str(part), body=document, params={"refresh": "true"})
    yield numbers
    for part in numbers.values():
        world.client.delete(index=world.index, id=str(part), params={"refresh": "true"})


@pytest.fixture
def labels(world: Any) -> Labels:  # noqa: ARG001 - the catalogue must be there
    with database().connect() as connection:
        slugs = {
            table: {str(slug): str(key) for key, slug in connection.execute(sa.text(f"SELECT id, slug FROM {table}"))}
            for table in ("category", "equipment_model")
        }
        makers = {str(slug): str(key) for key, slug in connection.execute(sa.text("SELECT id, slug FROM manufacturer"))}
        names = {str(name): (str(key),) for key, name in connection.execute(sa.text("SELECT id, name FROM manufacturer"))}
    return Labels(manufacturer_names=names, category_slugs=slugs["category"], model_slugs=slugs["equipment_model"], maker_slugs=makers)


@pytest.fixture
def service(world: Any, labels: Labels) -> Make:
    """A service with these rules and no others."""
    settings = EngineSettings(index_prefix=world.prefix, timeout_ms=20_000)

    def made(*rules: Rule) -> SearchService:
        config = replace(load_query_config(), rules=RuleConfig(rules=rules))
        devices = {"D-500": REFUSED, "D-150": ADMITTED}
        return SearchService(Engine(world.client, settings), config, lambda: labels, devices=lambda asked, _viewer: {one: devices[one] for one in asked})

    return made


def ids(page: SearchPage) -> list[int]:
    return [hit.part_id for hit in page.hits]


def test_pinned_parts_stand_first_in_their_order_though_no_word_finds_them(service: Make, parts: dict[str, int]) -> None:
    request = SearchRequest("x-ray tube", size=100)
    plain = service().search(request)
    ruled = service(rule("lift", pin("zz pin 1", 2), pin("ZZPIN2", 1))).search(request)
    assert ids(ruled) == [parts["ZZ-PIN-2"], parts["ZZ-PIN-1"], *ids(plain)]
    assert ruled.total == plain.total + 2
    assert ruled.hits[0].rules == ("lift",)
    assert ruled.hits[0].tier_note == "shown first by a rule"
    assert ruled.hits[2].rules == ()
    assert ruled.rules.fired == ("lift",)


def test_the_other_pages_and_the_facets_know_of_pins(service: Make, parts: dict[str, int]) -> None:
    one = service(rule("lift", pin("ZZ-PIN-1")))
    pages = [ids(one.search(SearchRequest("x-ray tube", page=page, size=5))) for page in (1, 2)]
    assert pages[0][0] == parts["ZZ-PIN-1"]
    assert not set(pages[0]) & set(pages[1])
    page = one.search(SearchRequest("x-ray tube", size=100))
    makers = next(facet for facet in page.facets if facet.name == "manufacturer")
    assert sum(bucket.count for bucket in makers.buckets) == page.total


@pytest.mark.parametrize("filters", [Filters(manufacturer=("2",)), Filters(model=("1",)), Filters(modality=("US",), category=("1",))])
def test_no_pin_gets_past_a_filter(service: Make, parts: dict[str, int], filters: Filters) -> None:
    page = service(rule("lift", pin("ZZ-PIN-1"))).search(SearchRequest("x-ray tube", filters, size=100))
    assert parts["ZZ-PIN-1"] not in ids(page)


def test_no_pin_shows_a_removed_part(service: Make, parts: dict[str, int]) -> None:
    assert parts["ZZ-REMOVED"] not in ids(service(rule("lift", pin("ZZ-REMOVED"))).search(SearchRequest("x-ray tube", size=100)))


def test_no_pin_shows_a_part_that_the_device_refuses(service: Make, parts: dict[str, int]) -> None:
    one = service(rule("lift", pin("ZZ-SERIAL")))
    assert ids(one.search(SearchRequest("x-ray tube", device="D-150", size=100)))[0] == parts["ZZ-SERIAL"]
    assert parts["ZZ-SERIAL"] not in ids(one.search(SearchRequest("x-ray tube", device="D-500", size=100)))


def test_a_number_that_was_typed_stands_above_every_pin(service: Make, parts: dict[str, int], sql: Sql) -> None:
    number = sql("SELECT part_number FROM part WHERE length(number_folded) > 6 AND number_folded ~ '[0-9]{6}' ORDER BY id LIMIT 1")[0][0]
    when = {"organisation": ["hospital"], "query": {"contains": [number]}}
    page = service(rule("lift", pin("ZZ-PIN-1"), when={"query": when["query"]})).search(SearchRequest(number))
    assert page.rules.fired == ("lift",)
    assert page.hits[0].tier == "exact"
    assert parts["ZZ-PIN-1"] not in ids(page)


def test_hidden_parts_are_in_no_hit_no_total_and_no_facet(service: Make, parts: dict[str, int]) -> None:  # noqa: ARG001 - the index must be whole
    request = SearchRequest("x-ray tube", size=100)
    plain = service().search(request)
    gone = plain.hits[0].card["manufacturer"]
    page = service(rule("away", {"hide": {"manufacturer": [gone["name"]]}}, pin("ZZ-PIN-1", 1))).search(request)
    kept = [hit.part_id for hit in plain.hits if hit.card["manufacturer"]["id"] != gone["id"]]
    assert [part for part in ids(page) if part < 9000] == kept
    makers = next(facet for facet in page.facets if facet.name == "manufacturer")
    assert gone["id"] not in {bucket.value for bucket in makers.buckets}
    assert sum(bucket.count for bucket in makers.buckets) == page.total


def test_a_hidden_part_is_explained_by_its_rule(service: Make) -> None:
    part = service().search(SearchRequest("x-ray tube")).hits[0]
    maker = part.card["manufacturer"]["name"]
    why = service(rule("away", {"hide": {"manufacturer": [maker]}})).why(SearchRequest("x-ray tube"), part.part_id)
    assert not why.shown
    assert [(one.kind, one.name) for one in why.excluded_by] == [("rule", "rule:away")]
    assert "because of a test" in why.excluded_by[0].text


def test_a_filter_of_a_rule_leaves_only_its_parts(service: Make) -> None:
    page = service(rule("only", {"filter": {"lifecycle": ["active"]}})).search(SearchRequest("x-ray tube", size=100))
    assert page.hits
    assert {hit.card["lifecycle"] for hit in page.hits} == {"active"}


def test_boosts_and_buries_move_parts_and_are_told_in_the_explanation(service: Make) -> None:
    request = SearchRequest("x-ray tube", size=100)
    plain = service().search(request)
    last, first = plain.hits[-1], plain.hits[0]
    target = {"parts": [{"maker": first.card["manufacturer"]["name"], "number": first.card["part_number"]}]}
    lifted = {"parts": [{"maker": last.card["manufacturer"]["name"], "number": last.card["part_number"]}]}
    moved = service(rule("moves", {"bury": {"what": target, "factor": 0.1}}, {"boost": {"what": lifted, "weight": 1.5}}))
    page = moved.search(request)
    assert ids(page)[-1] == first.part_id
    assert ids(page).index(last.part_id) < ids(plain).index(last.part_id)
    assert page.total == plain.total
    for part in (first.part_id, last.part_id):
        why = moved.why(request, part)
        assert why.score is not None
        assert "rule:moves" in {one.kind for one in why.contributions}
        assert sum(one.points for one in why.contributions) == pytest.approx(why.score, rel=1e-4)


def test_a_rewritten_query_finds_what_its_new_words_find(service: Make) -> None:
    rewriting = service(rule("other-words", {"rewrite": {"to": "x-ray tube"}}, when={"query": {"exact": ["glow stick"]}}))
    page = rewriting.search(SearchRequest("glow stick", size=100))
    assert ids(page) == ids(service().search(SearchRequest("x-ray tube", size=100)))
    assert page.rules.rewritten is not None
    assert page.rules.rewritten.typed == "glow stick"
    assert rewriting.search(SearchRequest("glow stick", off=("rule",))).rules.fired == ()


def test_synonyms_of_a_rule_hold_under_its_condition_only(service: Make) -> None:
    wide = service(rule("means-tube", {"synonym": ["glowstick", "x-ray tube"]}, when={"query": {"exact": ["glowstick"]}}))
    assert ids(wide.search(SearchRequest("glowstick", size=100)))
    assert wide.search(SearchRequest("glowstick red", size=100)).rules.fired == ()
