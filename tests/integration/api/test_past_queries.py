"""Past queries from search to suggestion, and the viewer's own devices; values of a facet by name; several numbers in one query."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from accounts.viewer import ANONYMOUS, Viewer
from catalog.past_queries import ENOUGH_VIEWERS, KEPT_DAYS, Asked, add, read_open
from core.db import make_engine
from core.settings import Settings
from search.past_queries import PastQueries
from search.request import SearchRequest
from tests.integration.api.conftest import Sql

TODAY = date(2026, 1, 10)


@pytest.fixture
def session(web_settings: Settings) -> Iterator[Session]:
    """A session over the world's database that is rolled back."""
    pool = make_engine(web_settings)
    with Session(pool) as made:
        yield made
        made.rollback()
    pool.dispose()


def by(*viewers: str, times: int = 1) -> Asked:
    return Asked(times, frozenset(viewers))


def test_a_query_opens_when_enough_different_people_have_asked_it(session: Session) -> None:
    assert ENOUGH_VIEWERS >= 3
    add(session, {"ecg cable": by("a", times=9)}, TODAY)
    add(session, {"ecg cable": by("a", "b")}, TODAY)
    assert read_open(session, TODAY) == []
    add(session, {"ecg cable": by("c"), "flow sensor": by("a", "b", "c")}, TODAY)
    assert read_open(session, TODAY) == ["ecg cable", "flow sensor"], "the most asked first"
    assert session.scalar(sa.text("SELECT max(cardinality(viewers)) FROM past_query WHERE is_open")) == 0, "who asked is forgotten"


def test_what_nobody_asks_any_more_is_forgotten(session: Session) -> None:
    add(session, {"ecg cable": by("a", "b", "c")}, TODAY)
    later = TODAY + timedelta(days=KEPT_DAYS + 1)
    assert read_open(session, later) == []
    add(session, {}, later)
    assert session.scalar(sa.text("SELECT count(*) FROM past_query WHERE query = 'ecg cable'")) == 0


def test_searches_of_several_strangers_become_a_suggestion_that_finds_something(web: TestClient, rows: Sql) -> None:
    wiring: Any = web.app.state.wiring  # type: ignore[attr-defined]
    for text in ("ecg trunk cable", "wombat cable"):
        request = SearchRequest(text)
        page = wiring.search.search(request)
        for site in range(ENOUGH_VIEWERS):
            wiring.past_queries.note(request, page, f"10.0.0.{site}")
    wiring.past_queries.flush()
    rows("INSERT INTO past_query (query, asked, is_open, last_on) VALUES ('ecg wombat', 9, true, :day)", day=datetime.now(UTC).date())
    try:
        past = next(kept for kept in wiring.kept if isinstance(kept.get(), PastQueries))
        past._held = None
        sections = {section["name"]: section["items"] for section in web.get("/api/v1/search/suggest?q=ecg").json()["sections"]}
        assert [item["text"] for item in sections["queries"]] == ["ecg trunk cable"], "the other finds nothing"
        (item,) = sections["queries"]
        assert item["kind"] == "query"
        assert web.get("/api/v1/search", params={"q": item["text"]}).json()["total"] > 0
        assert web.get(item["url"]).status_code == 200
        assert list(sections)[-1] == "queries"
    finally:
        rows("DELETE FROM past_query")
        past._held = None


def test_own_devices_are_completed_for_their_organisation_alone(web: TestClient, rows: Sql) -> None:
    wiring: Any = web.app.state.wiring  # type: ignore[attr-defined]
    external, organisation = rows("SELECT external_id, organisation_id FROM device WHERE status = 'in_service' ORDER BY id LIMIT 1")[0]
    text = str(external)[:-2]

    def devices(viewer: Viewer) -> list[str]:
        sections = wiring.suggester.suggest(SearchRequest(text, viewer=viewer))
        return [item.id for section in sections if section.name == "devices" for item in section.items]

    assert external in devices(Viewer(("public", "registered"), int(str(organisation)), "USD"))
    assert devices(ANONYMOUS) == []
    assert external not in devices(Viewer(("public", "registered"), int(str(organisation)) + 100_000, "USD"))


def test_values_found_by_name_are_counted_as_the_facet_counts_them(web: TestClient) -> None:
    for asked in ({"q": "battery"}, {"q": "cable", "condition": "new"}, {"manufacturer": "2", "in_stock": "true"}):
        page = web.get("/api/v1/search", params=asked).json()
        whole = {bucket["value"]: bucket["count"] for facet in page["facets"] if facet["name"] == "manufacturer" for bucket in facet["buckets"]}
        found = web.get("/api/v1/search/facets/manufacturer", params={**asked, "find": "me"}).json()
        assert found["buckets"], asked
        for bucket in found["buckets"]:
            assert bucket["count"] == whole.get(bucket["value"], 0), bucket
    html = web.get("/search", params={"q": "battery", "find_manufacturer": "philips"}).text
    assert 'name="find_manufacturer" value="philips"' in html
    assert web.get("/search", params={"q": "battery", "find_manufacturer": "zzzz"}).text.count("No value with") == 1


def test_other_facets_texts_and_parameters_are_refused(web: TestClient) -> None:
    for url in ("facets/price?find=x", "facets/manufacturer?find=" + "x" * 90, "facets/model?find=a&find=b", "facets/model?nonsense=1"):
        assert web.get(f"/api/v1/search/{url}").status_code == 422, url


def test_each_of_several_numbers_has_its_verdict_in_the_answer(web: TestClient, rows: Sql) -> None:
    first, second = (str(row[0]) for row in rows("SELECT part_number FROM part WHERE part_number ~ '^[0-9]{7,}$' AND removed_at IS NULL ORDER BY id LIMIT 2"))
    body = web.get("/api/v1/search", params={"q": f"{first}, {second}, QQ-9999-WW"}).json()
    assert [(one["input"], one["tier"]) for one in body["numbers"]] == [(first, "exact"), (second, "exact"), ("QQ-9999-WW", None)]
    assert [bool(one["found"]) for one in body["numbers"]] == [True, True, False]
    shown = {hit["part"]["id"] for hit in body["hits"]}
    assert all(set(one["parts"]) <= shown for one in body["numbers"])
    assert web.get("/api/v1/search", params={"q": first}).json()["numbers"] == []
