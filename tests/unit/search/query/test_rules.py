from dataclasses import replace
from typing import Any

import pytest

from search.contributions import contributions, rules_of
from search.fit_context import FitContext
from search.fusion import Attempt
from search.labels import Labels
from search.query.builder import build
from search.query.causes import causes
from search.request import Filters, SearchRequest
from search.rules.applied import Applied
from search.tuning.loader import highest_text_score, load_query_config
from search.understand.pipeline import understand

CONFIG = load_query_config()
TUBE, LAMP = {"term": {"id": "1"}}, {"term": {"id": "2"}}
PINS = Applied(pins=(("one", TUBE), ("two", LAMP)))


def body(applied: Applied, q: str = "ct tube", attempt: Attempt | None = None, **more: Any) -> dict[str, Any]:
    request = SearchRequest(q, rules=applied, **more)
    understood = understand(q, CONFIG.understanding, Labels())
    return build(understood, request, CONFIG, {}, attempt or Attempt())


def scored(found: dict[str, Any]) -> dict[str, Any]:
    query: dict[str, Any] = found["query"]["bool"]["must"][0]
    return query


def test_without_rules_the_body_is_what_it_was() -> None:
    assert body(Applied(fired=("says-something",))) == body(Applied())


def test_pins_stand_above_everything_that_can_be_scored_in_their_order() -> None:
    query, one, two = scored(body(PINS))["dis_max"]["queries"]
    highest = max(tier.height for tier in CONFIG.tiers.tiers.values()) * CONFIG.tiers.step.points
    boosts = [pin["constant_score"]["boost"] for pin in (one, two)]
    assert boosts[0] > boosts[1] > highest + highest_text_score(CONFIG) + CONFIG.fit.within_tier.points + 40
    assert query == scored(body(Applied()))
    assert one["constant_score"]["_name"] == "rule:pin:0:one"


def test_a_pin_is_searched_within_the_same_filters_and_the_same_sight() -> None:
    with_pins = body(PINS, filters=Filters(category=("9",)))
    without = body(Applied(), filters=Filters(category=("9",)))
    assert with_pins["query"]["bool"]["filter"] == without["query"]["bool"]["filter"] == [{"term": {"visible": True}}]
    assert with_pins["post_filter"] == without["post_filter"]


def test_a_pin_is_not_admitted_when_the_equipment_refuses_it() -> None:
    contexts = (FitContext("40", "CT", "D-1", serial_order=5),)
    pin = scored(body(PINS, contexts=contexts))["dis_max"]["queries"][1]["constant_score"]["filter"]
    kept, refused = pin["bool"]["filter"]
    assert kept == TUBE
    listed, not_refused = (refused["bool"]["must_not"][0]["bool"]["filter"][0]["bool"][key][0] for key in ("filter", "must_not"))
    assert listed["nested"]["path"] == not_refused["nested"]["path"] == "fits"
    assert "fits.serial_from" in str(not_refused)
    assert "fits.serial_from" not in str(listed)


def test_nothing_is_pinned_above_a_number_that_was_typed() -> None:
    assert body(PINS, "2100018-4") == body(Applied(), "2100018-4")


def test_filters_and_hides_are_selections_that_every_facet_and_the_total_see() -> None:
    found = body(Applied(filters=(("only", TUBE),), hides=(("not", LAMP),)))
    expected = [TUBE, {"bool": {"must_not": [LAMP]}}]
    assert found["post_filter"]["bool"]["filter"] == expected
    counted = [one for name, one in found["aggs"].items() if name not in ("matched", "replaced_numbers")]
    assert counted
    assert all(str(expected) in str(one) for one in counted)
    assert found["query"] == body(Applied())["query"]


def test_hides_hold_for_numbers_as_well() -> None:
    found = body(Applied(hides=(("not", LAMP),)), "2100018-4")
    assert found["post_filter"] == {"bool": {"filter": [{"bool": {"must_not": [LAMP]}}]}}


def test_boosts_add_to_the_other_boosts_and_buries_take_the_least_factor() -> None:
    found = scored(body(Applied(boosts=(("up", TUBE, 0.5),), buries=(("down", LAMP, 0.3),))))
    assert {"filter": {"bool": {"filter": [TUBE], "_name": "rule:boost:0:up:0.5"}}, "weight": 0.5} in _functions(found)
    assert "'score_mode': 'min'" in str(found)
    assert {"filter": {"bool": {"filter": [LAMP], "_name": "rule:bury:0:down:0.3"}}, "weight": 0.3} in _functions(found)


def test_a_browsed_page_is_buried_too() -> None:
    assert "rule:bury:0:down:0.3" in str(scored(body(Applied(buries=(("down", LAMP, 0.3),)), "")))


def test_a_rule_that_keeps_a_part_out_is_a_cause_by_its_name() -> None:
    request = SearchRequest("ct tube", Filters(category=("9",)), rules=Applied(filters=(("only", TUBE),), hides=(("not", LAMP),)))
    found = causes(understand("ct tube", CONFIG.understanding, Labels()), request, {})
    assert [cause.name for cause in found] == ["category", "rule:only", "rule:not"]
    assert found[0].parts == ({"terms": {"category_ids": ["9"]}},), "each cause alone, without the rules"
    assert found[2].parts == ({"bool": {"must_not": [LAMP]}},)


def hit(score: float, **names: float) -> dict[str, Any]:
    return {"_score": score, "matched_queries": {name.replace("__", ":"): value for name, value in names.items()}, "_source": {"card": {}}}


def test_what_rules_add_and_take_is_told_by_their_ids_and_sums_to_the_score() -> None:
    names = {"word__0": 10.0, "word__0__name": 10.0, "rule__boost__0__up__0.5": 0.0, "rule__bury__0__down__0.4": 0.0, "rule__bury__1__deep__0.3": 0.0}
    found = hit(10 * 1.5 * 0.3, **names)
    told = {one.kind: one.points for one in contributions(found, "", ["tube"], CONFIG)}
    assert told == pytest.approx({"name": 10.0, "rule:up": 5.0, "rule:deep": -10.5})
    assert rules_of(found) == ("up", "down", "deep")


def test_a_pinned_hit_is_explained_by_its_rule_alone() -> None:
    found = hit(330000.0, rule__pin__0__one=330000.0, word__0=10.0)
    assert [(one.kind, one.points) for one in contributions(found, "", ["tube"], CONFIG)] == [("rule:one", 330000.0)]


def _functions(query: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    stack: list[Any] = [query]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            found += node.get("functions", [])
            stack += node.values()
        elif isinstance(node, list):
            stack += node
    return found


def test_a_request_with_rules_can_still_be_kept_by_its_hash() -> None:
    request = SearchRequest("q")
    assert hash(replace(request, rules=PINS)) == hash(request)
    assert replace(request, rules=PINS) != request
