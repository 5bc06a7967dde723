from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.labels import Labels
from search.response import UnderstoodQuery
from search.tuning.loader import load_query_config
from search.understand.pipeline import understand

VOCABULARY = load_query_config().understanding
LABELS = Labels(manufacturer_names={"GE": ("1",), "Philips": ("2",), "Siemens Healthineers": ("3",)})


def read(text: str, off: tuple[str, ...] = ()) -> UnderstoodQuery:
    return understand(text, VOCABULARY, LABELS, off=off)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2100018", ["2100018"]),
        ("4535 671 23456", ["4535 671 23456"]),
        ("４５３５６７１", ["４５３５６７１"]),
        ("4535\u2011671\u201323456", ["4535\u2011671\u201323456"]),
        ("GE 2100018", ["2100018"]),
        ("2100018 GE", ["2100018"]),
        ("philips 4535-671-23456", ["4535-671-23456"]),
        ("philips 86123", ["86123"]),
        ("need replacement for 453567123456 urgently", ["453567123456"]),
        ("M8105A battery", ["M8105A"]),
        ("P/N 1234", ["1234"]),
        ("PN:2100018", ["2100018"]),
        ("part no 86123", ["86123"]),
        ("ref. 4535-671", ["4535-671"]),
        ("Art.-Nr. 00-87", ["00-87"]),
        ("Bestellnummer 4535671", ["4535671"]),
        ("4535 6", ["4535 6"]),
        ("00-87", ["00-87"]),
        ("2100018*", ["2100018*"]),
        ('"2100018"', ["2100018"]),
        ("2100018, 2100019; M8105A", ["2100018", "2100019", "M8105A"]),
        ("2100018 2100019", ["2100018", "2100019"]),
        ("2100018\t1\n2100019\t4", ["2100018", "2100019"]),
        ("(01)09521234567890(21)AB12", ["09521234567890"]),
        ("2100018 price", ["2100018"]),
        ("Philips 7704796X", ["7704796X"]),
        ("Philips 723X8112", ["723X8112"]),
    ],
)
def test_a_part_number_is_read_as_it_was_typed(text: str, numbers: list[str]) -> None:
    understood = read(text)
    assert [chip.value for chip in understood.chips] == numbers
    assert understood.intent == "number"


@pytest.mark.parametrize(
    "text",
    [
        "5 lead ECG cable", "Achieva 1.5T", "under 5000 hours", "12v 7ah battery", "3,5 mm jack", "12-lead ecg", "100-240 V power supply",
        "SV300 battery", "serial 1234567", "error code 305004", "$250000", "x-ray tube", "SpO2 sensor", "T2 probe", "battery", "200x300 mm tray",
    ],
)  # fmt: skip
def test_quantities_models_serials_codes_and_sums_are_no_part_numbers(text: str) -> None:
    assert read(text).intent == "text"
    assert read(text).residual == text


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_nothing_asked_is_browsing(text: str) -> None:
    assert read(text).intent == "browse"


def test_a_number_alone_is_certain_and_one_inside_a_sentence_is_not() -> None:
    assert read("GE 2100018").chips[0].certain
    assert not read("pump with 2100018 inside").chips[0].certain


def test_the_words_beside_a_number_remain() -> None:
    assert read("need replacement for 453567123456 urgently").residual == "need replacement for urgently"


def test_a_slot_that_is_off_leaves_its_words_as_text() -> None:
    understood = read("GE 2100018", off=("part_number",))
    assert (understood.intent, understood.chips, understood.residual) == ("text", (), "GE 2100018")


def test_no_more_numbers_are_read_than_one_request_may_hold() -> None:
    assert len(read(" ".join(f"21000{n}" for n in range(10, 40))).chips) == VOCABULARY.part_number.most.count


@given(st.text(max_size=256))
def test_any_text_is_read_and_every_source_is_a_piece_of_it(text: str) -> None:
    understood = read(text)
    assert understood == read(text)
    assert all(chip.source in text for chip in understood.chips)


def test_reading_takes_less_than_two_milliseconds() -> None:
    text = "need replacement for 453567123456 urgently please with cable 12 V and 4 x 2100018 for GE"
    best = min(_seconds(text) for _ in range(20))
    assert best < 0.002


def _seconds(text: str) -> float:
    begun = perf_counter()
    read(text)
    return perf_counter() - begun
