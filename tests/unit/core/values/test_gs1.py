"""GS1 strings as they stand on parts: the labels here are invented and use the demonstration prefix 952."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.values.gs1 import check_digit, gtin14, parse, read_date

LABELS = [
    ("010952000100017111240926102439B\x1d2100417733", "(01)09520001000171(11)240926(10)2439B(21)00417733", {"10": "2439B", "21": "00417733", "11": "240926"}),
    ("01095200010002492100713\x1d240459800199774", "(01)09520001000249(21)00713(240)459800199774", {"21": "00713", "240": "459800199774"}),
    ("0109520005000153172612311047A3", "(01)09520005000153(17)261231(10)47A3", {"17": "261231", "10": "47A3"}),
    ("010952000500022110LE-3321\x1d301", "(01)09520005000221(10)LE-3321(30)1", {"10": "LE-3321", "30": "1"}),
    ("0109520011000116302\x1d107714", "(01)09520011000116(30)2(10)7714", {"30": "2", "10": "7714"}),
]


@pytest.mark.parametrize(("scanned", "printed", "values"), LABELS)
def test_a_label_says_the_same_scanned_and_printed(scanned: str, printed: str, values: dict[str, str]) -> None:
    label = parse(scanned)
    assert label == parse(printed) == parse(f"]d2{scanned}") == parse(f"\x1d{scanned}")
    assert label.gtin == printed[4:18]
    assert {element.ai: element.value for element in label.elements if element.ai != "01"} == values


def test_the_makers_number_is_taken_from_additional_identification() -> None:
    assert parse(LABELS[1][0]).part_number == "459800199774"
    assert parse(LABELS[0][0]).part_number is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("(01)09520001000172", "check digit"),
        ("(01)0952000100017", "14 to 14"),
        ("(17)261331", "no date"),
        ("(11)260230", "28 days"),
        ("(10)" + "A" * 21, "1 to 20"),
        ("(05)1", "no application identifier"),
        ("0509520001000171", "no application identifier"),
        ("(01)09520001000171 LOT 3(", "in parentheses"),
        ("]d2", "no GS1 string"),
    ],
)
def test_a_damaged_label_is_refused_with_its_fault(text: str, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault):
        parse(text)


@pytest.mark.parametrize(("text", "normal"), [("09520001000171", "09520001000171"), ("4006381333931", "04006381333931"), ("0 36000 29145 2", "00036000291452")])
def test_shorter_gtins_are_filled_to_fourteen_digits(text: str, normal: str) -> None:
    assert gtin14(text) == normal


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, at: int, by: int) -> None:
    good = body + check_digit(body)
    bad = good[:at] + str((int(good[at]) + by) % 10) + good[at + 1 :]
    assert gtin14(good) == f"0{good}"
    with pytest.raises(InvalidInput, match="last digit"):
        gtin14(bad)


def test_day_zero_is_the_last_of_the_month_and_the_century_is_the_nearest() -> None:
    today = date(2026, 5, 1)
    assert read_date("240200", today) == date(2024, 2, 29)
    assert read_date("760101", today) == date(2076, 1, 1)
    assert read_date("770101", today) == date(1977, 1, 1)
