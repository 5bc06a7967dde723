"""Which searches may be proposed to others: a stranger's plain words that found something, and nothing that could be private."""

from dataclasses import replace

import pytest

from accounts.viewer import Viewer
from search.past_queries import compile_queries, worth_keeping
from search.request import Filters, SearchRequest
from search.response import Chip, SearchPage, UnderstoodQuery

MODEL = Chip("model", "214", "MX450", certain=True)


def page(text: str, *chips: Chip, intent: str = "text", total: int = 3) -> SearchPage:
    return SearchPage(UnderstoodQuery(text, intent, chips, text), total, (), (), "", {})  # type: ignore[arg-type]


def kept(text: str, *chips: Chip, **more: object) -> str | None:
    return worth_keeping(replace(SearchRequest(text), **more), page(text, *chips))  # type: ignore[arg-type]


def test_plain_words_are_kept_in_one_form() -> None:
    assert kept("  ECG  Trunk càble ") == "ecg trunk cable"
    assert kept("battery 12V") == "battery 12v"
    assert kept("battery for MX450", MODEL) == "battery for mx450"


def test_what_could_be_somebody_s_own_number_is_not() -> None:
    assert kept("battery AB-12345") is None
    assert kept("battery for MX450") is None, "the catalogue does not explain it"
    assert kept("battery MX450", replace(MODEL, certain=False)) is None
    assert worth_keeping(SearchRequest("M8105A"), page("M8105A", intent="number")) is None
    assert kept("battery for MRI-20251001", Chip("device", "MRI-20251001", "MRI-20251001", certain=True)) is None


@pytest.mark.parametrize(
    "more",
    [
        {"viewer": Viewer(("public", "registered"), 20, "USD")},
        {"viewer": Viewer(("public", "registered"), None, "USD")},
        {"filters": Filters(manufacturer=("2",))},
        {"device": "MRI-1"},
        {"page": 2},
        {"off": ("model",)},
    ],
)
def test_only_a_stranger_s_search_without_more_is_kept(more: dict[str, object]) -> None:
    assert kept("ecg cable") is not None
    assert kept("ecg cable", **more) is None


def test_a_search_that_found_nothing_as_it_stands_is_not_kept() -> None:
    asked = SearchRequest("ecg cable")
    assert worth_keeping(asked, page("ecg cable", total=0)) is None
    assert worth_keeping(asked, replace(page("ecg cable"), relaxations=(("words", "Left out"),))) is None
    assert worth_keeping(asked, replace(page("ecg cable"), did_you_mean="ecg cables")) is None
    assert worth_keeping(asked, replace(page("ecg cable"), degraded=True)) is None


def test_lengths_have_limits() -> None:
    assert kept("ab") is None
    assert kept("cable " * 20) is None
    assert kept("a b c d e f g h i") is None


def test_a_text_is_completed_by_queries_whose_words_it_begins() -> None:
    past = compile_queries(["ecg trunk cable", "ecg lead set", "trunk hinge"])
    assert past.beginning_with("Trunk c", 3) == ("ecg trunk cable",)
    assert past.beginning_with("ecg", 1) == ("ecg trunk cable",)
    assert past.beginning_with("ecg trunk cable", 3) == (), "what is typed already"
    assert past.beginning_with("ec", 3) == (), "too short to mean anything"
    assert past.beginning_with("runk", 3) == ()
