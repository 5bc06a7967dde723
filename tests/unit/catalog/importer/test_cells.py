"""Cells as sellers write them."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from catalog.importer import cells
from catalog.importer.cells import BadCell


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [("85.91", "85.91", ""), ("$1,234.50", "1234.50", "USD"), ("1.234,50 €", "1234.50", "EUR"), ("USD 12", "12", "USD"), ("0.08591", "0.08591", "")],
)
def test_a_price_is_read_with_its_currency(text: str, amount: str, currency: str) -> None:
    assert cells.price(text) == (Decimal(amount), currency)


def test_a_price_is_kept_in_cents_and_below_half_a_cent_there_is_none() -> None:
    assert cells.cents(Decimal("0.085")) == Decimal("0.09")
    with pytest.raises(BadCell, match="less than a cent"):
        cells.cents(Decimal("0.00231"))


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (cells.count, "1,000", 1000),
        (cells.count, "4 pcs", 4),
        (cells.days, "2 weeks", 14),
        (cells.days, "3-5 days", 5),
        (cells.months, "1 year", 12),
        (cells.country, "Germany", "DE"),
        (cells.country, "uk", "GB"),
        (cells.country, "in", "IN"),
        (cells.gtin, "4006381333931", "04006381333931"),
        (cells.part_number, " 4535  690 99812 ", "4535 690 99812"),
    ],
)
def test_a_cell_is_read(read: Callable[[str], object], text: str, value: object) -> None:
    assert read(text) == value


def test_a_weight_takes_its_unit_from_the_cell_or_the_columns_name() -> None:
    assert cells.weight_kg("1,5", "Weight") == Decimal("1.5")
    assert cells.weight_kg("250", "Weight (g)") == Decimal("0.25")
    assert cells.weight_kg("2 lb", "Weight (g)") == Decimal("0.9072")


def test_words_for_a_condition_are_known() -> None:
    assert cells.choice("Pre-owned", cells.CONDITIONS, "condition") == "used"
    assert cells.choice("End of Life", cells.LIFECYCLES, "lifecycle") == "discontinued"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (cells.price, "on request"),
        (cells.price, "0"),
        (cells.price, "-5"),
        (cells.count, "many"),
        (cells.count, "1.5"),
        (cells.days, "soon"),
        (cells.days, "9 months 3"),
        (cells.country, "Atlantis"),
        (cells.gtin, "4006381333932"),
        (cells.part_number, "---"),
        (cells.part_number, "A" * 81),
        (cells.currency, "dollars"),
    ],
)
def test_a_bad_cell_says_what_to_write_instead(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(BadCell) as bad:
        read(text)
    assert bad.value.write_instead.startswith(("write", "give"))
