"""The search-quality report over searches made by hand."""

import pytest

from relevance.quality import Line, quality
from tests.unit.relevance.test_journeys import visit

VISITS = [
    visit("pupm", 0, "x", total=0, took_ms=30.0),
    visit("pump", 30, "x", clicked=True, rules=("pumps",)),
    visit("pump", 50, "x", refines=True, took_ms=12.0),
    visit("pump", 0, "y", carted=True, took_ms=40.0, rules=("pumps", "season")),
    visit("fuse", 600, "y", degraded=True, took_ms=200.0),
    visit("", 700, "y", took_ms=5.0),
]


def test_shares_are_of_intents_with_words() -> None:
    found = quality(VISITS, ("pumps", "season", "winter"))
    assert (found.searches, found.intents, found.clients) == (6, 4, 2)
    assert (found.zero_rate, found.reformulation_rate) == (0.25, 0.25)
    assert (found.click_rate, found.cart_rate, found.order_rate, found.success_rate) == (0.25, 0.25, 0.0, 0.5)
    assert found.degraded_rate == pytest.approx(1 / 6)


def test_lists_say_what_how_often_and_how_well() -> None:
    found = quality(VISITS, ())
    assert found.top == (Line("pump", 2, 1.0), Line("fuse", 1, 0.0), Line("pupm", 1, 0.0))
    assert found.nothing == (Line("pupm", 1, 0.0),)
    assert found.reformulated == (Line("pupm → pump", 1),)
    assert [line.text for line in quality(VISITS, (), listed=1).top] == ["pump"]


def test_slow_queries_are_told_by_their_median() -> None:
    assert quality(VISITS, ()).slow[:2] == (Line("fuse", 1, 200.0), Line("pupm", 1, 30.0))
    assert quality(VISITS, ()).slow[2] == Line("pump", 3, 12.0)  # of 10, 12 and 40
    found = quality(VISITS, ())
    assert (found.p50_ms, found.p99_ms) == (12.0, 200.0)  # of 5, 10, 12, 30, 40, 200


def test_rules_that_fired_and_rules_that_did_not() -> None:
    found = quality(VISITS, ("winter", "pumps", "autumn"))
    assert found.rules_used == (Line("pumps", 2), Line("season", 1))
    assert found.rules_unused == ("autumn", "winter")


def test_a_report_over_nothing_is_a_report() -> None:
    found = quality([], ("pumps",))
    assert (found.searches, found.zero_rate, found.p99_ms, found.top, found.rules_unused) == (0, 0.0, 0.0, (), ("pumps",))
