"""How pages lie on a screen: nothing runs over the edge, nothing moves, everything has a name."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Opened

SIZES = {"phone": (360, 740), "tablet": (820, 1100), "desktop": (1440, 900)}
PAGES = {
    "home": "/",
    "results": "/search?q=battery&condition=new&condition=used&in_stock=true",
    "table": "/search?q=cable&view=table",
    "nothing": "/search?q=zzzz+qqqq",
    "long": f"/search?q={'W' * 200}",
}
NAMELESS = """
() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
  .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length))
  .map((one) => one.outerHTML.slice(0, 120))
"""
# The link of a hit is as large as its row, which its own box does not tell.
SMALL = """
() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
  .filter((one) => one.checkVisibility() && !one.closest(".skip, .hit h2"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width > 1 && (box.height < 18 || box.width < 8))
  .map(([one, box]) => `${box.width}x${box.height} ${one.outerHTML.slice(0, 100)}`)
"""


def part(page: Page) -> None:
    """Go on to the first part of the results."""
    page.locator(".hit h2 a").first.click()
    page.wait_for_load_state("load")
    # The page tells its click and cleans its address; a page that was fetched ahead never reports an idle network to the driver.
    page.wait_for_url(lambda url: "query=" not in url)


def check(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.shifted") < 0.01
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(SMALL) == []
    assert page.locator("main").count() == page.locator("h1").count() == 1


@pytest.mark.parametrize("size", SIZES)
def test_pages_keep_within_the_screen_and_do_not_move(opened: Opened, shots: Path | None, size: str) -> None:
    width, height = SIZES[size]
    for name, path in PAGES.items():
        page = opened(path, width=width, height=height)
        check(page, width)
        if shots:
            page.screenshot(path=shots / f"{name}-{size}.png")
        if name == "results":
            part(page)
            check(page, width)


def test_a_results_page_prints_without_its_frame(opened: Opened) -> None:
    page = opened("/search?q=battery")
    part(page)
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
