"""Pages, static files, headers and health over real services."""

import gzip
import re

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from core.settings import Settings
from tests.integration.api.conftest import Sql

MOST_COMPRESSED = 30 * 1024


def test_pages_are_small_and_have_no_inline_code(web: TestClient, rows: Sql) -> None:
    for path in ("/", "/search", "/search?q=battery&size=100", "/search?q=battery&view=table", "/categories/power-batteries", first_part(web, rows)):
        answer = web.get(path)
        assert answer.status_code == 200, path
        assert len(gzip.compress(answer.content, 4)) < MOST_COMPRESSED
        assert not re.search(r"<style|<script(?! src)|\sstyle=|\son[a-z]+=", answer.text)
        assert "'unsafe" not in answer.headers["content-security-policy"]


def first_part(web: TestClient, rows: Sql) -> str:
    """The address of a part's page, as the short one leads to it."""
    part_id = rows("SELECT min(part_id) FROM offer WHERE audience = 'public'")[0][0]
    answer = web.get(f"/parts/{part_id}")
    assert answer.status_code == 301
    return answer.headers["location"]


def test_home_leads_to_every_root_category_and_its_examples_find_something(web: TestClient, rows: Sql) -> None:
    home = web.get("/").text
    assert home.count('href="/categories/') >= 20
    examples = re.findall(r'<li><a href="(/search\?q=[^"]+)">', home)
    assert len(examples) >= 3
    for address in examples:
        assert "Nothing found" not in web.get(address.replace("&amp;", "&")).text
    (slug, name) = rows("SELECT slug, name FROM category WHERE parent_id IS NULL ORDER BY id LIMIT 1")[0]
    assert str(name) in web.get(f"/categories/{slug}").text


@pytest.mark.parametrize(
    ("path", "status"), [("/parts/999999999", 404), ("/parts/x", 404), ("/categories/none", 404), ("/nowhere", 404), ("/search?price_min=x", 422)]
)
def test_errors_are_pages_for_people(web: TestClient, path: str, status: int) -> None:
    answer = web.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert f'<p class="quiet">{status}</p>' in answer.text


def test_a_page_overlooks_what_a_mailing_appends(web: TestClient) -> None:
    assert web.get("/search?q=battery&utm_source=mail").status_code == 200


def test_static_files_are_kept_for_ever_under_the_address_of_their_content(web: TestClient) -> None:
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', web.get("/").text))
    assert len(addresses) >= 4
    for address in addresses:
        assert "immutable" in web.get(address).headers["cache-control"]
    assert web.get("/static/partwise.css?v=old").headers["cache-control"] == "no-cache"
    assert web.get("/static/nothing.css").status_code == 404


def test_a_request_id_comes_back_and_a_bad_one_is_replaced(web: TestClient) -> None:
    assert web.get("/healthz", headers={"x-request-id": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert web.get("/healthz", headers={"x-request-id": "a b\tc"}).headers["x-request-id"] != "a b\tc"


def test_a_search_tells_where_its_time_went(web: TestClient) -> None:
    stages = re.findall(r"(\w+);dur=", web.get("/api/v1/search?q=battery").headers["server-timing"])
    assert stages == ["understand", "engine", "live", "app"]


def test_readiness_names_each_dependency(web: TestClient) -> None:
    found = web.get("/readyz")
    assert (found.status_code, found.json()["ok"]) == (200, True)
    assert {"postgres", "opensearch", "redis"} < set(found.json())


def test_metrics_count_requests_by_route(web: TestClient) -> None:
    web.get("/search?q=battery")
    assert 'partwise_http_seconds_count{route="/search",status="200"}' in web.get("/metrics").text


def test_parts_answer_without_the_engine(web_settings: Settings, rows: Sql) -> None:
    settings = web_settings.model_copy(update={"opensearch_url": "http://127.0.0.1:9"})
    with TestClient(create_app(settings), raise_server_exceptions=False) as lame:
        part_id = rows("SELECT min(id) FROM part WHERE removed_at IS NULL")[0][0]
        assert lame.get(f"/api/v1/parts/{part_id}").status_code == 200


def test_without_the_database_everything_is_503_with_a_reason(web_settings: Settings) -> None:
    settings = web_settings.model_copy(update={"database_url": "postgresql://app:app@127.0.0.1:9/none"})
    with TestClient(create_app(settings), raise_server_exceptions=False) as lame:
        for path in ("/api/v1/search?q=battery", "/api/v1/parts/5"):
            answer = lame.get(path)
            assert answer.status_code == 503
            assert "database" in answer.json()["detail"]
        assert lame.get("/healthz").status_code == 200
