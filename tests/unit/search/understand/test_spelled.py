"""Numbers in words."""

import pytest

from search.tuning.loader import load_query_config
from search.understand.language import compile_language
from search.understand.spelled import read_spelled
from search.understand.text import scan

LANGUAGE = compile_language(load_query_config().words)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("thirty", [30]),
        ("thirty-five", [35]),
        ("three hundred", [300]),
        ("three hundred and thirty five", [335]),
        ("a thousand", [1000]),
        ("two thousand four hundred", [2400]),
        ("three hundred and four hundred", [300, 400]),
        ("thirty forty", [30, 40]),
        ("thirty, five", [30, 5]),
        ("teen lakh", [300000]),
        ("vierzig", [40]),
        ("dhai lakh", [250000]),
        ("6 thousand", []),
        ("pump", []),
    ],
)
def test_words_are_added_up_as_people_say_them(text: str, numbers: list[int]) -> None:
    assert [spelled.number for spelled in read_spelled(scan(text), LANGUAGE)] == numbers


def test_the_place_covers_all_words_of_the_number() -> None:
    text = "for two hundred and ten euros"
    spelled = next(read_spelled(scan(text), LANGUAGE))
    assert text[spelled.start : spelled.end] == "two hundred and ten"
    assert spelled.scaled
