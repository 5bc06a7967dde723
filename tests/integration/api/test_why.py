"""Why a part stands where it stands, and what keeps one out, over random searches of the default world."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.integration.api.conftest import Sql

COMBINATIONS = 260
WORDS = ("battery", "cable", "pump", "sensor", "board", "unobtainium", "spo2", "display", "x-ray", "filter")
WISHES = ("under $300", "in stock", "refurbished", "within 5 days", "from Germany", "not used", "12 month warranty", "over 2000 eur", "new")


def why(web: TestClient, params: list[tuple[str, str]], part: str) -> dict[str, Any]:
    answer = web.get("/api/v1/search/why", params=[*params, ("part", part)])
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def drawn(draw: random.Random, parts: list[tuple[Any, ...]]) -> tuple[list[tuple[str, str]], str]:
    """A search and a part that it may or may not find."""
    part, number, name, maker_name, maker, category = draw.choice(parts)
    own = [word for word in str(name).split() if word.isalpha()] or ["battery"]
    pieces: dict[str, Callable[[], str]] = {
        "number": lambda: str(number),
        "wrong number": lambda: str(draw.choice(parts)[1]),
        "own words": lambda: " ".join(draw.sample(own, min(2, len(own)))),
        "words": lambda: " ".join(draw.sample(WORDS, draw.randint(1, 2))),
        "own word and another": lambda: f"{draw.choice(own)} {draw.choice(WORDS)}",
        "maker and word": lambda: f"{draw.choice(parts)[3] if draw.random() < 0.4 else maker_name} {draw.choice(own)}",
        "nothing": lambda: "",
    }
    query = pieces[draw.choice(list(pieces))]()
    if draw.random() < 0.5:
        query = f"{query} {draw.choice(WISHES)}".strip()
    params = [("q", query)] if query else []
    if draw.random() < 0.3:
        params.append(("category", str(category if draw.random() < 0.5 else draw.choice(parts)[5])))
    if draw.random() < 0.2:
        params.append(("manufacturer", str(maker if draw.random() < 0.5 else draw.choice(parts)[4])))
    for name_, values in (
        ("condition", ("new", "used")),
        ("price_max", ("50", "900")),
        ("in_stock", ("true",)),
        ("lead_time_max", ("2", "20")),
        ("ship_from", ("DE", "US")),
    ):
        if draw.random() < 0.15:
            params.append((name_, draw.choice(values)))
    return params, str(part)


def without(params: list[tuple[str, str]], causes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The search without what was named: pieces of the query, and parameters."""
    query = dict(params).get("q", "")
    for source in sorted({str(cause["source"]) for cause in causes if cause["source"] is not None}, key=len, reverse=True):
        query = query.replace(source, " ", 1)
    dropped = {cause["name"] for cause in causes if cause["source"] is None}
    return [("q", " ".join(query.split())), *((name, value) for name, value in params if name != "q" and name not in dropped)]


@pytest.fixture(scope="module")
def combinations(web: TestClient, rows: Sql) -> list[tuple[list[tuple[str, str]], str, dict[str, Any]]]:
    parts = rows(
        "SELECT p.id, p.part_number, p.name, m.name, m.id, p.category_id FROM part p JOIN manufacturer m ON m.id = p.manufacturer_id "
        "WHERE p.removed_at IS NULL ORDER BY p.id LIMIT 1500"
    )
    draw = random.Random(20)
    return [(params, part, why(web, params, part)) for params, part in (drawn(draw, parts) for _ in range(COMBINATIONS))]


def test_without_what_is_named_a_part_that_was_kept_out_is_found(web: TestClient, combinations: list[Any]) -> None:
    kept_out = [(params, part, answer) for params, part, answer in combinations if not answer["shown"]]
    kinds = Counter(cause["kind"] for _, _, answer in kept_out for cause in answer["excluded_by"])
    assert len(kept_out) > 80
    assert set(kinds) == {"filter", "word", "number"}
    failed = []
    for params, part, answer in kept_out:
        again = why(web, without(params, answer["excluded_by"]), part)
        if not answer["excluded_by"] or not again["shown"]:
            failed.append((params, part, answer["excluded_by"], without(params, answer["excluded_by"]), again["excluded_by"]))
    assert failed == []


def test_a_part_that_is_shown_stands_at_the_rank_that_is_told(web: TestClient, combinations: list[Any]) -> None:
    checked = 0
    for params, part, answer in combinations:
        if answer["shown"] and (answer["rank"] or 1_000) <= 100:
            hits = web.get("/api/v1/search", params=[*params, ("size", "100")]).json()["hits"]
            found = hits[answer["rank"] - 1]
            assert (found["part"]["id"], found["tier"]) == (part, answer["tier"]), params
            checked += 1
    assert checked > 40


def test_contributions_sum_to_the_score_and_name_no_unexplained_rest(combinations: list[Any]) -> None:
    for params, part, answer in combinations:
        if answer["shown"]:
            total = sum(one["points"] for one in answer["contributions"])
            assert total == pytest.approx(answer["score"], rel=answer["tolerance"], abs=answer["tolerance"]), (params, part, answer)
            assert "fit" not in {one["kind"] for one in answer["contributions"]}, (params, part, answer["contributions"])
            assert sum(one["share"] for one in answer["evidence"]) == pytest.approx(1.0, abs=1e-9)


def test_a_part_that_nobody_knows_is_not_found(web: TestClient) -> None:
    assert web.get("/api/v1/search/why", params={"q": "battery", "part": "999999999"}).status_code == 404
    assert web.get("/api/v1/search/why", params={"q": "battery"}).status_code == 422
