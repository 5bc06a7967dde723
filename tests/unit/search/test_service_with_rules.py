"""A search whose rules fire, while the engine is away: what still works, what is said, what is logged."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from structlog.testing import capture_logs

from core.errors import EngineUnavailable
from search.request import SearchRequest
from search.response import SearchPage, UnderstoodQuery
from search.rules.types import Rule, RuleConfig
from search.service import SearchService
from search.tuning.loader import load_query_config
from tests.unit.search.rules.made import LABELS, rule

OFF = "Rules that move, hide or pin parts are off until the search engine is back."


class Away:
    """An engine that never answers."""

    def search(self, _body: dict[str, Any], _spent_ms: float) -> dict[str, Any]:
        raise EngineUnavailable("away")


def degraded(request: SearchRequest, understood: UnderstoodQuery, _cause: EngineUnavailable, _spent_ms: float) -> SearchPage:
    return SearchPage(understood, 0, (), (), "r", {"fallback": 1.0}, degraded=True, notes=(f"asked for {request.q}",))


def found(*rules: Rule, q: str = "ct tube") -> SearchPage:
    config = replace(load_query_config(), rules=RuleConfig(rules=rules))
    clock = lambda: datetime(2026, 11, 25, 23, 59, tzinfo=UTC)  # noqa: E731 - one fixed instant
    return SearchService(Away(), config, lambda: LABELS, fallback=degraded, clock=clock).search(SearchRequest(q))  # type: ignore[arg-type]


def test_messages_and_rewrites_work_without_the_engine() -> None:
    page = found(rule("says"), rule("other-words", {"rewrite": {"to": "ct tube"}}, when={"query": {"exact": ["röhre"]}}), q="röhre")
    assert page.rules.fired == ("other-words", "says")
    assert page.notes == ("asked for ct tube",)


def test_what_moves_parts_is_said_to_be_off() -> None:
    assert found(rule("down", {"bury": {"what": {"lifecycle": ["recalled"]}, "factor": 0.5}})).notes[-1] == OFF


def test_the_line_of_a_search_in_the_log_names_its_rules() -> None:
    with capture_logs() as lines:
        found(rule("says"), rule("other"), rule("silent", when={"empty": True}))
    assert [line["rules"] for line in lines if line["event"] == "search"] == [("says", "other")]


def test_a_rule_fires_until_the_end_of_its_last_day_and_no_longer() -> None:
    assert found(rule("today", expires=datetime(2026, 11, 25, tzinfo=UTC).date())).rules.fired == ("today",)
    assert found(rule("over", expires=datetime(2026, 11, 24, tzinfo=UTC).date())).rules.fired == ()
