"""An experiment from its start to its verdict, and what the log of searches is read for, over a running web process."""

import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.app import create_app
from core import clock, experiments
from core.db import make_engine, transaction
from core.errors import Conflict, NotFound
from core.releases import Release, store
from core.settings import Settings
from relevance import click_judgments, quality_report
from relevance.clicks import attention, clicked
from relevance.interleave import preference
from relevance.judged import read_judgments, read_queries
from relevance.quality import quality
from relevance.search_log import Span, cells, drafts, visits
from search.request import SearchRequest
from search.team_draft import team_draft
from search.tuning.release import fingerprint, read_release
from tests.integration.api.conftest import Sql

PERSON = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"}
A = read_release()
B = {**A, "query/boosts.yml": A["query/boosts.yml"].replace("popularity: {weight: 0.05", "popularity: {weight: 0.5")}
QUERY = "patient cable"


@pytest.fixture(scope="module")
def bind(web_settings: Settings) -> Iterator[sa.Engine]:
    pool = make_engine(web_settings)
    yield pool
    pool.dispose()


@pytest.fixture(scope="module")
def web(web_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(web_settings), raise_server_exceptions=False, follow_redirects=False, headers=PERSON) as client:
        yield client


@pytest.fixture
def started(web: TestClient, bind: sa.Engine) -> Iterator[int]:
    """An experiment that the web process serves."""
    assert B != A
    with transaction(bind) as session:
        for files in (A, B):
            store(session, Release(fingerprint(files), files, "test", "an experiment"))
        number = experiments.start(session, (fingerprint(A), fingerprint(B)), "test", "popularity counts more")
    wait_until(web, mixed=True)
    yield number
    with transaction(bind) as session:
        experiments.stop(session)
    wait_until(web, mixed=False)


def wait_until(web: TestClient, *, mixed: bool) -> None:
    begun = time.monotonic()
    while bool(search(web)["experiment"]) is not mixed:
        assert time.monotonic() < begun + 10
        time.sleep(0.2)


def search(web: TestClient) -> dict[str, Any]:
    answer = web.get("/api/v1/search", params={"q": QUERY})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def wiring(web: TestClient) -> Any:
    return web.app.state.wiring  # type: ignore[attr-defined]


def span(channel: str = "page") -> Span:
    return Span(clock.now() - timedelta(hours=1), clock.now() + timedelta(minutes=1), (channel,))


def test_without_an_experiment_nothing_is_mixed(web: TestClient) -> None:
    assert search(web)["experiment"] is None


def test_the_first_page_is_the_draft_of_both_releases_by_the_query_id(web: TestClient, started: int, rows: Sql) -> None:
    sides: list[list[int]] = [[hit.part_id for hit in wiring(web).releases.of(fingerprint(files)).search.search(SearchRequest(QUERY)).hits] for files in (A, B)]
    assert sides[0] != sides[1]
    found = search(web)
    assert found["experiment"] == [fingerprint(A), fingerprint(B)]
    drafted = team_draft(sides[0], sides[1], 24, found["query_id"])
    assert [int(hit["part"]["id"]) for hit in found["hits"]] == [part for part, _ in drafted]
    wiring(web).events.flush()
    ((experiment, teams),) = rows("SELECT experiment_id, teams FROM search_query WHERE query_id = :id", id=UUID(found["query_id"]))
    assert (experiment, teams) == (started, "".join(team for _, team in drafted))


@pytest.mark.parametrize("parameters", [{"page": 2}, {"sort": "price_asc"}, {"q": ""}, {"q": "M1191-B/L"}, {"device": "MRI-20251001"}])
def test_other_pages_orders_numbers_and_searches_for_a_device_are_not_mixed(web: TestClient, started: int, parameters: dict[str, str | int]) -> None:
    assert started
    asked: dict[str, str | int] = {"q": QUERY, **parameters}
    answer = web.get("/api/v1/search", params=asked)
    assert answer.status_code in (200, 404)
    assert not answer.json().get("experiment")


def test_a_click_is_a_vote_for_the_release_that_put_the_part_there(web: TestClient, started: int, rows: Sql, bind: sa.Engine) -> None:
    link = re.search(r'<h2><a class="number" href="([^"]+)"', web.get("/search", params={"q": QUERY}).text)
    assert link
    web.get(unescape(link[1]))
    wiring(web).events.flush()
    ((team,),) = rows("SELECT left(teams, 1) FROM search_query WHERE experiment_id = :id AND channel = 'page'", id=started)
    with transaction(bind) as session:
        found = preference(drafts(session, started))
    assert (found.a, found.b, found.neither) == ((1, 0, 0) if team == "A" else (0, 1, 0))
    assert found.better is None  # of one person nobody can tell


def test_one_experiment_runs_at_a_time_with_two_different_releases(bind: sa.Engine, started: int) -> None:
    with pytest.raises(Conflict, match="stop it first"), transaction(bind) as session:
        experiments.start(session, (fingerprint(A), fingerprint(B)), "test", "another")
    with pytest.raises(Conflict, match="same release"), transaction(bind) as session:
        experiments.start(session, (fingerprint(A), fingerprint(A)), "test", "another")
    with transaction(bind) as session:
        assert experiments.every(session)[0].id == started


def test_nothing_can_be_stopped_that_does_not_run(bind: sa.Engine) -> None:
    with pytest.raises(NotFound), transaction(bind) as session:
        experiments.stop(session)


def test_the_report_tells_what_people_found_and_what_not(web: TestClient, rows: Sql, bind: sa.Engine) -> None:
    wiring(web).events.flush()
    rows("DELETE FROM search_query")
    for query in ("xyzzyx plughh", "battery"):
        page = web.get("/search", params={"q": query}).text
    link = re.search(r'<h2><a class="number" href="([^"]+)"', page)
    assert link
    web.get(unescape(link[1]))
    wiring(web).events.flush()
    with transaction(bind) as session:
        found = quality(visits(session, span()), ("a-rule",))
    assert (found.searches, found.intents, found.clients) == (2, 2, 1)
    assert [line.text for line in found.nothing] == ["xyzzyx plughh"]
    assert [line.text for line in found.reformulated] == ["xyzzyx plughh → battery"]
    assert (found.zero_rate, found.reformulation_rate, found.click_rate, found.success_rate) == (0.5, 0.5, 0.5, 0.5)
    for told in (quality_report.text(found, span()), quality_report.html(found, span()), json.dumps(quality_report.as_json(found, span()), ensure_ascii=False)):
        assert "xyzzyx plughh → battery" in told
        assert "a-rule" in told


def test_clicks_become_judgments_in_files_of_their_own(web: TestClient, rows: Sql, bind: sa.Engine, tmp_path: Path) -> None:
    wiring(web).events.flush()
    rows("DELETE FROM search_query")
    for person in range(30):
        agent = {"user-agent": f"{PERSON['user-agent']} {person}"}
        page = web.get("/search", params={"q": "Battery"}, headers=agent).text
        links = [unescape(link) for link in re.findall(r'<h2><a class="number" href="([^"]+)"', page)]
        web.get(links[1] if person % 3 else links[0], headers=agent)
        web.get(links[1] if person % 3 else links[0], headers=agent)
    wiring(web).events.flush()
    with transaction(bind) as session:
        seen = cells(session, span())
    by_place = attention(seen)
    assert by_place[1] == by_place[2] == pytest.approx(0.5)  # 10 and 20 of 30, levelled
    counted = clicked(seen, by_place)
    parts = {one.part: ("Maker", f"N-{one.part}") for one in counted}
    queries, graded = click_judgments.judgments(counted, parts, [], "2026-03-02", 20)
    click_judgments.write(tmp_path, queries, graded)
    assert [query.text for query in read_queries(tmp_path / "queries.tsv")] == ["battery"]
    read = read_judgments(tmp_path / "qrels.tsv")
    assert {(one.who, one.when) for one in read} == {("clicks", "2026-03-02")}
    assert [one.grade for one in read] == [2, 1]  # (20 + 1) / 16 and (10 + 1) / 16; at the other places nobody looks
