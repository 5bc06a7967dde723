"""Searches of the default world that find nothing as they are asked: what is given up is said, and what is proposed has hits."""

import random
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.integration.api.conftest import Sql


def searched(web: TestClient, q: str, **params: str) -> dict[str, Any]:
    answer = web.get("/api/v1/search", params={"q": q, "size": 50, **params})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_word_that_no_part_has_is_left_out_and_named(web: TestClient) -> None:
    body = searched(web, "battery unobtainium")
    assert body["total"] == searched(web, "battery")["total"] > 0
    assert [(step["step"], "unobtainium" in step["text"]) for step in body["relaxations"]] == [("words", True)]
    assert body["query"]["text"] == "battery unobtainium"


def test_words_that_never_stand_together_lose_the_commoner_one(web: TestClient) -> None:
    body = searched(web, "battery endoscope")
    if body["relaxations"]:
        assert body["total"] > 0
        assert [step["step"] for step in body["relaxations"]] == ["words"]


def test_a_price_that_nobody_asks_is_loosened_to_the_nearest(web: TestClient) -> None:
    body = searched(web, "battery under $1")
    assert [step["step"] for step in body["relaxations"]] == ["bounds"]
    text = body["relaxations"][0]["text"]
    assert text.startswith("None up to 1 USD; ")
    assert text.endswith(" USD.")
    assert f" {body['total']} from " in text
    nearest = Decimal(text.rsplit(" from ", 1)[1].removesuffix(" USD.").replace(",", ""))
    assert searched(web, "battery", price_max=str(nearest))["relaxations"] == []
    assert searched(web, "battery", price_max=str(nearest - 1))["relaxations"] != []


@pytest.mark.parametrize(("params", "said"), [({"ship_from": "NZ", "in_stock": "true"}, "NZ"), ({"lead_time_max": "0", "condition": "exchange"}, "")])
def test_filters_of_the_request_are_loosened_as_well(web: TestClient, params: dict[str, str], said: str) -> None:
    body = searched(web, "x-ray tube", **params)
    if body["relaxations"]:
        assert {step["step"] for step in body["relaxations"]} <= {"bounds", "words"}
        assert said in body["relaxations"][0]["text"]
        assert body["total"] > 0


def test_a_search_that_finds_something_gives_nothing_up(web: TestClient) -> None:
    for query in ("battery", "siemens battery", "x-ray tube in stock"):
        assert (searched(web, query)["relaxations"], searched(web, query)["did_you_mean"]) == ([], None)


def test_nothing_at_all_ends_with_the_offer_to_ask_for_a_quotation(web: TestClient) -> None:
    body = searched(web, "zzzzqq wwwwvv")
    assert (body["total"], body["hits"]) == (0, [])
    assert [step["step"] for step in body["relaxations"]] == ["quote"]


def test_an_unknown_number_is_left_out_whole_or_not_at_all(web: TestClient) -> None:
    alone = searched(web, "QX-99887766-Z")
    assert (alone["total"], [step["step"] for step in alone["relaxations"]], alone["did_you_mean"]) == (0, ["quote"], None)
    beside = searched(web, "battery QX-99887766-Z")
    assert beside["total"] > 0
    assert "QX-99887766-Z" in beside["relaxations"][0]["text"]


def test_a_misspelt_word_is_spelt_as_the_catalogue_spells_it_and_the_proposal_finds_parts(web: TestClient, rows: Sql) -> None:
    names = rows(
        "SELECT DISTINCT lower(w) FROM part, regexp_split_to_table(name, '[^A-Za-z]+') w WHERE removed_at IS NULL AND length(w) BETWEEN 7 AND 10 ORDER BY 1"
    )
    draw = random.Random(4)
    proposed = 0
    for (word,) in draw.sample(names, 40):
        place = draw.randint(2, len(str(word)) - 2)
        wrong = str(word)[:place] + str(word)[place + 1 :]
        meant = searched(web, wrong)["did_you_mean"]
        if meant:
            proposed += 1
            assert meant != wrong
            assert searched(web, meant)["total"] > 0, (wrong, meant)
    assert proposed >= 20


def test_a_proposal_keeps_numbers_and_makers_as_they_were_typed(web: TestClient, rows: Sql) -> None:
    number = str(rows("SELECT part_number FROM part WHERE removed_at IS NULL AND part_number ~ '^[0-9]{7,}$' ORDER BY id LIMIT 1")[0][0])
    for query in (f"battrey {number[:-1]}", "Dräger battrey", "battrey 12V"):
        body = searched(web, query)
        kept = [word for word in query.split() if word != "battrey"]
        if body["did_you_mean"]:
            assert all(word in body["did_you_mean"] for word in kept)


def test_a_misspelt_word_beside_one_that_nobody_has_is_still_found(web: TestClient) -> None:
    body = searched(web, "battrey unobtainium")
    assert body["total"] > 0
    assert [(step["step"], "unobtainium" in step["text"], "battrey" in step["text"]) for step in body["relaxations"]] == [("words", True, False)]
