"""The results page's view."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from api.pages.facets import facet_views
from api.pages.links import Links, Pairs
from api.pages.results import Money, ResultsView, Shown, chip_text, results_view
from catalog.page import LiveRow
from search.request import Filters, SearchRequest
from search.response import Bucket, Chip, Facet, SearchPage
from tests.unit.api import made

Rows = Mapping[int, LiveRow]
MONEY = Money("USD", {"USD": Decimal(1), "EUR": Decimal("1.1")})


def view(page: SearchPage, pairs: Pairs = (("q", "m1191"),), request: SearchRequest | None = None, rows: Rows | None = None) -> ResultsView:
    live = {hit.part_id: made.live(hit.part_id) for hit in page.hits} if rows is None else rows
    return results_view(request or SearchRequest("m1191"), page, live, Shown(pairs, "list", MONEY), {("manufacturer", "3"): "Philips"}, 5.0)


def test_hits_of_one_tier_stand_under_one_heading_in_their_order() -> None:
    page = made.search_page(made.hit(1), made.hit(2), made.hit(3, "alias", "another number of this part"), made.hit(4, "text"))
    groups = view(page).groups
    assert [len(group.hits) for group in groups] == [2, 1, 1]
    assert [group.heading.text if group.heading else "" for group in groups] == ["Exact number", "Alias: another number of this part", "Match in the text"]


def test_text_matches_alone_have_no_heading() -> None:
    assert [group.heading for group in view(made.search_page(made.hit(1, "text"))).groups] == [None]


def test_a_hit_without_a_live_row_is_not_shown() -> None:
    groups = view(made.search_page(made.hit(1), made.hit(2)), rows={2: made.live(2)}).groups
    assert [hit.url for group in groups for hit in group.hits] == ["/parts/2-spo2-sensor-adult-glove"]


def test_price_and_lifecycle_come_from_the_live_row() -> None:
    shown = view(made.search_page(made.hit(1)), rows={1: made.live(1, lifecycle="recalled")}).groups[0].hits[0]
    assert shown.deal is not None
    assert (shown.deal.price, shown.deal.about, shown.deal.others) == ("€4,950.00", "about $5,445", "2 more offers")
    assert [badge.text for badge in shown.badges] == ["Recalled"]


def test_a_chip_is_dropped_by_the_slot_that_it_fills() -> None:
    (chip,) = view(made.search_page()).chips
    assert chip.remove_url == "/search?q=m1191&off=part_number"


@pytest.mark.parametrize(
    ("chip", "said"),
    [
        (Chip("price_max", {"amount": "5000", "currency": "USD"}, "under $5000", certain=True), "Up to $5,000"),
        (Chip("in_stock", True, "in stock", certain=True), "In stock"),
        (Chip("not.condition", "refurbished", "not refurbished", certain=True), "Not refurbished"),
        (Chip("manufacturer", "3", "GE", certain=True), "Maker: Philips"),
    ],
)
def test_chips_are_said_in_words(chip: Chip, said: str) -> None:
    assert chip_text(chip, {("manufacturer", "3"): "Philips"}) == said


def test_every_active_filter_can_be_removed_by_itself() -> None:
    pairs = (("q", "m1191"), ("manufacturer", "3"), ("price_max", "900"), ("in_stock", "true"))
    request = SearchRequest("m1191", Filters(manufacturer=("3",), price_max=Decimal(900), in_stock=True))
    shown = view(made.search_page(), pairs, request)
    assert {one.label: one.remove_url for one in shown.active} == {
        "Philips": "/search?q=m1191&price_max=900&in_stock=true",
        "Up to $900": "/search?q=m1191&manufacturer=3&in_stock=true",
        "In stock": "/search?q=m1191&manufacturer=3&price_max=900",
    }
    assert shown.clear_url == "/search?q=m1191"


def test_facets_add_remove_and_replace_their_values() -> None:
    facets = {facet.name: facet for facet in facet_views(made.FACETS, Links((("condition", "used"), ("category", "9"))))}
    new, used = sorted((*facets["condition"].first, *facets["condition"].rest), key=lambda bucket: bucket.label)
    assert new.url == "/search?condition=used&category=9&condition=new"
    assert used.url == "/search?category=9"
    assert facets["price"].first[1].url == "/search?condition=used&category=9&price_min=50&price_max=200"
    assert facets["in_stock"].first[0].url == "/search?condition=used&category=9&in_stock=true"


def test_choosing_a_category_replaces_the_ones_above_and_below_it() -> None:
    top, leaf = facet_views(made.FACETS[:1], Links((("category", "9"),)))[0].first
    assert top.url == "/search?category=1"
    assert leaf.url == "/search"


def test_selected_values_of_a_long_facet_stay_in_sight() -> None:
    buckets = tuple(Bucket(str(number), f"Maker {number}", 90 - number, selected=number == 40) for number in range(60))
    shown = facet_views((Facet("manufacturer", "Manufacturer", "terms", buckets),), Links(()))[0]
    assert shown.first[0].label == "Maker 40"
    assert len(shown.first) + len(shown.rest) == 60


def test_the_pager_shows_the_ends_and_the_neighbours() -> None:
    page = view(made.search_page(total=480), (("q", "x"), ("page", "5")), SearchRequest("x", page=5))
    assert [link.text for link in page.pages] == ["Previous", "1", "…", "3", "4", "5", "6", "7", "…", "20", "Next"]
    assert [link.text for link in page.pages if link.current] == ["5"]


def test_the_pager_ends_where_the_window_ends() -> None:
    page = view(made.search_page(total=90_000), (), SearchRequest(size=100, page=10))
    assert page.pages[-1].text == "10"


def test_places_are_those_of_what_is_shown_and_go_on_over_pages() -> None:
    page = made.search_page(made.hit(1, "text"), made.hit(2, "text"), made.hit(3, "text"))
    shown = Shown((("q", "m1191"),), "list", MONEY, place=("abc", 25))
    groups = results_view(SearchRequest("m1191", page=2), page, {part: made.live(part) for part in (1, 3)}, shown, {}, 5.0).groups
    assert [hit.url.partition("?")[2] for hit in groups[0].hits] == ["query=abc&position=25", "query=abc&position=26"]
