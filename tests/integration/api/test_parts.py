"""`/api/v1/parts` over real services."""

from fastapi.testclient import TestClient

from api.schemas.documented_part import OffersResponse, PartResponse, RelationsResponse
from tests.integration.api.conftest import Sql


def test_every_kind_of_part_answers_in_the_documented_shape(web: TestClient, rows: Sql) -> None:
    ids = rows(
        "(SELECT id FROM part WHERE lifecycle = 'superseded' AND removed_at IS NULL ORDER BY id LIMIT 20) UNION "
        "(SELECT id FROM part WHERE lifecycle <> 'superseded' AND removed_at IS NULL ORDER BY id DESC LIMIT 60) UNION "
        "(SELECT part_id FROM offer WHERE core_charge IS NOT NULL ORDER BY id LIMIT 10)"
    )
    for (part_id,) in ids:
        PartResponse.model_validate_json(web.get(f"/api/v1/parts/{part_id}").content)
        OffersResponse.model_validate_json(web.get(f"/api/v1/parts/{part_id}/offers").content)
        RelationsResponse.model_validate_json(web.get(f"/api/v1/parts/{part_id}/relations").content)


def test_an_unchanged_part_is_not_sent_again(web: TestClient) -> None:
    first = web.get("/api/v1/parts/5")
    again = web.get("/api/v1/parts/5", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_changed_part_is_sent_again(web: TestClient, rows: Sql) -> None:
    first = web.get("/api/v1/parts/6")
    rows("UPDATE part SET name = name || ' (new)' WHERE id = 6")
    try:
        assert web.get("/api/v1/parts/6", headers={"if-none-match": first.headers["etag"]}).status_code == 200
    finally:
        rows("UPDATE part SET name = replace(name, ' (new)', '') WHERE id = 6")


def test_what_is_no_part_is_not_found(web: TestClient) -> None:
    for given in ("999999999", "abc", "1e3", "-1", "9" * 30):
        answer = web.get(f"/api/v1/parts/{given}")
        assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_an_unknown_parameter_is_refused(web: TestClient) -> None:
    answer = web.get("/api/v1/parts/5?depth=3")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "depth"


def test_the_openapi_document_describes_search_and_parts(web: TestClient) -> None:
    document = web.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    search = document["paths"]["/api/v1/search"]["get"]
    assert {"q", "category", "price_min", "sort"} <= {parameter["name"] for parameter in search["parameters"]}
    assert search["responses"]["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/SearchResponse"}
    assert "application/problem+json" in search["responses"]["422"]["content"]
    assert "PartResponse" in document["components"]["schemas"]
