"""Single rules of reading that the figures of queries.tsv do not show: certainty, residual, slots that are off, own devices, currency."""

from collections.abc import Callable

import pytest

from search.response import UnderstoodQuery

Read = Callable[..., UnderstoodQuery]


def chips(understood: UnderstoodQuery) -> list[tuple[str, object, str, bool]]:
    return [(chip.slot, chip.value, chip.source, chip.certain) for chip in understood.chips]


def test_only_the_viewers_own_device_is_certain(read: Read) -> None:
    assert chips(read("coil for mri-20251001")) == [("device", "MRI-20251001", "mri-20251001", False)]
    assert ("device", "MRI-20251001", "mri-20251001", True) in chips(read("coil for mri-20251001", devices=frozenset({"MRI-20251001"})))


def test_an_own_device_of_any_shape_is_known(read: Read) -> None:
    assert chips(read("seal ward7/pump-b", devices=frozenset({"Ward7/Pump-B"})))[-1] == ("device", "Ward7/Pump-B", "ward7/pump-b", True)


def test_a_bare_number_takes_the_viewers_currency(read: Read) -> None:
    assert read("under 5k", currency="EUR").chips[0].value == {"amount": "5000.00", "currency": "EUR"}
    assert read("under ₹5k", currency="EUR").chips[0].value == {"amount": "5000.00", "currency": "INR"}


def test_certain_words_leave_the_residual_and_uncertain_ones_stay(read: Read) -> None:
    assert read("refurbished battery for Philips MX450 under $80").residual == "battery for Philips"


def test_what_is_off_is_text_again(read: Read) -> None:
    understood = read("refurbished battery under $80", off=("price_max",))
    assert [chip.slot for chip in understood.chips if chip.slot != "category"] == ["condition"]
    assert understood.residual == "battery under $80"


def test_one_end_of_a_range_can_be_off(read: Read) -> None:
    assert [chip.slot for chip in read("between $200 and $300", off=("price_min",)).chips] == ["price_max"]


def test_a_negation_that_is_off_does_not_become_its_opposite(read: Read) -> None:
    assert read("not refurbished", off=("not.condition",)).chips == ()


def test_a_maker_before_his_model_boosts_and_does_not_filter(read: Read) -> None:
    assert [chip.certain for chip in read("philips mx450").chips] == [False, True]
    assert [chip.certain for chip in read("philips").chips] == [True]


def test_a_name_of_two_models_is_read_as_each_until_the_maker_is_named(read: Read) -> None:
    both = [chip for chip in read("SV300").chips if chip.slot == "model"]
    assert len(both) > 1
    assert not any(chip.certain for chip in both)
    assert [chip.certain for chip in read("hamilton t1").chips if chip.slot == "model"] == [True]


def test_only_the_full_name_of_a_category_is_certain(read: Read) -> None:
    assert chips(read("Castor")) == [("category", "caster", "Castor", True)]
    assert chips(read("trolley wheel")) == [("category", "caster", "trolley wheel", False)]


@pytest.mark.parametrize("text", ["P/N 12V7AH", "ref 250-300"])
def test_what_a_label_announces_is_a_number_and_nothing_else(read: Read, text: str) -> None:
    assert [chip.slot for chip in read(text).chips] == ["part_number"]


def test_a_number_beside_a_named_part_is_text_unless_it_is_unmistakable(read: Read) -> None:
    assert [chip.slot for chip in read("solenoid valve 24v 3/2").chips if chip.slot == "part_number"] == []
    assert "part_number" in [chip.slot for chip in read("battery 989803135861").chips]


def test_a_code_with_a_letter_of_thousands_inside_is_no_range_of_prices(read: Read) -> None:
    assert not [chip for chip in read("289-58898K-81").chips if chip.slot.startswith("price")]


def test_one_word_serves_the_time_and_the_place_of_a_delivery(read: Read) -> None:
    found = {chip.slot: chip.value for chip in read("turbine next day delivery from Germany").chips}
    assert (found["lead_time_max"], found["ship_from"]) == (1, "DE")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("half a dozen lamps", 6), ("two pieces turbine", 2), ("zwei Stück Batterie", 2), ("two piece ECG cable", None), ("one piece ECG cables", None)],
)
def test_numbers_in_words_count_pieces_and_not_how_a_thing_is_made(read: Read, text: str, quantity: int | None) -> None:
    assert [chip.value for chip in read(text).chips if chip.slot == "quantity"] == ([] if quantity is None else [quantity])


def test_a_maker_s_name_is_no_listed_value_that_only_begins_with_it(read: Read) -> None:
    assert not [chip for chip in read("spo2 sensor for Philips MX450").chips if chip.slot == "spec.technology"]
    assert [chip.value for chip in read("spo2 sensor Nellcor OxiMax").chips if chip.slot == "spec.technology"] == ["Nellcor OxiMax"]


def test_a_family_s_name_before_another_model_s_number_is_not_the_model_that_is_known(read: Read) -> None:
    assert not [chip for chip in read("abbott architect i2000 wash zone probe").chips if chip.slot == "model"]
    assert [chip.value for chip in read("abbott architect i1000sr probe").chips if chip.slot == "model"] == ["abbott-architect-i1000sr"]
