"""A pasted list of numbers over HTTP, and several numbers on one page."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

from api.schemas.numbers import Verdicts

Rows = Callable[..., list[tuple[Any, ...]]]
URL = "/api/v1/search/numbers"


def asked(web: TestClient, *numbers: str) -> list[dict[str, Any]]:
    response = web.post(URL, json={"numbers": list(numbers)})
    assert response.status_code == 200, response.text
    Verdicts.model_validate_json(response.content)
    answered: list[dict[str, Any]] = response.json()
    return answered


def test_each_number_has_its_verdict_in_order(web: TestClient, rows: Rows) -> None:
    (plain,) = rows("SELECT part_number FROM part WHERE lifecycle = 'active' AND length(number_folded) > 6 ORDER BY id LIMIT 1")[0]
    (alias, owner) = rows("SELECT alias, part_id::text FROM part_alias WHERE organisation_id IS NULL ORDER BY id LIMIT 1")[0]
    found = asked(web, plain, " ", "no such 999999999", alias, plain, plain[:-1])
    assert [one["input"] for one in found] == [plain, " ", "no such 999999999", alias, plain, plain[:-1]]
    assert [one["tier"] for one in found] == ["exact", None, None, "alias", "exact", "infix"]
    assert found[0]["parts"][0]["part_number"] == plain
    assert found[1]["parts"] == found[2]["parts"] == []
    assert owner in [part["id"] for part in found[3]["parts"]]
    assert found[4] == found[0]


def test_a_replaced_number_gives_its_part_then_the_live_end_with_the_way(web: TestClient, rows: Rows) -> None:
    (old, new) = rows(
        "SELECT a.part_number, b.part_number FROM part_relation r JOIN part a ON a.id = r.part_id JOIN part b ON b.id = r.related_part_id "
        "WHERE r.kind = 'superseded_by' AND r.set_kind = 'one' "
        "AND NOT EXISTS (SELECT FROM part_relation n WHERE n.part_id = b.id AND n.kind = 'superseded_by') "
        "AND (SELECT count(*) FROM part_relation o WHERE o.part_id = a.id AND o.kind = 'superseded_by') = 1 ORDER BY a.id LIMIT 1"
    )[0]
    (verdict,) = asked(web, old)
    assert verdict["tier"] == "exact"
    assert [part["part_number"] for part in verdict["parts"]][:2] == [old, new]
    assert verdict["parts"][0]["replaced_by"]["parts"][0]["part_number"] == new
    assert old in verdict["parts"][1]["tier_note"]


def test_a_misspelt_number_is_near_and_says_where(web: TestClient, rows: Rows) -> None:
    (number,) = rows("SELECT part_number FROM part WHERE part_number ~ '^[0-9]{9,}$' AND lifecycle = 'active' ORDER BY id LIMIT 1")[0]
    (verdict,) = asked(web, f"{number[:4]}X{number[5:]}")
    assert verdict["tier"] == "near"
    assert f"differs at character 5: {number[4]}, not X" in [part["tier_note"] for part in verdict["parts"]]


def test_a_long_list_is_answered_whole(web: TestClient, rows: Rows) -> None:
    numbers = [number for (number,) in rows("SELECT part_number FROM part WHERE removed_at IS NULL ORDER BY id LIMIT 500")]
    found = asked(web, *numbers)
    assert len(found) == 500
    assert {one["tier"] for one in found} <= {"exact", "normalised", "alias", "superseded"}
    assert all(one["input"] in [part["part_number"] for part in one["parts"]] for one in found)


def test_what_is_no_list_of_numbers_is_refused_by_name(web: TestClient) -> None:
    for body, field in (
        ({"numbers": ["1"] * 501}, "numbers"),
        ({"numbers": ["1"], "device": "x"}, "device"),
        ({"numbers": ["x" * 257]}, "numbers.0"),
        ({"numbers": [7]}, "numbers.0"),
        ({}, "numbers"),
    ):
        response = web.post(URL, json=body)
        assert response.status_code == 422
        assert response.headers["content-type"] == "application/problem+json"
        assert [error["field"] for error in response.json()["errors"]] == [field]
    assert asked(web) == []
