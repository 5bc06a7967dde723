"""Numbers with units, as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.values.measure import BASE_UNITS, Measure, parse, parse_number, unit_of


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("3,5 mm", "3.5", "mm"),
        ("12V", "12", "V"),
        ("10 ft", "10", "ft"),
        ('21.5"', "21.5", "in"),
        ("5 7/8 in", "5.875", "in"),
        ("-20 °C", "-20", "°C"),
        ("1,000 mL", "1000", "mL"),
        ("1.000,5 g", "1000.5", "g"),
        ("1 000 mm", "1000", "mm"),
        ("50 hz", "50", "Hz"),
        ("5 mw", "5", "mW"),
        ("5 MW", "5", "MW"),
        ("7", "7", ""),
    ],
)
def test_a_measure_is_read_as_written(text: str, number: str, unit: str) -> None:
    assert parse(text) == Measure(Decimal(number), unit)


@pytest.mark.parametrize(
    ("text", "number", "base"),
    [("10 ft", "3.048", "m"), ("2500 mAh", "2.5", "Ah"), ("98.6 °F", "37", "°C"), ("14.5 psi", "99973.9807509", "Pa"), ("90 min", "5400", "s")],
)
def test_a_measure_converts_to_its_base_unit(text: str, number: str, base: str) -> None:
    assert parse(text).to_base() == Measure(Decimal(number), base)


@given(st.integers(min_value=-(10**6), max_value=10**6), st.sampled_from(["mm", "in", "kPa", "°F", "mAh", "kHz", "lb"]))
def test_a_measure_comes_back_from_its_base_unit(number: int, unit: str) -> None:
    there_and_back = Measure(Decimal(number), unit).to_base().to(unit)
    assert abs(there_and_back.number - number) < Decimal("0.00001")


def test_every_quantity_has_a_base_unit_of_its_own_quantity() -> None:
    assert {quantity: unit_of(base).quantity for quantity, base in BASE_UNITS.items()} == {quantity: quantity for quantity in BASE_UNITS}


def test_quantities_do_not_convert_into_each_other() -> None:
    with pytest.raises(InvalidInput, match="do not convert"):
        parse("3 mm").to("V")


@pytest.mark.parametrize("text", ["", "mm", "3 blurb", "1,2,3 mm", "1..5 V", "1/0 in", "3 mm 4"])
def test_what_is_no_measure_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse(text)


@given(st.decimals(min_value=0, max_value=10**8, places=3))
def test_a_number_is_read_in_english_and_german_alike(number: Decimal) -> None:
    english = f"{number:,.4f}"
    assert parse_number(english) == parse_number(english.translate(str.maketrans(",.", ".,"))) == number
