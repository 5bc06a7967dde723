"""When two spellings are the same number."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.part_number import fold

NUMBERS = st.from_regex(r"[A-Z0-9]{1,12}", fullmatch=True)
SEPARATORS = st.text(alphabet=" -–—./_*#()\u00a0\u2009\u3000", max_size=3)
WIDE = {ord(narrow): chr(ord(narrow) + 0xFEE0) for narrow in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}


@pytest.mark.parametrize(
    ("spelling", "folded"),
    [("4535-671 ２３４５６", "453567123456"), ("wm 98.713/b", "WM98713B"), ("Dräger 8-412", "DRAGER8412"), ("УЗИ-5", "УЗИ5"), ("---", "")],
)
def test_known_spellings_fold_to_their_letters_and_digits(spelling: str, folded: str) -> None:
    assert fold(spelling) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(NUMBERS, st.data())
def test_separators_between_the_characters_make_no_difference(number: str, data: st.DataObject) -> None:
    spaced = "".join(character + data.draw(SEPARATORS) for character in number)
    assert fold(spaced) == number


@given(NUMBERS)
def test_case_makes_no_difference(number: str) -> None:
    assert fold(number.lower()) == number


@given(NUMBERS)
def test_full_width_makes_no_difference(number: str) -> None:
    assert fold(number.translate(WIDE)) == number


@given(NUMBERS, st.sampled_from(["\u0301", "\u0308", "\u0327"]))
def test_accents_make_no_difference(number: str, accent: str) -> None:
    assert fold(unicodedata.normalize("NFC", "".join(character + accent for character in number))) == number


@given(NUMBERS, NUMBERS)
def test_different_letters_and_digits_stay_different(one: str, other: str) -> None:
    assert (fold(one) == fold(other)) == (one == other)
