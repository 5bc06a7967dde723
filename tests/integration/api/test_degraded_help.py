"""Lists of numbers, autocomplete, fit and explanations while the engine is away."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from core.settings import Settings
from core.values.part_number import fold
from tests.integration.api.conftest import Sql

URL = "/api/v1/search/numbers"


@pytest.fixture(scope="module")
def lame(web_settings: Settings) -> Iterator[TestClient]:
    """The application over the same catalogue, whose engine refuses every connection."""
    patient = web_settings.fallback.model_copy(update={"statement_timeout_ms": 10_000, "concurrency": 20})
    settings = web_settings.model_copy(update={"opensearch_url": "http://127.0.0.1:9", "fallback": patient})
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def verdicts(web: TestClient, numbers: list[str]) -> tuple[list[tuple[Any, ...]], str | None]:
    answer = web.post(URL, json={"numbers": numbers})
    assert answer.status_code == 200, answer.text
    found = [(one["input"], one["tier"], {(part["id"], part["tier_note"]) for part in one["parts"]}) for one in answer.json()]
    return found, answer.headers.get("degraded")


def test_a_list_of_numbers_has_the_verdicts_of_the_engine(web: TestClient, lame: TestClient, rows: Sql) -> None:
    numbers = [str(row[0]) for row in rows("SELECT part_number FROM part ORDER BY id LIMIT 150")]
    numbers += [str(row[0]) for row in rows("SELECT alias FROM part_alias WHERE organisation_id IS NULL ORDER BY id LIMIT 60")]
    numbers += [str(row[0]) for row in rows("SELECT p.part_number FROM part_relation r JOIN part p ON p.id = r.part_id WHERE kind = 'superseded_by' LIMIT 40")]
    numbers += [fold(number).lower() for number in numbers[:40]]
    (normal, whole), (degraded, said) = verdicts(web, numbers), verdicts(lame, numbers)
    assert (whole, said) == (None, "true")
    assert degraded == normal


def test_beginnings_are_found_and_what_is_no_number_has_no_verdict(lame: TestClient, rows: Sql) -> None:
    number = str(rows("SELECT part_number FROM part WHERE length(number_folded) > 8 ORDER BY id LIMIT 1")[0][0])
    found, _ = verdicts(lame, [number[:-1], " ", "no such 999999999"])
    assert [tier for _, tier, _ in found] == ["infix", None, None]


def test_an_own_number_is_found_by_nobody_else(lame: TestClient, rows: Sql) -> None:
    for alias, part in rows("SELECT alias, part_id FROM part_alias WHERE organisation_id IS NOT NULL ORDER BY id LIMIT 20"):
        found, _ = verdicts(lame, [str(alias)])
        assert all(str(part) != one for one, _ in found[0][2]) or found[0][1] != "alias"
        texts = [item["text"] for section in suggested(lame, str(alias)).values() for item in section]
        assert str(alias) not in texts


def suggested(web: TestClient, text: str) -> dict[str, list[dict[str, Any]]]:
    answer = web.get("/api/v1/search/suggest", params={"q": text})
    assert answer.status_code == 200, answer.text
    return {section["name"]: section["items"] for section in answer.json()["sections"]}


def test_what_is_typed_is_completed_with_what_leads_to_a_part(web: TestClient, lame: TestClient, rows: Sql) -> None:
    for number in [str(row[0]) for row in rows("SELECT part_number FROM part WHERE removed_at IS NULL ORDER BY id LIMIT 30")]:
        assert number in [item["text"] for item in suggested(lame, number).get("part_numbers", [])]
    for text in ("batt", "phil", "ge", "x-ray tu", "infusion p", "siemens b", "ach", "12v ba"):
        found, normal = suggested(lame, text), suggested(web, text)
        for name in ("categories", "manufacturers", "equipment"):
            assert found.get(name) == normal.get(name), text
        for item in (item for items in found.values() for item in items):
            assert web.get(item["url"]).status_code in (200, 301), item


@pytest.mark.parametrize("text", ["µ", "'", "a:*", "!", "( | )", "x" * 256, "ab\\", "%_"])
def test_no_text_breaks_the_completion(lame: TestClient, text: str) -> None:
    assert lame.get("/api/v1/search/suggest", params={"q": text}).status_code == 200


@pytest.mark.parametrize("url", ["/api/v1/search/why?part=1&q=battery", "/api/v1/parts/1/similar", "/api/v1/search/facets/manufacturer?q=battery"])
def test_what_only_the_engine_can_say_is_said_to_be_off(lame: TestClient, url: str) -> None:
    refused = lame.get(url)
    assert (refused.status_code, refused.headers["retry-after"], refused.headers["content-type"]) == (503, "5", "application/problem+json")
    assert "search engine, which is away" in refused.json()["detail"]


def test_parts_for_a_device_are_judged_counted_and_ordered_as_with_the_engine(web: TestClient, lame: TestClient, rows: Sql) -> None:
    devices = [str(row[0]) for row in rows("SELECT external_id FROM device WHERE model_id IS NOT NULL ORDER BY id LIMIT 12")]
    seen = set()
    for device in devices:
        for more in ({"fit": "fits"}, {"q": "board"}, {"q": "cable"}):
            asked: dict[str, str] = {"device": device, "size": "100", **more}
            normal, degraded = (client.get("/api/v1/search", params=asked).json() for client in (web, lame))
            verdict = [hit["fit"]["verdict"] for hit in degraded["hits"]]
            seen |= set(verdict)
            refused = [position for position, one in enumerate(verdict) if one == "does_not_fit"]
            assert all(one == "does_not_fit" for one in verdict[refused[0] :]) if refused else True, (device, more)
            if "fit" in more and not normal["relaxations"]:
                assert degraded["total"] == normal["total"] == (len(degraded["hits"]) if normal["total"] <= 100 else normal["total"]), device
                assert {hit["part"]["id"] for hit in degraded["hits"]} == {hit["part"]["id"] for hit in normal["hits"]} or normal["total"] > 100
    assert {"fits", "unknown"} <= seen
