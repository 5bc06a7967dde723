"""Autocomplete in a real browser: by keyboard, by pointer, as a screen reader hears it, and not at all without scripts."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Opened

LABEL = "Part number, name or equipment"


def test_the_arrow_keys_choose_and_enter_leads_to_the_choice(opened: Opened) -> None:
    page = opened("/")
    box = page.get_by_role("combobox", name=LABEL)
    box.press_sequentially("batt")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").first).to_contain_text("suggestions")
    box.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    leads_to = chosen.get_attribute("data-url") or "-"
    box.press("Enter")
    page.wait_for_url(re.compile(re.escape(leads_to)))


def test_escape_closes_and_enter_without_a_choice_searches(opened: Opened) -> None:
    page = opened("/")
    box = page.get_by_role("combobox", name=LABEL)
    box.press_sequentially("batt")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(box).to_have_value("batt")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q=batt"))


def test_a_click_on_a_suggestion_leads_to_it(opened: Opened) -> None:
    page = opened("/")
    page.get_by_role("combobox", name=LABEL).press_sequentially("batt")
    page.get_by_role("group", name="Categories").get_by_role("option").first.click()
    page.wait_for_url(re.compile("/categories/"))


def test_without_scripts_the_box_is_a_plain_form_field(opened: Opened) -> None:
    page = opened("/", script=False)
    expect(page.get_by_role("searchbox", name=LABEL)).to_be_visible()
