"""`/api/v1/search` over real services: its shape, its refusals, and that what it shows is true now."""

from fastapi.testclient import TestClient

from api.schemas.documented import Problem, Query, SearchResponse
from tests.integration.api.conftest import Sql

OFFERED = """
SELECT p.id, p.part_number, o.id, o.price FROM part p JOIN offer o ON o.part_id = p.id JOIN organisation s ON s.id = o.seller_id
WHERE o.status = 'active' AND o.audience = 'public' AND s.seller_status = 'approved' AND o.currency = 'USD' AND p.lifecycle = 'active'
  AND (SELECT count(*) FROM offer x WHERE x.part_id = p.id) = 1
  AND NOT EXISTS (SELECT FROM offer_tier t WHERE t.offer_id = o.id)
ORDER BY p.id OFFSET :nth LIMIT 1
"""


def offered(rows: Sql, nth: int) -> tuple[str, str, str]:
    """A part with one public offer in dollars: (part id, number, offer id). Each test takes another one."""
    part_id, number, offer_id, _ = rows(OFFERED, nth=nth)[0]
    return str(part_id), str(number), str(offer_id)


def search(web: TestClient, **parameters: object) -> SearchResponse:
    answer = web.get("/api/v1/search", params=parameters)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return SearchResponse.model_validate_json(answer.content)


def problem(web: TestClient, path: str) -> Problem:
    answer = web.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    found = Problem.model_validate_json(answer.content)
    assert found.status == answer.status_code
    return found


def hit_of(web: TestClient, part_id: str, **parameters: object) -> dict[str, object]:
    hits = search(web, **parameters).hits
    return next(hit for hit in hits if hit.part.id == part_id).model_dump()


def test_a_number_is_found_first_in_the_documented_shape(web: TestClient, rows: Sql) -> None:
    part_id, number, _ = offered(rows, 0)
    page = search(web, q=number)
    assert page.query.intent == "number"
    assert (page.hits[0].part.part_number, page.hits[0].tier) == (number, "exact")
    assert part_id in {hit.part.id for hit in page.hits if hit.tier == "exact"}
    assert page.total >= len(page.hits)


def test_every_kind_of_search_keeps_the_shape(web: TestClient) -> None:
    for parameters in ({}, {"q": "battery"}, {"q": "zzzz qqqq"}, {"q": "flow sensor", "condition": "new", "sort": "price_asc"}, {"page": 3, "size": 100}):
        page = search(web, **parameters)
        assert page.total_relation == "eq"
        assert {facet.name for facet in page.facets} >= {"category", "manufacturer", "condition", "price"}


def test_an_unknown_parameter_is_refused_by_its_name(web: TestClient) -> None:
    found = problem(web, "/api/v1/search?q=battery&colour=red")
    assert found.status == 422
    assert [fault.field for fault in found.errors or []] == ["colour"]


def test_caps_are_refused_with_the_field(web: TestClient) -> None:
    for query, field in (("q=" + "x" * 257, "q"), ("size=101", "size"), ("page=50&size=100", "page"), ("q=" + "+".join("a" * 30), "q")):
        assert field in [fault.field for fault in problem(web, f"/api/v1/search?{query}").errors or []]


def test_a_changed_price_shows_at_once_while_the_index_is_stale(web: TestClient, rows: Sql) -> None:
    part_id, number, offer_id = offered(rows, 1)
    before = hit_of(web, part_id, q=number)
    rows("UPDATE offer SET price = price + 1.11 WHERE id = :id", id=int(offer_id))
    try:
        after = hit_of(web, part_id, q=number)
        price = rows("SELECT price FROM offer WHERE id = :id", id=int(offer_id))[0][0]
    finally:
        rows("UPDATE offer SET price = price - 1.11 WHERE id = :id", id=int(offer_id))
    assert before["best_offer"] != after["best_offer"]
    assert after["best_offer"]["price"] == {"amount": f"{price:.2f}", "currency": "USD"}  # type: ignore[index]


def test_a_suspended_sellers_offer_is_gone_at_once(web: TestClient, rows: Sql) -> None:
    part_id, number, offer_id = offered(rows, 2)
    assert hit_of(web, part_id, q=number)["offer_count"] == 1
    seller = rows("SELECT seller_id FROM offer WHERE id = :id", id=int(offer_id))[0][0]
    rows("UPDATE organisation SET seller_status = 'suspended' WHERE id = :id", id=seller)
    try:
        hit = hit_of(web, part_id, q=number)
        assert (hit["best_offer"], hit["offer_count"]) == (None, 0)
        assert web.get(f"/api/v1/parts/{part_id}/offers").json()["offers"] == []
    finally:
        rows("UPDATE organisation SET seller_status = 'approved' WHERE id = :id", id=seller)


def test_a_removed_part_is_gone_at_once(web: TestClient, rows: Sql) -> None:
    part_id, number, _ = offered(rows, 3)
    rows("UPDATE part SET removed_at = now() WHERE id = :id", id=int(part_id))
    try:
        assert part_id not in {hit.part.id for hit in search(web, q=number).hits}
        assert web.get(f"/api/v1/parts/{part_id}").status_code == 404
    finally:
        rows("UPDATE part SET removed_at = NULL WHERE id = :id", id=int(part_id))


def test_a_stale_index_says_how_far_it_is_behind(web: TestClient, rows: Sql) -> None:
    part_id, number, _ = offered(rows, 4)
    rows("UPDATE part SET popularity = popularity + 1 WHERE id = :id", id=int(part_id))
    try:
        rows("SELECT pg_sleep(0.3)")
        assert search(web, q=number).index_lag_ms >= 300
    finally:
        rows("UPDATE part SET popularity = popularity - 1 WHERE id = :id", id=int(part_id))


def test_a_row_shows_an_offer_that_meets_the_filters(web: TestClient) -> None:
    page = search(web, condition="used", sort="price_asc", size=100)
    conditions = {hit.best_offer.condition for hit in page.hits if hit.best_offer}
    assert page.hits
    assert conditions == {"used"}


def test_offers_for_other_audiences_leave_no_trace(web: TestClient, rows: Sql) -> None:
    hidden = rows(
        "SELECT p.id, p.part_number FROM part p WHERE p.removed_at IS NULL AND EXISTS (SELECT FROM offer o WHERE o.part_id = p.id) "
        "AND NOT EXISTS (SELECT FROM offer o WHERE o.part_id = p.id AND o.audience = 'public') ORDER BY p.id LIMIT 5"
    )
    assert hidden
    for part_id, number in hidden:
        hit = hit_of(web, str(part_id), q=str(number))
        assert (hit["best_offer"], hit["offer_count"]) == (None, 0)


def test_a_query_can_be_understood_without_searching(web: TestClient, rows: Sql) -> None:
    _, number, _ = offered(rows, 5)
    answer = web.get("/api/v1/search/understand", params={"q": number})
    read = Query.model_validate_json(answer.content)
    assert (read.intent, read.text) == ("number", number)
