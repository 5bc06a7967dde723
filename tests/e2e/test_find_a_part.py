"""A buyer finds a part in a real browser, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Opened


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_home_page_over_a_filter_to_a_part(opened: Opened, script: bool) -> None:
    page = opened("/", script=script)
    page.get_by_label("Part number, name or equipment").fill("battery")
    page.get_by_label("Part number, name or equipment").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("battery")
    before = found(page)
    page.get_by_role("complementary", name="Filters").get_by_role("link", name=re.compile("^New")).click()
    expect(page.get_by_role("link", name="Remove filter New")).to_be_visible()
    assert 0 < found(page) < before
    number = page.locator(".hit h2 a").first.inner_text()
    page.locator(".hit h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(number)
    expect(page.get_by_role("heading", name="Offers")).to_be_visible()
    assert re.search(r"/parts/\d+-[a-z0-9-]+(\?query=|$)", page.url)


def found(page: Page) -> int:
    """How many parts the results page says there are."""
    heading = page.get_by_role("heading", level=1).inner_text()
    return int(re.sub(r"\D", "", heading.split(" for ")[0]))


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_number_typed_in_any_spelling_is_the_first_hit(opened: Opened, script: bool) -> None:
    number = opened("/search?q=battery", script=script).locator(".hit h2 a").first.inner_text()
    page = opened("/", script=script)
    page.get_by_label("Part number, name or equipment").fill(re.sub(r"[^A-Za-z0-9]", "", number).lower())
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".hit h2 a").first).to_have_text(number)


def test_the_order_and_the_price_bounds_are_forms_that_keep_the_rest(opened: Opened) -> None:
    page = opened("/search?q=battery&condition=new", script=False)
    page.get_by_label("Order").select_option("price_asc")
    page.get_by_role("button", name="Apply").click()
    page.get_by_label("To (USD)").fill("200")
    page.get_by_role("button", name="Set").click()
    assert {"q=battery", "condition=new", "sort=price_asc", "price_max=200"} <= set(page.url.partition("?")[2].split("&"))
    expect(page.get_by_role("link", name="Remove filter Up to $200")).to_be_visible()


def test_filters_open_on_a_phone_without_scripts(opened: Opened) -> None:
    page = opened("/search?q=battery", width=360, height=740, script=False)
    choice = page.get_by_role("complementary", name="Filters").get_by_role("link", name=re.compile("^New"))
    expect(choice).to_be_hidden()
    page.get_by_text("Filters", exact=True).click()
    choice.click()
    expect(page.get_by_text("Filters (1)")).to_be_visible()


def test_the_keyboard_reaches_the_content_first(opened: Opened) -> None:
    page = opened("/search?q=battery")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_the_number_is_copied_by_one_click(opened: Opened) -> None:
    page = opened("/search?q=battery")
    page.locator(".hit h2 a").first.click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_role("heading", level=1).inner_text()
