"""What rules say, in the JSON and on the page."""

from dataclasses import replace

from api.assets import Assets
from api.pages.results import Shown, results_view
from api.render import Renderer
from api.schemas import documented
from api.schemas.search import render
from api.schemas.values import encode
from search.request import SearchRequest
from search.response import SearchPage
from search.rules.applied import Applied, Rewritten, Told, Way
from tests.unit.api import made
from tests.unit.api.pages.test_results import MONEY

APPLIED = Applied(
    fired=("spelled-out", "tube-licence"),
    messages=(Told("tube-licence", "Tubes <need> a licence.", "warning"), Told("tube-licence", "And patience.", "info")),
    redirect=Way("tube-licence", "/categories/ct-tube", "All CT tubes"),
    rewritten=Rewritten("spelled-out", "röhre", "ct tube"),
)


def page() -> SearchPage:
    return made.search_page(replace(made.hit(1), rules=("tube-licence",)), rules=APPLIED)


def test_the_answer_names_the_rules_that_fired_and_what_they_say() -> None:
    body = encode(render(page(), {1: made.live(1)}, index_lag_ms=0, live_ms=0))
    answer = documented.SearchResponse.model_validate_json(body)
    assert answer.rules.fired == ["spelled-out", "tube-licence"]
    assert [(told.rule, told.kind) for told in answer.rules.messages] == [("tube-licence", "warning"), ("tube-licence", "info")]
    assert answer.rules.redirect == documented.RuleRedirect(rule="tube-licence", url="/categories/ct-tube", label="All CT tubes")
    assert answer.rules.rewritten == documented.RuleRewrite(rule="spelled-out", typed="röhre", searched="ct tube")
    assert answer.hits[0].rules == ["tube-licence"]


def test_a_search_without_rules_says_so_in_the_same_shape() -> None:
    answer = documented.SearchResponse.model_validate_json(encode(render(made.search_page(), {}, index_lag_ms=0, live_ms=0)))
    assert answer.rules == documented.Rules(fired=[], messages=[], redirect=None, rewritten=None)


def test_the_page_shows_messages_the_way_and_how_to_search_for_what_was_typed() -> None:
    results = results_view(SearchRequest("röhre"), page(), {1: made.live(1)}, Shown((("q", "röhre"),), "list", MONEY), {}, 5.0)
    html = Renderer(Assets()).page("search.html", results=results, query=results.query, category=None)
    assert "Tubes &lt;need&gt; a licence." in html
    assert '<a href="/categories/ct-tube">All CT tubes</a>' in html
    assert "Searched for “ct tube”." in html
    assert 'href="/search?q=r%C3%B6hre&amp;off=rule"' in html
