"""The JSON of searches and parts."""

from dataclasses import replace
from decimal import Decimal

import orjson
import pytest

from api.schemas import documented, documented_part, part
from api.schemas.search import render
from api.schemas.values import encode
from search.response import Chip
from tests.unit.api import made


def test_a_search_answers_in_the_documented_shape() -> None:
    page = made.search_page(made.hit(1), made.hit(2, "text"), relaxations=(("drop_word", "Without “adult”."),))
    body = encode(render(page, {1: made.live(1), 2: made.live(2, None)}, index_lag_ms=90, live_ms=1.2345))
    answer = documented.SearchResponse.model_validate_json(body)
    first, second = answer.hits
    assert first.best_offer is not None
    assert first.best_offer.price == documented.Money(amount="4950.00", currency="EUR")
    assert (second.best_offer, second.offer_count) == (None, 0)
    assert (answer.took_ms.live, answer.took_ms.total) == (1.23, 6.23)


def test_a_hit_that_was_removed_since_it_was_indexed_is_left_out() -> None:
    body = render(made.search_page(made.hit(1), made.hit(2)), {2: made.live(2)}, index_lag_ms=0, live_ms=0)
    assert [hit["part"]["id"] for hit in body["hits"]] == ["2"]


def test_the_lifecycle_of_a_hit_is_the_live_one() -> None:
    body = render(made.search_page(made.hit(1)), {1: made.live(1, lifecycle="recalled")}, index_lag_ms=0, live_ms=0)
    assert body["hits"][0]["part"]["lifecycle"] == "recalled"


def test_a_superseded_hit_names_what_stands_in_for_it() -> None:
    ends = [{"id": key, "part_number": f"N-{key}", "set_kind": "all", "path": ["O-1", f"N-{key}"]} for key in ("8", "9")]
    body = render(made.search_page(made.hit(1, replaced_by=ends)), {1: made.live(1)}, index_lag_ms=0, live_ms=0)
    replaced = body["hits"][0]["replaced_by"]
    assert replaced["set_kind"] == "all"
    assert [end["part_number"] for end in replaced["parts"]] == ["N-8", "N-9"]


def test_amounts_in_chips_stay_strings() -> None:
    page = made.search_page()
    chip = Chip("price_max", {"amount": Decimal(5000), "currency": "USD"}, "under $5000", certain=True)
    body = encode(render(replace(page, query=replace(page.query, chips=(chip,))), {}, index_lag_ms=0, live_ms=0))
    assert orjson.loads(body)["query"]["chips"][0]["value"] == {"amount": "5000", "currency": "USD"}


def test_a_part_its_offers_and_relations_answer_in_the_documented_shape() -> None:
    page = made.part_page()
    shown = documented_part.PartResponse.model_validate_json(encode(part.part(page)))
    offers = documented_part.OffersResponse.model_validate_json(encode(part.offers(page)))
    relations = documented_part.RelationsResponse.model_validate_json(encode(part.relations(page)))
    assert shown.listed_at == "2026-03-01T12:00:00Z"
    assert shown.category.path == ["MRI", "Coils"]
    assert offers.offers[0].exchange is not None
    assert offers.offers[0].exchange.core_charge.amount == "900.00"
    assert relations.replaced_by[0].path == ["4535-671-23456", "MID-1", "NEW-2"]


def test_what_has_no_json_form_is_an_error_not_a_guess() -> None:
    with pytest.raises(TypeError):
        encode({"value": object()})
