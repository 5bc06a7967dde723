"""A click on a result is noted once in a real browser, whether or not the page was fetched ahead of it."""

import re
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from core.db import make_engine
from core.settings import Settings

# The browser under test says that it is headless, and so would not count as a person.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"


@pytest.fixture
def bind(web_settings: Settings) -> Iterator[sa.Engine]:
    pool = make_engine(web_settings)
    yield pool
    pool.dispose()


def results(browser: Browser, site: str, *, script: bool) -> Page:
    page = browser.new_context(user_agent=PERSON, base_url=site, java_script_enabled=script).new_page()
    page.goto("/search?q=battery", wait_until="networkidle")
    return page


def clicks(bind: sa.Engine, query_id: str) -> list[tuple[int, int]]:
    """Part and place of each noted click of a search, once they have been written."""
    time.sleep(2.5)
    statement = sa.text("SELECT object_id, ordinal FROM search_event WHERE action_name = 'click' AND query_id = CAST(:id AS uuid)")
    with bind.connect() as connection:
        return [(row[0], row[1]) for row in connection.execute(statement, {"id": query_id})]


def part_pages(site: str) -> float:
    """How many pages of parts the server has sent."""
    with urlopen(f"{site}/metrics") as answer:  # noqa: S310 - our own server
        found = re.search(r'partwise_http_seconds_count{route="/parts/{key}",status="200"} ([0-9.]+)', answer.read().decode())
    return float(found[1]) if found else 0.0


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_a_click_is_noted_once_and_looking_at_its_link_is_not(browser: Browser, site: str, bind: sa.Engine, script: bool) -> None:
    page = results(browser, site, script=script)
    link = page.locator(".hit h2 a").nth(1)
    found = re.fullmatch(r"/parts/(\d+)-\S+\?query=([0-9a-f-]{36})&position=2", link.get_attribute("href") or "")
    assert found
    before = part_pages(site)
    link.hover()
    time.sleep(1)  # long enough for the browser to fetch the page ahead
    assert part_pages(site) - before == (1 if script else 0)
    assert clicks(bind, found[2]) == []
    link.click()
    page.wait_for_url(re.compile("/parts/"))
    assert clicks(bind, found[2]) == [(int(found[1]), 2)]
    # With scripts the address is one to pass on.
    assert bool(re.search(r"/parts/\d+-[a-z0-9-]+$", page.url)) is script
    page.reload()
    assert len(clicks(bind, found[2])) == 1
    page.context.close()
