"""Clicks over expected clicks, worked out by hand."""

import pytest

from relevance.clicks import Cell, Clicked, attention, clicked

# Places 1 and 2 with 100 showings each: 40 and 10 clicks.
CELLS = [
    Cell("ecg cable", 1, 1, 60, 30),
    Cell("ecg cable", 2, 2, 60, 2),
    Cell("pump", 1, 2, 40, 8),
    Cell("pump", 3, 1, 40, 10),
]


def test_attention_is_the_share_of_showings_that_are_clicked() -> None:
    assert attention(CELLS) == {1: pytest.approx(0.4), 2: pytest.approx(0.1)}


def test_what_rises_by_chance_is_levelled_by_showings() -> None:
    # 3/10, then 1/10 and 5/20 which rise: together 6/30; then 0.
    cells = [Cell("a", 1, 1, 10, 3), Cell("a", 2, 2, 10, 1), Cell("a", 3, 3, 20, 5), Cell("a", 4, 4, 10, 0)]
    assert attention(cells) == {1: 0.3, 2: 0.2, 3: 0.2, 4: 0.0}


def test_levelling_goes_back_as_far_as_it_must() -> None:
    # 1/10, 2/10, 6/10: the third lifts the second, both lift the first.
    cells = [Cell("a", place, place, 10, times) for place, times in ((1, 1), (2, 2), (3, 6))]
    assert attention(cells) == {1: 0.3, 2: 0.3, 3: 0.3}


def test_expected_clicks_are_those_of_the_places() -> None:
    found = {(one.query, one.part): one for one in clicked(CELLS, attention(CELLS))}
    assert found["ecg cable", 1].expected == pytest.approx(24)  # 60 x 0.4
    assert found["ecg cable", 1].ratio == pytest.approx(30 / 24)
    assert found["ecg cable", 2].ratio == pytest.approx(2 / 6)
    assert found["pump", 1].ratio == pytest.approx(8 / 4)
    assert found["pump", 3].ratio == pytest.approx(10 / 16)


def test_a_part_that_is_clicked_at_the_second_place_is_better_than_one_clicked_as_often_at_the_first() -> None:
    cells = [Cell("a", 1, 1, 100, 30), Cell("a", 2, 2, 100, 30), Cell("b", 3, 1, 100, 50), Cell("b", 4, 2, 100, 10)]
    first, second = clicked(cells, attention(cells))[:2]
    assert (first.part, second.part) == (1, 2)
    assert first.ratio == pytest.approx(30 / 40)
    assert second.ratio == pytest.approx(30 / 20)


@pytest.mark.parametrize(
    ("times", "expected", "grade"),
    [(30, 20.0, 2), (31, 20.0, 3), (16, 20.0, 2), (15, 20.0, 1), (8, 20.0, 1), (7, 20.0, 0), (0, 20.0, 0), (2, 1.0, 3), (1, 1.0, 2), (0, 1.0, 1)],
)
def test_grades_by_the_ratio_shrunk_towards_average(times: int, expected: float, grade: int) -> None:
    # (times + 1) / (expected + 1) against 1.5, 0.8 and 0.4: 31/21 = 1.48, 32/21 = 1.52, 17/21 = .81, 16/21 = .76, 9/21 = .43, 8/21 = .38
    assert Clicked("q", 1, 100, times, expected).grade() == grade


def test_nothing_is_said_of_what_few_have_seen_or_nobody_looks_at() -> None:
    assert Clicked("q", 1, 19, 19, 5.0).grade() is None
    assert Clicked("q", 1, 19, 19, 5.0).grade(fewest_shown=19) == 3
    assert Clicked("q", 1, 500, 0, 0.9).grade() is None
    assert Clicked("q", 1, 500, 0, 0.0).ratio is None
