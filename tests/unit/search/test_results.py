from decimal import Decimal
from typing import Any

import pytest

from search.labels import CategoryLabel, Labels
from search.request import Filters, SearchRequest
from search.response import Facet, SearchPage, UnderstoodQuery
from search.results import search_page
from search.tuning.loader import load_query_config

CONFIG = load_query_config()
LABELS = Labels(
    {
        "1": CategoryLabel("Power", None),
        "2": CategoryLabel("Batteries", "1"),
        "3": CategoryLabel("Lithium", "2"),
        "4": CategoryLabel("Imaging", None),
        "5": CategoryLabel("Fans", "1"),
    },
    {"7": "GE HealthCare", "8": "Philips"},
    {"MRI": "Magnetic resonance"},
)


def terms(**counts: int) -> dict[str, Any]:
    return {"values": {"buckets": [{"key": key.lstrip("_"), "doc_count": count} for key, count in counts.items()]}}


def within(buckets: Any) -> dict[str, Any]:
    return {"offers": {"admitted": {"values": {"buckets": buckets}}}}


def page_of(hits: list[dict[str, Any]], request: SearchRequest | None = None, **aggregations: Any) -> SearchPage:
    empty = {
        "category": terms(),
        "manufacturer": terms(),
        "modality": terms(),
        "model": terms(),
        "condition": within([]),
        "price": within([]),
        "in_stock": within({}),
    }
    response = {"hits": {"total": {"value": 41}, "hits": hits}, "aggregations": {**empty, **aggregations}}
    return search_page(response, UnderstoodQuery("battery 12V", "text", (), "battery 12V"), request or SearchRequest(), CONFIG, LABELS, {"engine": 1.0})


def facet(page: SearchPage, name: str) -> Facet:
    return next(facet for facet in page.facets if facet.name == name)


def hit(*matched: str) -> dict[str, Any]:
    return {"_source": {"id": "5", "card": {"name": "Battery", "replaced_by": []}}, "matched_queries": dict.fromkeys(matched, 1.0)}


@pytest.mark.parametrize(
    ("matched", "tier"),
    [
        (("infix", "prefix", "exact", "normalised", "word:0"), "exact"),
        (("normalised", "infix"), "normalised"),
        (("alias", "superseded"), "alias"),
        (("superseded_live", "superseded"), "superseded"),
        (("superseded",), "superseded"),
        (("prefix", "infix"), "infix"),
        (("infix",), "infix"),
        (("word:0", "word:1"), "text"),
        ((), "text"),
    ],
)
def test_a_hits_tier_is_the_highest_that_matched(matched: tuple[str, ...], tier: str) -> None:
    assert page_of([hit(*matched)]).hits[0].tier == tier


def test_a_hit_by_words_names_the_words() -> None:
    found = page_of([hit("word:1")]).hits[0]
    assert [(reason.kind, reason.text, reason.share) for reason in found.evidence] == [("words", "12V", 1.0)]


def test_the_page_carries_total_release_and_times() -> None:
    page = page_of([])
    assert (page.total, page.release, page.took_ms, page.degraded) == (41, CONFIG.release, {"engine": 1.0}, False)


def test_facets_stand_in_the_configured_order() -> None:
    assert [facet.name for facet in page_of([]).facets] == [layout.name for layout in CONFIG.facets.facets]


def test_values_have_labels_and_the_most_parts_first() -> None:
    buckets = facet(page_of([], manufacturer=terms(_8=2, _7=9)), "manufacturer").buckets
    assert [(bucket.label, bucket.count) for bucket in buckets] == [("GE HealthCare", 9), ("Philips", 2)]


def test_a_selected_value_stays_although_it_has_no_parts() -> None:
    request = SearchRequest(filters=Filters(manufacturer=("8",)))
    buckets = facet(page_of([], request, manufacturer=terms(_7=9)), "manufacturer").buckets
    assert [(bucket.value, bucket.count, bucket.selected) for bucket in buckets] == [("7", 9, False), ("8", 0, True)]


def test_offer_facets_count_parts_and_not_offers() -> None:
    counted = within([{"key": "new", "doc_count": 30, "parts": {"doc_count": 11}}])
    assert facet(page_of([], condition=counted), "condition").buckets[0].count == 11


def test_parts_with_offers_of_the_viewers_own_organisation_are_added() -> None:
    seen, own = (
        {"values": {"buckets": [{"key": "new", "doc_count": 7}]}},
        {"offers": within([{"key": "new", "doc_count": 3, "parts": {"doc_count": 2}}])["offers"]},
    )
    assert facet(page_of([], None, **{"condition": seen, "condition:own": own}), "condition").buckets[0].count == 9


def test_facets_behind_a_filter_are_read_like_the_others() -> None:
    grouped = {"among:0": {"doc_count": 9, "manufacturer": {"buckets": [{"key": "7", "doc_count": 4}]}}}
    assert facet(page_of([], None, **grouped), "manufacturer").buckets[0].count == 4


def test_the_tree_shows_roots_and_unfolds_towards_the_selection() -> None:
    counts = terms(_1=9, _2=6, _3=4, _4=2, _5=3)
    folded = facet(page_of([], category=counts), "category").buckets
    assert [(bucket.label, bucket.depth) for bucket in folded] == [("Power", 0), ("Imaging", 0)]
    request = SearchRequest(filters=Filters(category=("2",)))
    open_ = facet(page_of([], request, category=counts), "category").buckets
    assert [(bucket.label, bucket.depth, bucket.selected) for bucket in open_] == [
        ("Power", 0, False), ("Batteries", 1, True), ("Lithium", 2, False), ("Fans", 1, False), ("Imaging", 0, False),
    ]  # fmt: skip


def test_the_only_branch_unfolds_by_itself() -> None:
    buckets = facet(page_of([], category=terms(_1=6, _2=6, _3=6)), "category").buckets
    assert [bucket.label for bucket in buckets] == ["Power", "Batteries", "Lithium"]


def test_the_price_range_that_was_chosen_is_selected() -> None:
    counted = within([{"key": "50..200", "parts": {"doc_count": 3}, "doc_count": 3}])
    request = SearchRequest(filters=Filters(price_min=Decimal(50), price_max=Decimal(200)))
    assert [(b.value, b.label, b.selected) for b in facet(page_of([], request, price=counted), "price").buckets] == [("50..200", "50 to 200 USD", True)]


def test_a_selected_model_is_counted_although_others_have_more_parts() -> None:
    counted = {"model": terms(_1=5, _2=4)["values"], "model:chosen": {"buckets": [{"key": "9", "doc_count": 1}]}}
    models = facet(page_of([], SearchRequest(filters=Filters(model=("9",))), **counted), "model")
    assert [(bucket.value, bucket.count, bucket.selected) for bucket in models.buckets] == [("1", 5, False), ("2", 4, False), ("9", 1, True)]
