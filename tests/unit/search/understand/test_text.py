"""Words with their places, and phrases among them."""

import pytest

from search.understand.phrases import PhraseIndex
from search.understand.text import fold, phrase_key, scan, singular


@pytest.mark.parametrize(
    ("written", "folded"), [("Dräger", "drager"), ("ＭＸ４５０", "mx450"), ("Fußschalter", "fussschalter"), ("réf", "ref"), ("नया", "नया")]
)
def test_folding_drops_case_accents_and_width(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_word_keeps_its_place_and_a_plus_at_its_end() -> None:
    words = scan("HeartStart XL+, 2x").words
    assert [(word.text, word.start) for word in words] == [("HeartStart", 0), ("XL+", 11), ("2x", 16)]
    assert [word.joint for word in words] == [None, " ", None]


def test_vowel_signs_belong_to_their_word() -> None:
    assert [word.text for word in scan("रुपये से कम").words] == ["रुपये", "से", "कम"]


@pytest.mark.parametrize("written", ["MX 450", "MX-450", "mx450", "MX/450"])
def test_a_name_is_found_whatever_stands_between_its_words(written: str) -> None:
    index = PhraseIndex([("MX450", 1)])
    match = index.at(scan(written), 0)
    assert match is not None
    assert (match.start, match.end, match.values) == (0, len(written), (1,))


def test_a_phrase_does_not_reach_over_a_comma() -> None:
    index = PhraseIndex([("flow sensor", 1)])
    assert index.at(scan("flow, sensor"), 0) is None


def test_the_longest_phrase_is_found_from_both_ends() -> None:
    index = PhraseIndex([("within", "short"), ("within a budget of", "long"), ("budget of", "tail")])
    query = scan("within a budget of")
    assert [match.values for match in index.find(query)] == [("long",)]
    ending = index.ending_at(query, 3)
    assert ending is not None
    assert ending.values == ("long",)


def test_plurals_are_dropped_and_short_words_stay() -> None:
    assert [singular(key) for key in ("batteries", "sensors", "lens", "glass", "gas")] == ["battery", "sensor", "len", "glass", "gas"]
    assert phrase_key("Fisher & Paykel") == "fisherpaykel"
