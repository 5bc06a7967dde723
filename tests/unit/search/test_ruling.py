from dataclasses import replace
from datetime import date
from typing import Any

from accounts.viewer import Viewer
from search.labels import Labels
from search.query.units import units_of
from search.request import Filters, SearchRequest
from search.response import Chip, UnderstoodQuery
from search.rules.types import Rule, RuleConfig
from search.ruling import Ruling, with_synonyms
from search.tuning.loader import load_query_config
from tests.unit.search.rules.made import LABELS, TODAY, rule

CONFIG = load_query_config()


def fired(rules: tuple[Rule, ...], request: SearchRequest, *chips: Chip, labels: Labels = LABELS, today: date = TODAY) -> tuple[str, ...]:
    understood = UnderstoodQuery(request.q, "text", chips, request.q)
    return Ruling(lambda: today).applied(request, understood, replace(CONFIG, rules=RuleConfig(rules=rules)), labels).rules.fired


def rewrite(to: str, **more: Any) -> Rule:
    return rule("rewrites", {"rewrite": {"to": to}}, **more)


def test_a_category_holds_for_everything_below_it_whether_filtered_or_named() -> None:
    rules = (rule("imaging", when={"category": ["imaging"]}), rule("tubes", when={"category": ["ct-tube"]}), rule("cells", when={"category": ["batteries"]}))
    assert fired(rules, SearchRequest("", Filters(category=("2",)))) == ("imaging", "tubes")
    assert fired(rules, SearchRequest("battery"), Chip("category", "3", "battery", True)) == ("cells",)
    assert fired(rules, SearchRequest("battery"), Chip("category", "3", "battery", False)) == (), "what is only likely narrows nothing"


def test_slots_speak_in_slugs() -> None:
    rules = (rule("ge-only", when={"slots": {"manufacturer": ["ge"]}}), rule("not-used", when={"slots": {"not.condition": ["used"]}}))
    assert fired(rules, SearchRequest("q"), Chip("manufacturer", "7", "GE", False), Chip("not.condition", "used", "not used", True)) == ("ge-only", "not-used")


def test_a_model_holds_for_a_filter_and_for_a_device_of_it() -> None:
    rules = (rule("optima", when={"model": ["ge-optima-ct660"]}),)
    assert fired(rules, SearchRequest("q", Filters(model=("40",)))) == ("optima",)
    assert fired(rules, SearchRequest("q", Filters(model=("41",)))) == ()


def test_the_viewer_and_the_ticket_are_asked_for() -> None:
    rules = (rule("engineers", when={"role": ["engineer"], "organisation": ["hospital"], "ticket": True}),)
    engineer = Viewer(("public",), 5, "EUR", "hospital", ("engineer",))
    assert fired(rules, SearchRequest("q", viewer=engineer, ticket="T-1")) == ("engineers",)
    assert fired(rules, SearchRequest("q", viewer=engineer)) == ()
    assert fired(rules, SearchRequest("q", ticket="T-1")) == ()


def test_a_rewritten_query_is_what_the_other_rules_see_and_the_reader_may_undo_it() -> None:
    rules = (rewrite("ct tube", when={"query": {"exact": ["röhre"]}}), rule("tubes", when={"query": {"contains": ["tube"]}}))
    config, ruling = replace(CONFIG, rules=RuleConfig(rules=rules)), Ruling(lambda: TODAY)
    request = ruling.rewritten(SearchRequest("röhre"), config, LABELS)
    assert request.q == "ct tube"
    applied = ruling.applied(request, UnderstoodQuery("ct tube", "text", (), "ct tube"), config, LABELS).rules
    assert applied.fired == ("rewrites", "tubes")
    assert applied.rewritten is not None
    assert (applied.rewritten.typed, applied.rewritten.searched) == ("röhre", "ct tube")
    assert ruling.rewritten(SearchRequest("röhre", off=("rule",)), config, LABELS).q == "röhre"


def test_a_rule_whose_time_is_over_does_not_fire() -> None:
    rules = (rule("over", expires=date(2026, 11, 24)), rule("now", expires=TODAY), rule("not-yet", starts=date(2026, 11, 26)))
    assert fired(rules, SearchRequest("tube")) == ("now",)


def test_another_configuration_is_compiled_anew() -> None:
    ruling, request, understood = Ruling(lambda: TODAY), SearchRequest("tube"), UnderstoodQuery("tube", "text", (), "tube")
    for name in ("first", "second"):
        config = replace(CONFIG, rules=RuleConfig(rules=(rule(name),)))
        assert ruling.applied(request, understood, config, LABELS).rules.fired == (name,)


def test_synonyms_of_rules_are_added_for_one_search_only() -> None:
    more = with_synonyms(CONFIG, (("frobnicator", "grommet"),))
    assert units_of("frobnicator", more, forgiving=False)[0].synonyms
    assert not units_of("frobnicator", CONFIG, forgiving=False)[0].synonyms
    assert with_synonyms(CONFIG, ()) is CONFIG
