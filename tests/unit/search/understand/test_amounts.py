"""Numbers and sums as locales write them."""

from decimal import Decimal

import pytest

from search.tuning.loader import load_query_config
from search.understand.amounts import money, read_amounts, read_number
from search.understand.language import compile_language
from search.understand.text import scan

LANGUAGE = compile_language(load_query_config().words)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,50,000", "150000"),
        ("12,34,56,789", "123456789"),
        ("1,500", "1500"),
        ("1.500", "1500"),
        ("1.500,00", "1500.00"),
        ("1,500.50", "1500.50"),
        ("1'500", "1500"),
        ("1\u202f500", "1500"),
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        ("0,99", "0.99"),
    ],
)
def test_a_number_is_read_as_its_locale_writes_it(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.2.3", "1,2,3", "12,3456,7", "1" * 16])
def test_what_no_locale_writes_is_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$5k", "5000", "USD"),
        ("US$ 40", "40", "USD"),
        ("₹1.5 lakh", "150000", "INR"),
        ("1.5 lakh", "150000", "INR"),
        ("2 crore", "20000000", "INR"),
        ("1,50,000", "150000", "INR"),
        ("€1.2m", "1200000", "EUR"),
        ("1 500 €", "1500", "EUR"),
        ("Rs. 900", "900", "INR"),
        ("£20", "20", "GBP"),
        ("3000 yen", "3000", "JPY"),
        ("750", "750", None),
    ],
)
def test_a_sum_has_its_multiplier_and_currency(text: str, value: str, currency: str | None) -> None:
    amounts = read_amounts(scan(text), LANGUAGE)
    assert [(amount.value, amount.currency) for amount in amounts] == [(Decimal(value), currency)]


@pytest.mark.parametrize("text", ["MX450", "2000mAh", "5m", "12V", "50%", "1.5T"])
def test_a_number_inside_a_word_or_with_a_unit_is_no_sum(text: str) -> None:
    assert read_amounts(scan(text), LANGUAGE) == ()


def test_money_has_the_decimals_of_its_currency() -> None:
    assert money(Decimal(4950), "USD") == {"amount": "4950.00", "currency": "USD"}
    assert money(Decimal(4950), "JPY") == {"amount": "4950", "currency": "JPY"}
