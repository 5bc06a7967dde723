from datetime import date
from time import perf_counter
from typing import Any

import pytest

from search.rules.matching import RuleBook
from search.rules.types import RuleConfig
from tests.unit.search.rules.made import TODAY, rule, situation


def fires(when: dict[str, Any], **asked: Any) -> bool:
    return bool(RuleBook(RuleConfig(rules=(rule(when=when),))).fired(situation(**asked)))


@pytest.mark.parametrize(
    ("when", "query", "expected"),
    [
        ({"exact": ["ecg cable"]}, "ECG Cables", True),
        ({"exact": ["ecg cable"]}, "ecg cable 3 lead", False),
        ({"exact": ["ecg cable"]}, "", False),
        ({"contains": ["x-ray tube"]}, "need an X ray tubes urgently", True),
        ({"contains": ["x-ray tube"]}, "x-ray detector tube", False),
        ({"contains": ["x-ray tube", "ct tube"]}, "CT tube for Optima", True),
        ({"contains": ["Röntgenröhre"]}, "rontgenrohre", True),
        ({"pattern": ["ecg * cable"]}, "ecg 3 lead cable", True),
        ({"pattern": ["ecg * cable"]}, "ecg cable", True),
        ({"pattern": ["ecg * cable"]}, "cable for ecg", False),
        ({"pattern": ["ecg cab*"]}, "the ecg cabling", True),
        ({"pattern": ["ecg cab*"]}, "ecg trunk cable", False),
        ({"pattern": ["* lamp"]}, "xenon lamp", True),
        ({"pattern": ["b*"]}, "battery", True),
        ({"pattern": ["ecg * cable * long"]}, "ecg lead cable very long", True),
        ({"pattern": ["ecg * cable * long"]}, "long ecg cable", False),
    ],
)
def test_the_words_of_a_rule_meet_those_of_the_query(when: dict[str, Any], query: str, expected: bool) -> None:
    assert fires({"query": when}, query=query) is expected


@pytest.mark.parametrize(
    ("when", "met", "missed"),
    [
        ({"empty": True}, {"query": " "}, {"query": "tube"}),
        ({"category": ["ct-tube"]}, {"categories": frozenset({"ct-tube", "imaging"})}, {"categories": frozenset({"imaging"})}),
        ({"model": ["a", "b"]}, {"models": frozenset({"b"})}, {"models": frozenset({"c"})}),
        ({"slots": {"error_code": []}}, {"slots": {"error_code": frozenset({"E12"})}}, {"slots": {"price_max": frozenset({"5"})}}),
        ({"slots": {"condition": ["used"]}}, {"slots": {"condition": frozenset({"used"})}}, {"slots": {"condition": frozenset({"new"})}}),
        ({"organisation": ["hospital", "clinic"]}, {"organisation": "clinic"}, {"organisation": ""}),
        ({"role": ["engineer"]}, {"roles": frozenset({"engineer", "buyer"})}, {"roles": frozenset({"buyer"})}),
        ({"ticket": True}, {"ticket": True}, {"ticket": False}),
        ({"ticket": False}, {"ticket": False}, {"ticket": True}),
    ],
)
def test_each_condition_holds_where_it_should_and_nowhere_else(when: dict[str, Any], met: dict[str, Any], missed: dict[str, Any]) -> None:
    assert fires(when, **met)
    assert not fires(when, **missed)


def test_all_conditions_of_a_rule_must_hold_together() -> None:
    when = {"query": {"contains": ["tube"]}, "organisation": ["hospital"]}
    assert fires(when, organisation="hospital")
    assert not fires(when, organisation="dealer")
    assert not fires(when, query="battery", organisation="hospital")


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 11, 24), False), (date(2026, 11, 25), True), (date(2026, 12, 24), True), (date(2026, 12, 25), False)]
)
def test_a_rule_fires_from_its_first_to_its_last_day(day: date, expected: bool) -> None:
    book = RuleBook(RuleConfig(rules=(rule(starts=TODAY, expires=date(2026, 12, 24)),)))
    assert bool(book.fired(situation(today=day))) is expected


def test_rules_are_heard_by_priority_and_then_in_the_order_of_the_file() -> None:
    rules = (rule("first-1"), rule("second"), rule("last", priority=-1), rule("above-all", priority=5))
    assert [each.id for each in RuleBook(RuleConfig(rules=rules)).fired(situation())] == ["above-all", "first-1", "second", "last"]


def test_a_rule_with_several_words_of_the_query_fires_once() -> None:
    when = {"query": {"contains": ["ct", "tube"], "pattern": ["c* tube"]}}
    assert len(RuleBook(RuleConfig(rules=(rule(when=when),))).fired(situation("ct tube"))) == 1


def test_five_hundred_rules_cost_less_than_a_tenth_of_a_millisecond() -> None:
    words = [f"word{number}" for number in range(400)]
    rules = [rule(f"contains-{word}", when={"query": {"contains": [f"{word} cable"]}}) for word in words]
    rules += [rule(f"category-{number}", when={"category": [f"category-{number}"]}) for number in range(95)]
    rules += [rule(f"for-hospitals-{number}", when={"organisation": ["hospital"]}) for number in range(5)]
    book, asked = RuleBook(RuleConfig(rules=tuple(rules))), situation("need a word7 cable and a word8 cable for the ward", categories=frozenset({"category-3"}))
    assert len(book.fired(asked)) == 3
    best = min(_seconds(book, asked) for _ in range(200))
    assert best < 0.0001


def _seconds(book: RuleBook, asked: Any) -> float:
    begun = perf_counter()
    book.fired(asked)
    return perf_counter() - begun
