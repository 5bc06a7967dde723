"""Figures in words."""

from decimal import Decimal

import pytest

from api.pages import words

RATES = {"USD": Decimal(1), "INR": Decimal("0.012")}


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "ships today"), (1, "ships tomorrow"), (13, "ships in 13 days"), (14, "ships in about 2 weeks"), (45, "ships in about 6 weeks")],
)
def test_lead_times_are_said_as_people_say_them(days: int, said: str) -> None:
    assert words.lead_time(days) == said


def test_what_is_not_in_stock_never_ships_today() -> None:
    assert "today" in words.availability(3, 0).lead_time
    assert "today" not in words.availability(0, 0).lead_time


def test_a_price_is_told_in_the_viewers_currency_too() -> None:
    assert words.about(Decimal("5373.33"), "INR", "USD", RATES) == "about $64"
    assert words.about(Decimal(64), "USD", "USD", RATES) == ""
    assert words.about(Decimal(64), "XTS", "USD", RATES) == ""


def test_near_numbers_are_never_said_to_be_the_number() -> None:
    near = words.tier("near", "differs at character 7")
    assert near.tone == "warn"
    assert near.text == "Similar number, not the same: differs at character 7"


@pytest.mark.parametrize(("first", "last", "said"), [(None, None, ""), (1400, None, "from serial 1400"), (None, 9, "up to serial 9"), (1, 9, "serials 1 to 9")])
def test_serial_ranges_are_said_in_words(first: int | None, last: int | None, said: str) -> None:
    assert words.serial_range(first, last) == said


@pytest.mark.parametrize(("months", "said"), [(0, "No warranty"), (None, "No warranty"), (3, "3 months"), (12, "1 year"), (18, "18 months")])
def test_warranties_are_said_in_words(months: int | None, said: str) -> None:
    assert words.warranty(months) == said


def test_pictures_of_strangers_are_not_shown() -> None:
    assert words.own_picture(["https://x.example/a.png", "//x.example/a.png", None, "/media/a.png"]) == "/media/a.png"
    assert words.own_picture(["https://x.example/a.png"]) is None
