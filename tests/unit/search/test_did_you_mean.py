from typing import Any

from search.did_you_mean import proposals, spelling_body, suspects
from search.labels import Labels
from search.response import Chip, UnderstoodQuery
from search.tuning.loader import load_query_config

CONFIG = load_query_config()
LABELS = Labels(manufacturers={"1": "Drager"}, manufacturer_names={"Drager": ("1",)})


def read(text: str, *chips: Chip) -> UnderstoodQuery:
    return UnderstoodQuery(text, "text", chips, text)


def options(**words: list[tuple[str, float, int]]) -> dict[str, Any]:
    return {"suggest": {name.replace("_", ":", 1): [{"options": [{"text": t, "score": s, "freq": f} for t, s, f in found]}] for name, found in words.items()}}


def test_makers_numbers_short_words_and_filler_are_never_suspected() -> None:
    number = Chip("part_number", "ABCDEF", "ABCDEF", certain=True)
    found = suspects(read("drager battrey for ABCDEF wm453 fan please", number), CONFIG, LABELS)
    assert [word.text for word in found] == ["battrey"]


def test_a_word_that_the_catalogue_has_stays_as_it_is() -> None:
    words = suspects(read("pump battrey"), CONFIG, LABELS)
    answer = options(**{"0_name": [("bump", 0.9, 4)], "1_name": [("battery", 0.8, 90)]})
    assert proposals("pump battrey", words, [True, False], answer) == ["pump battery"]


def test_the_nearest_spelling_comes_first_then_the_commonest() -> None:
    words = suspects(read("Battrey cell"), CONFIG, LABELS)
    answer = options(**{"0_name": [("battrex", 0.9, 1), ("battery", 0.8, 90)], "0_category": [("battery", 0.8, 200), ("batters", 0.8, 2)]})
    assert proposals("Battrey cell", words, [False, True], answer) == ["battrex cell", "battery cell"]


def test_a_misspelt_word_without_a_spelling_ends_the_search_for_one() -> None:
    words = suspects(read("qqqqq battrey"), CONFIG, LABELS)
    assert proposals("qqqqq battrey", words, [False, False], options(**{"1_name": [("battery", 0.8, 9)]})) == []


def test_spellings_are_asked_for_within_the_typos_that_search_forgives() -> None:
    words = suspects(read("pump resspirator"), CONFIG, LABELS)
    terms = [entry["term"] for entry in spelling_body(words, CONFIG)["suggest"].values()]
    assert {(term["max_edits"], term["prefix_length"]) for term in terms} == {(1, 1), (2, 1)}
    assert {term["field"] for term in terms} == set(CONFIG.text.typos.fields)
