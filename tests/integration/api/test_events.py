"""Behaviour events over a running web process: what counts, what does not, what is kept of whom, and for how long."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from opensearchpy import OpenSearch

from api.app import create_app
from core import clock
from core.settings import Settings
from indexer.jobs import forget_events
from indexer.resources import Resources
from tests.integration.api.conftest import Sql

PERSON = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"}


@pytest.fixture(scope="module")
def web(web_settings: Settings) -> Iterator[TestClient]:
    """An application that writes only when it is told to."""
    patient = web_settings.model_copy(update={"events": web_settings.events.model_copy(update={"flush_ms": 3_600_000})})
    with TestClient(create_app(patient), raise_server_exceptions=False, follow_redirects=False, headers=PERSON) as client:
        yield client


@pytest.fixture(autouse=True)
def empty(rows: Sql, web: TestClient) -> None:
    flush(web)
    for table in ("search_query", "search_event", "behaviour_salt"):
        rows(f"DELETE FROM {table}")
    events(web)._salt = None


def events(web: TestClient) -> Any:
    return web.app.state.wiring.events  # type: ignore[attr-defined]


def flush(web: TestClient) -> None:
    events(web).flush()


def first_link(page: str) -> str:
    found = re.search(r'<h2><a class="number" href="([^"]+)"', page)
    assert found
    return unescape(found[1])


def clicks(web: TestClient, rows: Sql) -> list[tuple[object, ...]]:
    flush(web)
    return rows("SELECT query_id, object_id, ordinal FROM search_event WHERE action_name = 'click'")


def test_a_search_and_a_click_through_its_own_link_are_counted_once_each(web: TestClient, rows: Sql) -> None:
    page = web.get("/search?q=battery").text
    link = first_link(page)
    for _ in range(2):  # a reload is the same click
        assert web.get(link).status_code == 200
    part = re.search(r"/parts/(\d+)", link)
    assert part
    ((query_id, object_id, ordinal),) = clicks(web, rows)
    assert (object_id, ordinal) == (int(part[1]), 1)
    ((found, kind, channel, text, shown, total),) = rows("SELECT query_id, kind, channel, user_query, object_ids, total FROM search_query")
    assert (found, kind, channel, text) == (query_id, "query", "page", "battery")
    assert isinstance(shown, list)
    assert shown[0] == object_id
    assert isinstance(total, int)
    assert total >= len(shown) > 1


def test_places_go_on_over_pages_and_another_page_filter_or_order_is_a_refinement(web: TestClient, rows: Sql) -> None:
    address = "http://testserver/search?q=battery"
    web.get("/search?q=battery", headers={"referer": "http://testserver/"})
    page = web.get("/search?q=battery&page=2&size=5", headers={"referer": address}).text
    assert "position=6" in first_link(page)
    for refined in ("/search?q=battery&sort=price_asc", "/search?q=battery&in_stock=true", "/search?q=Battery&view=table"):
        web.get(refined, headers={"referer": address})
    web.get("/search?q=pulse+oximeter", headers={"referer": address})
    flush(web)
    told = rows("SELECT kind, count(*) FROM search_query GROUP BY 1 ORDER BY 1")
    assert told == [("query", 2), ("refinement", 4)]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x-moz": "prefetch"},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "curl/8.5.0"},
        {"user-agent": ""},
    ],
)
def test_prefetches_crawlers_and_programs_are_not_counted(web: TestClient, rows: Sql, headers: dict[str, str]) -> None:
    link = first_link(web.get("/search?q=battery", headers=headers).text)
    assert web.get(link, headers=headers).status_code == 200
    assert clicks(web, rows) == []
    assert rows("SELECT 1 FROM search_query") == []


def test_the_head_of_a_page_is_not_counted_and_neither_is_a_link_that_was_tampered_with(web: TestClient, rows: Sql) -> None:
    link = first_link(web.get("/search?q=battery").text)
    assert web.head(link).status_code == 200
    assert web.head("/search?q=pump").status_code == 200
    plain = link.partition("?")[0]
    for tail in ("", "?query=x&position=1", f"?query={uuid4()}&position=0", f"?query={uuid4()}&position=-1", f"?query={uuid4()}"):
        assert web.get(plain + tail).status_code == 200
    assert clicks(web, rows) == []
    assert rows("SELECT user_query FROM search_query") == [("battery",)]


def test_what_a_prefetched_page_tells_by_its_script_is_the_click_that_the_server_did_not_see(web: TestClient, rows: Sql) -> None:
    found = web.get("/api/v1/search?q=battery").json()
    attributes = {"object": {"object_id": found["hits"][2]["part"]["id"]}, "position": {"ordinal": 3}}
    told = {"action_name": "click", "query_id": found["query_id"], "event_attributes": attributes}
    answer = web.post("/api/v1/events", json={"events": [told]})
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "dropped": 0})
    web.get(f"/parts/{found['hits'][2]['part']['id']}-x?query={found['query_id']}&position=3", follow_redirects=True)
    assert [row[2] for row in clicks(web, rows)] == [3]
    assert rows("SELECT channel FROM search_query") == [("api",)]


def test_an_event_that_is_sent_twice_is_there_once(web: TestClient, rows: Sql) -> None:
    order = {
        "event_id": str(uuid4()), "action_name": "order", "session_id": "s", "client_id": "someone@example.com",
        "timestamp": clock.now().isoformat(), "event_attributes": {"object": {"object_id": "5"}, "quantity": 2},
    }  # fmt: skip
    for _ in range(2):
        assert web.post("/api/v1/events", json={"events": [order, order]}).status_code == 202
        flush(web)
    ((client, session, attributes),) = rows("SELECT client_id, session_id, event_attributes FROM search_event")
    assert attributes == {"quantity": 2}
    assert re.fullmatch("[0-9a-f]{16}", str(client))
    assert re.fullmatch("[0-9a-f]{16}", str(session))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"action_name": "look"}, "events.0.action_name"),
        ({"query_id": None}, "events.0"),
        ({"timestamp": "2020-01-01T00:00:00Z"}, "events.0.timestamp"),
        ({"event_attributes": {"object": {"object_id": "x"}}}, "events.0.event_attributes.object.object_id"),
        ({"event_attributes": {"object": {"object_id": "5"}, "fits": True}}, "events.0"),
        ({"name": "somebody"}, "events.0.name"),
    ],
)
def test_an_event_of_the_wrong_shape_is_refused_by_its_field(web: TestClient, rows: Sql, wrong: dict[str, object], field: str) -> None:
    good = {"action_name": "click", "query_id": str(uuid4()), "event_attributes": {"object": {"object_id": "5"}}}
    answer = web.post("/api/v1/events", json={"events": [{**good, **wrong}]})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]
    assert web.post("/api/v1/events", json={"events": [good] * 101}).status_code == 422
    assert clicks(web, rows) == []


def test_nobody_is_known_from_what_is_kept_and_everybody_has_another_name_the_next_day(web: TestClient, rows: Sql) -> None:
    web.get("/search?q=battery+for+jane.doe@example.com")
    flush(web)
    ((client, text),) = rows("SELECT client_id, user_query FROM search_query")
    assert text == "battery for [e-mail]"
    held = events(web)
    today = held._today
    held._today = lambda: today() + timedelta(days=1)
    web.get("/search?q=pump")
    flush(web)
    held._today = today
    ((tomorrow,),) = rows("SELECT client_id FROM search_query WHERE user_query = 'pump'")
    assert tomorrow != client
    assert rows("SELECT count(*) FROM behaviour_salt") == [(1,)]


def test_events_wait_while_the_database_is_away_and_are_dropped_and_counted_when_too_many_do(web: TestClient, rows: Sql) -> None:
    held = events(web)
    bind, settings = held._bind, held._settings
    held._bind, held._settings = sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none"), settings.model_copy(update={"queue": 3})
    before = dropped(web)
    for number in range(5):
        assert web.get(f"/search?q=battery&price_max={number + 1}").status_code == 200
    flush(web)
    assert dropped(web) - before == 2
    held._bind, held._settings = bind, settings
    flush(web)
    assert rows("SELECT count(*) FROM search_query") == [(3,)]


def dropped(web: TestClient) -> float:
    found = re.search(r'partwise_events_total\{outcome="dropped"\} ([\d.]+)', web.get("/metrics").text)
    return float(found[1]) if found else 0.0


def test_what_was_kept_long_enough_is_forgotten_and_nothing_is_changed(web: TestClient, web_settings: Settings, rows: Sql) -> None:
    held = events(web)
    for days in (0, 89, 91):
        web.get("/search?q=battery")
        held._waiting.append(moved(held._waiting.pop(), days))
    flush(web)
    pool = sa.create_engine(sa.make_url(web_settings.database_url).set(drivername="postgresql+psycopg"))
    resources = Resources(pool, OpenSearch(web_settings.opensearch_url), web_settings)
    assert forget_events(resources) == 1
    assert rows("SELECT count(*) FROM search_query") == [(2,)]
    with pytest.raises(sa.exc.IntegrityError):
        rows("UPDATE search_query SET user_query = ''")
    pool.dispose()


def moved(row: Any, days: int) -> Any:
    return replace(row, at=row.at - timedelta(days=days))
