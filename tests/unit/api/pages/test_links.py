"""Addresses."""

from hypothesis import given
from hypothesis import strategies as st

from api.pages.links import Links, from_search, part_url, slug

LINKS = Links((("q", "flow & sensor"), ("condition", "new"), ("condition", "used"), ("page", "3")))


def test_a_changed_filter_keeps_everything_else_and_starts_at_page_one() -> None:
    assert LINKS.adding("manufacturer", "3") == "/search?q=flow+%26+sensor&condition=new&condition=used&manufacturer=3"
    assert LINKS.removing("condition", "new") == "/search?q=flow+%26+sensor&condition=used"


def test_a_parameter_is_replaced_or_removed() -> None:
    assert LINKS.setting(condition=None, sort="newest") == "/search?q=flow+%26+sensor&sort=newest"


def test_page_one_has_no_number() -> None:
    assert "page" not in LINKS.at_page(1)
    assert LINKS.at_page(4).endswith("&page=4")


@given(st.text(max_size=200))
def test_a_slug_is_plain_and_short_whatever_the_name(name: str) -> None:
    made = slug(name)
    assert made
    assert len(made) <= 80
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert part_url(1, name) == f"/parts/1-{made}"


def test_a_link_to_a_part_carries_the_search_that_it_stood_in() -> None:
    assert from_search("/parts/5-pump", "abc", 7) == "/parts/5-pump?query=abc&position=7"
    assert from_search("/parts/5-pump?device=MRI-1", "abc", 7) == "/parts/5-pump?device=MRI-1&query=abc&position=7"
    assert from_search("/parts/5-pump", "", 7) == "/parts/5-pump"
