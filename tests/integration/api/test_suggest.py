"""Autocomplete and similar parts over the default world: what is offered leads somewhere."""

from typing import Any

from fastapi.testclient import TestClient

from core.values.part_number import fold
from tests.integration.api.conftest import Sql


def suggested(web: TestClient, text: str) -> dict[str, list[dict[str, Any]]]:
    answer = web.get("/api/v1/search/suggest", params={"q": text})
    assert answer.status_code == 200, answer.text
    return {section["name"]: section["items"] for section in answer.json()["sections"]}


def test_a_number_is_completed_from_two_characters_on(web: TestClient, rows: Sql) -> None:
    for number, folded in rows("SELECT part_number, number_folded FROM part WHERE removed_at IS NULL AND length(number_folded) > 6 ORDER BY id LIMIT 40"):
        whole = suggested(web, str(number))["part_numbers"]
        assert str(number) in [item["text"] for item in whole]
        begun = [item for item in suggested(web, str(folded)[:4].lower()).get("part_numbers", []) if item["kind"] == "part_number"]
        assert all(fold(item["text"]).startswith(str(folded)[:4]) for item in begun)


def test_another_number_and_a_replaced_one_lead_to_their_part(web: TestClient, rows: Sql) -> None:
    found = rows(
        "SELECT a.alias, a.part_id FROM part_alias a JOIN part p ON p.id = a.part_id WHERE a.organisation_id IS NULL AND p.removed_at IS NULL "
        "AND a.alias ~ '[0-9]{4}' ORDER BY a.id LIMIT 15"
    )
    for alias, part in found:
        items = suggested(web, str(alias))["part_numbers"]
        assert str(part) in [item["id"] for item in items], alias
    replaced = rows(
        "SELECT o.part_number, r.related_part_id FROM part_relation r JOIN part o ON o.id = r.part_id JOIN part n ON n.id = r.related_part_id "
        "WHERE r.kind = 'superseded_by' AND n.removed_at IS NULL AND n.lifecycle = 'active' ORDER BY r.id LIMIT 10"
    )
    for number, end in replaced:
        assert str(end) in [item["id"] for item in suggested(web, str(number)).get("part_numbers", [])], number


def test_a_private_number_is_suggested_to_nobody_else(web: TestClient, rows: Sql) -> None:
    own = rows("SELECT alias, part_id FROM part_alias WHERE organisation_id IS NOT NULL ORDER BY id LIMIT 20")
    assert own
    for alias, _ in own:
        texts = [item["text"] for items in suggested(web, str(alias)).values() for item in items]
        assert str(alias) not in texts


def test_every_suggestion_leads_to_a_part(web: TestClient) -> None:
    kinds = set()
    for text in ("bat", "phil", "ge", "mon", "x-r", "45", "12", "cab", "ach", "infusion p", "siemens b", "e"):
        for items in suggested(web, text).values():
            for item in items:
                kinds.add(item["kind"])
                if item["kind"] in ("category", "manufacturer", "model"):
                    found = web.get("/api/v1/search", params={item["kind"]: item["id"], "size": 1}).json()
                    assert found["total"] > 0, item
                assert web.get(item["url"]).status_code in (200, 301), item
    assert kinds >= {"part_number", "part", "category", "manufacturer", "model"}


def test_a_maker_without_parts_is_not_suggested(web: TestClient, rows: Sql) -> None:
    empty = rows(
        "SELECT name FROM manufacturer m WHERE NOT EXISTS (SELECT 1 FROM part WHERE manufacturer_id = m.id AND removed_at IS NULL) ORDER BY id LIMIT 5"
    )
    full = rows("SELECT m.name FROM manufacturer m WHERE EXISTS (SELECT 1 FROM part WHERE manufacturer_id = m.id AND removed_at IS NULL) ORDER BY id LIMIT 5")
    for expected, names in ((False, empty), (True, full)):
        for (name,) in names:
            assert (name in [item["text"] for item in suggested(web, str(name)).get("manufacturers", [])]) is expected, name


def test_what_was_typed_is_marked_and_everything_else_escaped(web: TestClient) -> None:
    items = [item for items in suggested(web, "batt").values() for item in items]
    assert any("<em>" in item["highlight"] for item in items)
    assert all("<" not in item["highlight"].replace("<em>", "").replace("</em>", "") for item in items)


def test_nothing_typed_suggests_nothing_and_bad_input_is_told(web: TestClient) -> None:
    assert suggested(web, " ") == {}
    assert suggested(web, "*?:[]") == {}
    assert web.get("/api/v1/search/suggest", params={"q": "x" * 300}).status_code == 422
    assert web.get("/api/v1/search/suggest", params={"q": "x", "size": "3"}).status_code == 422


def test_similar_parts_are_of_the_same_kind_and_share_what_they_say(web: TestClient, rows: Sql) -> None:
    for (part,) in rows("SELECT id FROM part WHERE removed_at IS NULL AND id % 400 = 7 ORDER BY id"):
        category = web.get(f"/api/v1/parts/{part}").json()["category"]["id"]
        hits = web.get(f"/api/v1/parts/{part}/similar").json()["hits"]
        assert all(hit["part"]["category"]["id"] == category and hit["part"]["id"] != str(part) for hit in hits)
        assert all(hit["part"]["lifecycle"] not in ("recalled", "superseded") for hit in hits)
        for hit in hits:
            shared = [reason for reason in hit["evidence"] if reason["kind"] == "equipment"]
            models = rows(
                "SELECT count(DISTINCT model_id) FROM compatibility a JOIN compatibility b USING (model_id) WHERE a.part_id = :a AND b.part_id = :b",
                a=part,
                b=int(hit["part"]["id"]),
            )[0][0]
            assert bool(shared) == bool(models), (part, hit["part"]["id"])
    assert web.get("/api/v1/parts/999999999/similar").status_code == 404
