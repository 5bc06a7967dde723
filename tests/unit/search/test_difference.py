import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.part_number import fold
from search.difference import difference

NUMBERS = st.text("0123456789ABCOILSZ", min_size=4, max_size=14)


@pytest.mark.parametrize(
    ("typed", "number", "kind", "text"),
    [
        ("RT4I89G", "RT4189G", "confusable", "differs at character 4: 1, not I"),
        ("YFA469-83O7", "YFA469-8307", "confusable", "differs at character 10: 0, not O"),
        ("ySo-1", "Y50-1", "confusable", "differs at character 2: 5, not S, and at character 3: 0, not O"),
        ("4535-617", "4535671", "transposition", "differs at character 7: 71, not 17"),
        ("4535x71", "4535671", "edit", "differs at character 5: 6, not X"),
        ("453571", "4535671", "edit", "differs at character 5: 6 is missing"),
        ("453567", "4535671", "edit", "differs at character 7: 1 is missing"),
        ("45356711", "4535671", "edit", "differs at character 8: 1 is too much"),
        ("4a535671", "4535671", "edit", "differs at character 2: A is too much"),
        ("４５３５x７１", "4535671", "edit", "differs at character 5: 6, not X"),
    ],
)
def test_the_place_is_counted_in_what_was_typed(typed: str, number: str, kind: str, text: str) -> None:
    found = difference(typed, number)
    assert found is not None
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(("typed", "number"), [("4535-671", "4535671"), ("453", "4535671"), ("4536572", "4535671"), ("", "4535671"), ("12", "")])
def test_the_same_and_the_far_have_no_difference_to_name(typed: str, number: str) -> None:
    assert difference(typed, number) is None


@given(NUMBERS, st.data())
def test_every_single_edit_is_named(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 1))
    sign = data.draw(st.sampled_from("0123456789ABC"))
    for typed in (number[:at] + sign + number[at + 1 :], number[:at] + number[at + 1 :], number[:at] + sign + number[at:]):
        assert (difference(typed, number) is None) == (fold(typed) == fold(number))
