"""Amounts with a currency."""

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.values.money import Money, grouped

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("4950", "USD", "$4,950.00"),
        ("150000", "INR", "₹1,50,000.00"),
        ("12345678.9", "INR", "₹1,23,45,678.90"),
        ("12345.4", "JPY", "¥12,345"),
        ("1.2345", "KWD", "KWD 1.235"),
        ("-3", "EUR", "-€3.00"),
        ("0.5", "CHF", "CHF 0.50"),
    ],
)
def test_an_amount_is_shown_as_its_currency_writes_it(amount: str, currency: str, shown: str) -> None:
    assert str(Money(Decimal(amount), currency)) == shown


def test_a_half_is_rounded_up_unless_half_even_is_asked_for() -> None:
    assert usd("1.005").rounded() == usd("1.01")
    assert usd("1.005").rounded(ROUND_HALF_EVEN) == usd("1.00")


@given(st.lists(AMOUNTS, min_size=1))
def test_sums_are_exact(amounts: list[Decimal]) -> None:
    total = Money(Decimal(0), "EUR")
    for amount in amounts:
        total += Money(amount, "EUR")
    assert int(total.amount * 100) == sum(int(amount * 100) for amount in amounts)


@given(st.integers(min_value=0))
def test_grouping_keeps_every_digit(number: int) -> None:
    for indian in (False, True):
        assert grouped(str(number), indian=indian).replace(",", "") == str(number)


def test_different_currencies_are_not_reckoned_together() -> None:
    with pytest.raises(InvalidInput, match="convert one first"):
        usd("1") + Money(Decimal(1), "EUR")
    with pytest.raises(InvalidInput, match="convert one first"):
        assert usd("1") < Money(Decimal(1), "EUR")


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="Decimal"):
        Money(1.5, "USD")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="float"):
        usd("1") * 1.5  # type: ignore[operator]


@pytest.mark.parametrize("currency", ["usd", "US", "$", ""])
def test_what_is_no_currency_code_is_refused(currency: str) -> None:
    with pytest.raises(InvalidInput, match="ISO 4217"):
        Money(Decimal(1), currency)
