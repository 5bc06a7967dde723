"""Wordings that are easily read as something else, and what each must and must not become."""

from collections.abc import Callable

import pytest

from search.response import UnderstoodQuery

Read = Callable[..., UnderstoodQuery]


def slots(understood: UnderstoodQuery) -> set[str]:
    return {chip.slot for chip in understood.chips}


def values(understood: UnderstoodQuery, slot: str) -> list[object]:
    return [chip.value["amount"] if isinstance(chip.value, dict) else chip.value for chip in understood.chips if chip.slot == slot]


@pytest.mark.parametrize("text", ["require a new gasket", "we want to buy a new bed", "brauchen dringend einen neuen Schlauch", "busco una nueva manguera"])
def test_a_wish_for_another_one_is_no_condition(text: str, read: Read) -> None:
    assert "condition" not in slots(read(text))


@pytest.mark.parametrize("text", ["need a brand new gasket", "new gasket", "want a gasket, new", "require an unused gasket"])
def test_the_condition_new_is_still_read(text: str, read: Read) -> None:
    assert values(read(text), "condition") == ["new"]


@pytest.mark.parametrize("text", ["he used the hoist", "charger we used since May", "lavadora usado en quirófano"])
def test_used_as_a_verb_is_no_condition(text: str, read: Read) -> None:
    assert "condition" not in slots(read(text))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("hook under sixty dollars", "60.00"),
        ("hook below two hundred and thirty euros", "230.00"),
        ("hook, eight thousand rupees max", "8000.00"),
        ("Haken unter dreihundert Euro", "300.00"),
        ("gancho por menos de cuarenta euros", "40.00"),
        ("8000円以下 フック", "8000"),
        ("4万円以内 フック", "40000"),
        ("hook, sub $45", "45.00"),
        ("hook under dedh lakh", "150000.00"),
    ],
)
def test_sums_in_words_and_in_japanese_bound_the_price(text: str, amount: str, read: Read) -> None:
    assert values(read(text), "price_max") == [amount]


def test_a_range_in_words_has_both_ends(read: Read) -> None:
    understood = read("hook between thirty and forty-five pounds")
    assert (values(understood, "price_min"), values(understood, "price_max")) == (["30.00"], ["45.00"])
    understood = read("hook between one hundred and four hundred dollars")
    assert (values(understood, "price_min"), values(understood, "price_max")) == (["100.00"], ["400.00"])


@pytest.mark.parametrize("text", ["two pin adapter", "over two thousand exposures", "under thirty frames", "more than 90 fps", "one or three boxes"])
def test_numbers_in_words_that_count_something_are_no_price(text: str, read: Read) -> None:
    assert not {"price_min", "price_max", "quantity"} & slots(read(text))


@pytest.mark.parametrize("text", ["SN 55012 pump", "S/N: QX4410", "serial number 9912345 hoist", "número de serie 771234"])
def test_a_serial_number_is_neither_part_number_nor_maker(text: str, read: Read) -> None:
    assert not {"part_number", "manufacturer"} & slots(read(text))


def test_a_code_of_the_makers_kind_is_an_error_code_even_when_nobody_has_registered_it(read: Read) -> None:
    assert values(read("fresenius E72 pump stops"), "error_code") == ["E72"]
    assert "part_number" not in slots(read("fresenius E72"))
    assert "error_code" not in slots(read("GE E9 probe"))


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        ("handle not for Getinge", ["getinge"]),
        ("handle except Getinge, Steris and Belimed", ["getinge", "steris", "belimed"]),
        ("handle but not from Steris", ["steris"]),
        ("Griff nicht von Steris", ["steris"]),
        ("handle, getinge nahi", ["getinge"]),
    ],
)
def test_makers_that_must_not_be_are_excluded(text: str, makers: list[str], read: Read) -> None:
    understood = read(text)
    assert values(understood, "not.manufacturer") == makers
    assert "manufacturer" not in slots(understood)


@pytest.mark.parametrize("text", ["Philips head bolt", "philips screwdriver", "gel", "angel wing"])
def test_a_tool_or_a_piece_of_a_word_is_no_maker(text: str, read: Read) -> None:
    assert "manufacturer" not in slots(read(text))


def test_a_makers_name_and_a_kind_of_part_may_share_a_word(read: Read) -> None:
    assert values(read("Edwards Vacuum pump kit"), "manufacturer") == ["edwards"]


@pytest.mark.parametrize(("text", "months"), [("hoist, warranty 24m", 24), ("hoist 2y warranty", 24), ("polipasto con garantía de 6 meses", 6)])
def test_abbreviated_and_spanish_warranties_are_read(text: str, months: int, read: Read) -> None:
    assert values(read(text), "warranty_min") == [months]


def test_a_length_is_no_warranty(read: Read) -> None:
    assert "warranty_min" not in slots(read("hose 24m"))


@pytest.mark.parametrize(
    ("text", "days"), [("hoist, lead time < 6 days", 6), ("hoist by Wednesday", 7), ("polipasto, entrega en 4 días", 4), ("hoist before the weekend", 7)]
)
def test_times_of_delivery_are_read(text: str, days: int, read: Read) -> None:
    assert values(read(text), "lead_time_max") == [days]


@pytest.mark.parametrize("text", ["engineer will arrive tomorrow", "payment within 14 days", "alarm fails within 2 hours", "call me back today"])
def test_other_times_are_no_delivery(text: str, read: Read) -> None:
    assert "lead_time_max" not in slots(read(text))


@pytest.mark.parametrize(("text", "count"), [("send me three spo2 cables", 3), ("3x 24V pump", 3), ("x7 hooks", 7), ("ganchos, cantidad 9", 9)])
def test_counts_are_read(text: str, count: int, read: Read) -> None:
    assert values(read(text), "quantity") == [count]


@pytest.mark.parametrize(("text", "country"), [("hook ex Italy", "IT"), ("only Canada sellers, hook", "CA"), ("gancho desde Francia", "FR")])
def test_more_words_for_where_it_ships_from(text: str, country: str, read: Read) -> None:
    assert values(read(text), "ship_from") == [country]


def test_mains_frequencies_are_no_part_number(read: Read) -> None:
    assert "part_number" not in slots(read("50/60Hz 90W supply"))


def test_a_model_is_known_without_the_makers_name_that_it_begins_with(read: Read) -> None:
    assert values(read("fluorostar pedal"), "model") == ["oec-fluorostar"]


def test_a_part_of_nearly_every_kind_of_equipment_is_no_evidence_for_an_ordinary_word(read: Read) -> None:
    assert "model" not in slots(read("solo main board"))


@pytest.mark.parametrize(
    "text", ["inspection on 03.11.2025", "delivered 2025-11-03 hoist", "please call +49 30 901820 about the hoist", "phone 9012345 about the hoist"]
)
def test_dates_and_telephone_numbers_are_no_part_number(text: str, read: Read) -> None:
    assert "part_number" not in slots(read(text))


def test_a_number_of_that_shape_is_one_when_it_stands_alone_or_behind_a_label(read: Read) -> None:
    assert values(read("03.11.2025"), "part_number") == ["03.11.2025"]
    assert values(read("hoist p/n 03.11.2025"), "part_number") == ["03.11.2025"]


def test_another_third_party_is_no_condition(read: Read) -> None:
    assert "condition" not in slots(read("third-party inspection report"))
    assert values(read("third-party hoist"), "condition") == ["aftermarket"]
