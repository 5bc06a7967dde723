from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.viewer import ANONYMOUS, Viewer
from search.fusion import Attempt
from search.labels import Labels
from search.query.builder import FIRST_ATTEMPT, build
from search.request import SORTS, Filters, SearchRequest
from search.response import Chip, UnderstoodQuery
from search.schema.offered import STEP
from search.tuning.loader import load_query_config
from search.understand.pipeline import understand

CONFIG = load_query_config()
MEMBER = Viewer(("public", "registered", "trade"), 42, "EUR")
EVERY_FILTER = Filters(
    ("1",),
    ("2",),
    ("3",),
    ("MRI",),
    ("new", "used"),
    Decimal(10),
    Decimal("99.99"),
    True,
    3,
    12,
    ("DE",),
    ("7",),
    Decimal("4.5"),
    (("voltage", "12..24"), ("colour", "red")),
)
# Where a value may come from the outside: the value side of these, and nowhere else.
VALUES = ("query", "value", "term", "terms", "range")
FORBIDDEN = {"query_string", "simple_query_string", "regexp", "wildcard", "script", "script_score", "fuzzy", "intervals", "percolate", "more_like_this"}


def body_of(request: SearchRequest, understood: UnderstoodQuery | None = None, attempt: Attempt = FIRST_ATTEMPT) -> dict[str, Any]:
    return build(understood or understand(request.q, CONFIG.understanding, Labels()), request, CONFIG, {}, attempt)


def nodes(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from nodes(child, (*path, key))
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child, path)


def keys(body: dict[str, Any]) -> set[str]:
    return {key for _, node in nodes(body) if isinstance(node, dict) for key in node}


@given(st.text(max_size=200))
def test_text_of_any_kind_is_only_ever_a_value(text: str) -> None:
    marked = text + ' zqzq" {} zqzqfield:zqzqvalue'
    body = body_of(SearchRequest(marked))
    assert not any("zqzq" in key for key in keys(body))
    assert not keys(body) & FORBIDDEN
    for path, node in nodes(body):
        if isinstance(node, str) and "zqzq" in node:
            assert set(path[-2:]) & set(VALUES), path


def test_one_hostile_word_has_the_shape_of_one_plain_word() -> None:
    plain, hostile = (keys(body_of(SearchRequest(text))) for text in ("battery", "batter*y:(x~y)"))
    assert hostile <= plain


def every_nested_offer_query(body: dict[str, Any]) -> Iterator[list[Any]]:
    """The filters of each nested clause on offers: in queries, in aggregations, in the sort."""
    for _, node in nodes(body):
        if isinstance(node, dict) and isinstance(nested := node.get("nested"), dict) and nested.get("path") == "offers":
            inside = nested.get("query") or nested.get("filter") or node["aggs"]["admitted"]["filter"]
            yield inside["bool"]["filter"]


@pytest.mark.parametrize(("viewer", "tokens"), [(ANONYMOUS, ["public"]), (MEMBER, ["public", "registered", "trade", "org:42"])])
@pytest.mark.parametrize("sort", SORTS)
def test_every_look_at_offers_is_through_the_viewers_eyes(viewer: Viewer, tokens: list[str], sort: Any) -> None:
    looks = list(every_nested_offer_query(body_of(SearchRequest("GE 2100018", EVERY_FILTER, sort=sort, viewer=viewer))))
    assert len(looks) >= 9
    assert all({"terms": {"offers.audience": tokens}} in look for look in looks)


OFFER_FACETS = Filters(condition=("new", "used"), price_max=Decimal(99), in_stock=True)


@pytest.mark.parametrize("viewer", [ANONYMOUS, Viewer(("public", "registered"), None, "USD"), Viewer(("public", "registered", "trade"), None, "USD"), MEMBER])
@pytest.mark.parametrize("sort", SORTS)
def test_a_part_is_asked_what_the_viewers_own_circle_sees_and_no_other(viewer: Viewer, sort: Any) -> None:
    """The widest audience names the circle; offers to the viewer's organisation stay with the nested offers."""
    for filters in (Filters(), OFFER_FACETS):
        said = str(body_of(SearchRequest("battery", filters, sort=sort, viewer=viewer)))
        assert {name.split(".")[1] for name in said.split("'") if name.startswith("offered.")} == {viewer.audiences[-1]}
        assert ("offered_privately" in said) is (viewer is MEMBER)
        assert viewer is MEMBER or filters is OFFER_FACETS or "nested" not in said


def test_whoever_belongs_to_no_circle_is_answered_by_the_nested_offers() -> None:
    assert "offered." not in str(body_of(SearchRequest("battery", OFFER_FACETS, viewer=Viewer((), None, "USD"))))


def test_offer_filters_stand_together_in_one_nested_clause() -> None:
    clause = next(c for c in body_of(SearchRequest(filters=EVERY_FILTER))["post_filter"]["bool"]["filter"] if c.get("nested", {}).get("path") == "offers")
    inside = clause["nested"]["query"]["bool"]["filter"]
    fields = {next(iter(next(iter(c.values())))) for c in inside}
    assert fields == {
        f"offers.{name}" for name in ("audience", "condition", "price_cents", "stock", "lead_time_days", "warranty_months", "ship_from", "seller_id")
    }


@pytest.mark.parametrize("facet", ["category", "manufacturer", "modality"])
def test_a_facet_leaves_out_its_own_selection_only(facet: str) -> None:
    field = {"category": "category_ids", "manufacturer": "manufacturer_id", "modality": "modalities"}
    aggs = body_of(SearchRequest(filters=EVERY_FILTER))["aggs"]
    group = next(found for name, found in aggs.items() if name.startswith("among:") and facet in found["aggs"])
    for other, name in field.items():
        filtered = any(name in clause.get("terms", {}) for clause in group["filter"]["bool"]["filter"])
        assert filtered is (other != facet)


def test_private_numbers_are_looked_up_for_members_of_their_organisation_only() -> None:
    def looked_up(viewer: Viewer) -> list[Any]:
        return [
            node["terms"]["private_aliases"]
            for _, node in nodes(body_of(SearchRequest("OWN-1234", viewer=viewer)))
            if isinstance(node, dict) and "private_aliases" in node.get("terms", {})
        ]

    assert looked_up(ANONYMOUS) == []
    assert looked_up(MEMBER)
    assert all(found == ["42:OWN1234"] for found in looked_up(MEMBER))


def test_removed_parts_are_never_asked_for() -> None:
    for q in ("", "battery", "2100018", "!!!"):
        assert {"term": {"visible": True}} in body_of(SearchRequest(q))["query"]["bool"]["filter"]


def test_numbers_are_forgiven_no_typo_and_words_by_their_length() -> None:
    forgiven = {
        node["query"]: node["fuzziness"]
        for _, node in nodes(body_of(SearchRequest("M8105A fan cable ventilator 12V"), attempt=Attempt(generous=True)))
        if isinstance(node, dict) and "fuzziness" in node
    }
    assert forgiven == {"cable": 1, "ventilator": 2}
    assert not any("fuzziness" in node for _, node in nodes(body_of(SearchRequest("cable"))) if isinstance(node, dict))


def test_each_order_ends_the_same_way_so_that_pages_are_stable() -> None:
    for sort in SORTS:
        *_, last = body_of(SearchRequest("battery", sort=sort))["sort"]
        assert last == {"id": {"order": "asc"}}


def test_a_price_bound_is_in_us_cents_and_never_lets_a_dearer_offer_in() -> None:
    request = SearchRequest(filters=Filters(price_min=Decimal("10.01"), price_max=Decimal("10.01")), currency="EUR", usd_per_unit=Decimal("1.08375"))
    assert body_of(request)["post_filter"] == {"bool": {"filter": [{"match_none": {}}]}}  # 1084.83 cents lie between
    looser = replace(request, filters=Filters(price_min=Decimal("10.01"), price_max=Decimal("10.02")))
    assert {"range": {"offered.public.prices": {"gte": 1085, "lt": 1086}}} in body_of(looser)["post_filter"]["bool"]["filter"]
    nested = replace(request, filters=replace(request.filters, seller=("7",)))
    bounds = [node["offers.price_cents"] for path, node in nodes(body_of(nested)["post_filter"]) if path[-1:] == ("range",)]
    assert bounds == [{"gte": 1085, "lte": 1084}]


def test_totals_are_exact_and_only_what_is_shown_is_fetched() -> None:
    body = body_of(SearchRequest("battery", page=3, size=10))
    assert (body["from"], body["size"], body["track_total_hits"], body["_source"]) == (20, 10, True, ["id", "popularity", "card"])


def chips(text: str, *found: Chip, residual: str = "", intent: Any = "text") -> UnderstoodQuery:
    return UnderstoodQuery(text, intent, found, residual)


def test_a_certain_chip_filters_everything_and_is_no_facets_selection() -> None:
    understood = chips("refurb battery", Chip("condition", "refurbished", "refurb", certain=True), residual="battery")
    body = body_of(SearchRequest("refurb battery"), understood)
    clause = {"range": {"offered.public.conditions": {"gte": STEP, "lt": 2 * STEP}}}
    assert body["post_filter"] == {"bool": {"filter": [clause]}}
    groups = [found for name, found in body["aggs"].items() if name.startswith("among:")]
    assert [found["filter"] for found in groups] == [body["post_filter"]]
    assert {layout.name for layout in CONFIG.facets.facets} <= set(groups[0]["aggs"])


def test_a_filter_of_the_request_wins_over_the_chip_of_its_slot() -> None:
    understood = chips("refurb", Chip("condition", "refurbished", "refurb", certain=True))
    body = body_of(SearchRequest("refurb", Filters(condition=("new",))), understood)
    assert body["post_filter"] == {"bool": {"filter": [{"range": {"offered.public.conditions": {"gte": 0, "lt": STEP}}}]}}


def test_a_likely_chip_only_boosts() -> None:
    understood = chips("ge probe", Chip("manufacturer", "1", "ge", certain=False), residual="ge probe")
    body = body_of(SearchRequest("ge probe"), understood)
    assert "post_filter" not in body
    probable = {"bool": {"filter": [{"term": {"manufacturer_id": "1"}}], "_name": "likely:manufacturer:1"}}
    assert {"filter": probable, "weight": CONFIG.boosts.likely.weight} in [node for _, node in nodes(body) if isinstance(node, dict)]


def test_the_maker_beside_a_part_number_orders_but_never_hides_it() -> None:
    found = (
        Chip("manufacturer", "1", "GE", certain=True),
        Chip("part_number", "2100018", "2100018", certain=True),
        Chip("in_stock", True, "in stock", certain=True),
    )
    body = body_of(SearchRequest("GE 2100018 in stock"), chips("GE 2100018 in stock", *found, intent="number"))
    assert "manufacturer_id" not in str(body["post_filter"])
    assert {"exists": {"field": "offered.public.stocked_prices"}} in body["post_filter"]["bool"]["filter"]


def test_a_price_named_in_another_currency_is_converted() -> None:
    chip = Chip("price_max", {"amount": "900", "currency": "EUR"}, "below 900 eur", certain=True)
    body = build(chips("below 900 eur", chip), SearchRequest("below 900 eur"), CONFIG, {"EUR": Decimal("1.1")})
    assert {"range": {"offered.public.prices": {"gte": 0, "lt": 99_001}}} in [node for _, node in nodes(body["post_filter"]) if isinstance(node, dict)]


def test_a_negated_condition_is_no_condition_of_the_offer() -> None:
    body = body_of(SearchRequest("not used"), chips("not used", Chip("not.condition", "used", "not used", certain=True)))
    ranges = [node["range"]["offered.public.conditions"] for _, node in nodes(body["post_filter"]) if isinstance(node, dict) and "range" in node]
    assert ranges == [{"gte": 0, "lt": 3 * STEP}, {"gte": 4 * STEP, "lt": 5 * STEP}], "used is the fourth of five"


def test_the_sort_that_words_ask_for_yields_to_the_one_that_was_chosen() -> None:
    understood = chips("cheapest", Chip("sort", "price_asc", "cheapest", certain=True))
    request = SearchRequest("cheapest")
    assert "offered.public.prices" in body_of(request, understood)["sort"][0]
    assert "listed_at" in body_of(replace(request, sort="newest"), understood)["sort"][0]


@pytest.mark.parametrize(
    ("rest", "folded"), [("8L 48 834 V", "8L48834V"), ("BPL-KKE-0697", "BPLKKE0697"), ("XBO N 363W/91", "XBON363W91"), ("68-KW-5466", "68KW5466")]
)
def test_what_stands_beside_the_maker_is_looked_up_as_one_number(rest: str, folded: str) -> None:
    makers = (
        Chip("manufacturer", "1", "BPL Medical", certain=True),
        Chip("manufacturer", "1", "BPL", certain=True),
        Chip("spec.power", "363", "363W", certain=False),
    )
    understood = chips(f"BPL Medical {rest}", *makers, residual=rest)
    looked_up = [
        node["number_folded"]
        for path, node in nodes(body_of(SearchRequest(understood.text), understood))
        if path[-1:] == ("terms",) and "number_folded" in node
    ]
    assert looked_up[0][-1] == folded
