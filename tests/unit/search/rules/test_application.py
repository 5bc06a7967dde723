from typing import Any

import pytest

from search.rules.application import apply, rewritten
from search.rules.applied import Applied, Rewritten
from search.rules.types import Rule
from tests.unit.search.rules.made import LABELS, rule

GE_ONE, GE_TWO, PHILIPS = ({"maker": "GE", "number": "210-0018"}, {"maker": "ge", "number": "46-1"}, {"maker": "Philips", "number": "M1191"})


def applied(*rules: Rule) -> Applied:
    return apply(rules, LABELS)


def pin(part: dict[str, str], at: int) -> dict[str, Any]:
    return {"pin": {"part": part, "at": at}}


def numbers(found: Applied) -> list[tuple[str, str]]:
    """Rule and folded number of each pin, in order."""
    return [(name, clause["bool"]["filter"][1]["term"]["number_folded"]) for name, clause in found.pins]


def test_a_part_is_found_by_any_name_of_its_maker_and_any_spelling_of_its_number() -> None:
    clauses = applied(rule("one-1", pin(GE_ONE, 1))).pins[0][1]
    assert clauses == {"bool": {"filter": [{"terms": {"manufacturer_id": ["7"]}}, {"term": {"number_folded": "2100018"}}]}}


def test_pins_stand_in_the_order_of_their_places_whatever_the_order_of_the_rules() -> None:
    assert numbers(applied(rule("late", pin(GE_ONE, 3)), rule("soon", pin(PHILIPS, 1)))) == [("soon", "M1191"), ("late", "2100018")]


def test_a_place_that_is_taken_sends_the_later_pin_to_the_next_free_one() -> None:
    found = applied(rule("one", pin(GE_ONE, 1)), rule("two", pin(GE_TWO, 1), pin(PHILIPS, 3)))
    assert numbers(found) == [("one", "2100018"), ("two", "461"), ("two", "M1191")]


def test_a_part_that_is_pinned_twice_keeps_its_first_place() -> None:
    assert numbers(applied(rule("one", pin(GE_ONE, 2)), rule("two", pin(GE_ONE, 1), pin(PHILIPS, 3)))) == [("one", "2100018"), ("two", "M1191")]


def test_a_part_of_an_unknown_maker_is_left_out_and_the_rule_has_fired_all_the_same() -> None:
    found = applied(rule("lost", pin({"maker": "Nobody", "number": "1"}, 1)))
    assert found.pins == ()
    assert found.fired == ("lost",)


def test_a_target_meets_every_line_and_any_value_of_a_line() -> None:
    target = {"category": ["ct-tube", "batteries"], "manufacturer": ["Philips"], "lifecycle": ["active"]}
    [(name, clause, weight)] = applied(rule("up-1", {"boost": {"what": target, "weight": 0.5}})).boosts
    assert (name, weight) == ("up-1", 0.5)
    assert clause["bool"]["filter"] == [
        {"terms": {"category_ids": ["2", "3"]}},
        {"terms": {"manufacturer_id": ["8"]}},
        {"terms": {"lifecycle": ["active"]}},
    ]


def test_a_target_with_a_line_that_this_catalogue_does_not_have_means_nothing() -> None:
    """A filter for an unknown category would leave an empty page."""
    assert applied(rule("odd", {"filter": {"category": ["gone"], "lifecycle": ["active"]}})).filters == ()


def test_filters_and_hides_add_up_and_buries_keep_their_factors() -> None:
    one = rule("one", {"filter": {"lifecycle": ["active"]}}, {"hide": {"category": ["batteries"]}})
    two = rule("two", {"filter": {"manufacturer": ["ge"]}}, {"bury": {"what": {"model": ["ge-optima-ct660"]}, "factor": 0.3}})
    found = applied(one, two)
    assert [name for name, _ in found.filters] == ["one", "two"]
    assert [name for name, _ in found.hides] == ["one"]
    assert [(name, factor) for name, _, factor in found.buries] == [("two", 0.3)]


def test_the_first_redirect_is_shown_and_every_message_once() -> None:
    def way(url: str) -> dict[str, Any]:
        return {"redirect": {"url": url, "label": "All tubes"}}

    one = rule("one", way("/categories/ct-tube"), {"message": {"text": "the same words"}})
    two = rule("two", way("/"), {"message": {"text": "the same words"}}, {"message": {"text": "other words", "kind": "warning"}})
    found = applied(one, two)
    assert found.redirect is not None
    assert (found.redirect.rule, found.redirect.url) == ("one", "/categories/ct-tube")
    assert [(told.rule, told.text, told.kind) for told in found.messages] == [("one", "the same words", "info"), ("two", "other words", "warning")]


@pytest.mark.parametrize(
    ("of", "to", "query", "searched"),
    [
        ("", "ecg cable", "ekg kabel", "ecg cable"),
        ("bp cuff", "NIBP cuff", "adult BP-cuffs for B450", "adult NIBP cuff for B450"),
        ("bp cuff", "NIBP cuff", "cuff for bp", None),
        ("cuff", "cuff", "cuff", None),
    ],
)
def test_a_rewrite_changes_the_whole_query_or_just_its_words(of: str, to: str, query: str, searched: str | None) -> None:
    found = rewritten([rule("other", {"rewrite": {"of": of, "to": to}})], query)
    assert found == (Rewritten("other", query, searched) if searched else None)


def test_only_the_first_rewrite_is_made() -> None:
    rules = [rule("one", {"rewrite": {"of": "a", "to": "b"}}), rule("two", {"rewrite": {"of": "b", "to": "c"}})]
    assert rewritten(rules, "a") == Rewritten("one", "a", "b")


def test_a_rule_that_has_only_rewritten_is_named_among_those_that_fired() -> None:
    found = apply([rule("says")], LABELS, Rewritten("rewrites", "a", "b"))
    assert found.fired == ("rewrites", "says")
