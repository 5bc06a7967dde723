"""What holds for every query, whatever is typed: over random text, and over random mixtures of the domain's own words."""

from collections.abc import Callable
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.response import UnderstoodQuery

Read = Callable[..., UnderstoodQuery]
QUERIES = [line.split("\t")[0] for line in (Path(__file__).parent / "queries.tsv").read_text(encoding="utf-8").splitlines()[1:]]
WORDS = sorted({word for query in QUERIES for word in query.split()})
CHAOS = st.text(max_size=120)
SPEECH = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
MARKS = st.lists(
    st.sampled_from([*"$€£₹¥<>≤~-–.,/+#:()'\"%°", "12", "1,50,000", "1.500,00", "k", "lakh", "V", " ", "under", "Dräger", "mx450", "नया"]), max_size=20
).map("".join)
ANY = st.one_of(CHAOS, SPEECH, MARKS)
CAREFUL = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@CAREFUL
@given(text=ANY)
def test_every_source_is_an_exact_piece_of_the_query(read: Read, text: str) -> None:
    for chip in read(text).chips:
        assert chip.source in text
        assert chip.source.strip()


@CAREFUL
@given(text=ANY)
def test_reading_is_total_and_the_same_twice(read: Read, text: str) -> None:
    assert read(text) == read(text)


@CAREFUL
@given(text=ANY)
def test_the_residual_holds_only_words_of_the_query_in_their_order(read: Read, text: str) -> None:
    position = 0
    for word in read(text).residual.split():
        position = text.index(word, position) + len(word)


@CAREFUL
@given(text=st.one_of(SPEECH, MARKS))
def test_switching_off_every_slot_that_was_read_reads_nothing_of_them(read: Read, text: str) -> None:
    slots = tuple({chip.slot for chip in read(text).chips})
    again = read(text, off=slots)
    assert not {chip.slot for chip in again.chips} & set(slots)


@CAREFUL
@given(text=st.one_of(SPEECH, MARKS), slot=st.sampled_from(["sort", "condition", "price_max", "category", "model", "manufacturer", "quantity"]))
def test_a_slot_that_is_off_reads_as_if_its_reader_were_not_there(read: Read, text: str, slot: str) -> None:
    before = read(text)
    if slot not in {chip.slot for chip in before.chips}:
        assert read(text, off=(slot,)).chips == before.chips


@CAREFUL
@given(text=SPEECH)
def test_the_case_of_letters_changes_no_offer_filter(read: Read, text: str) -> None:
    slots = {"price_min", "price_max", "in_stock", "lead_time_max", "warranty_min", "sort"}
    lower, upper = ([(chip.slot, chip.value) for chip in read(query).chips if chip.slot in slots] for query in (text, text.lower()))
    assert lower == upper


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u202e$", "₹", "under", "between and", "$" * 200, "1" * 250, "a " * 120, "ß" * 50, "न" * 60, "İ under $5"])
def test_odd_texts_are_read_without_complaint(read: Read, text: str) -> None:
    assert read(text).text == text


def test_a_query_takes_less_than_two_milliseconds_of_the_processor(read: Read) -> None:
    taken = []
    for query in QUERIES:
        best = 1.0
        for _ in range(3):
            begun = thread_time()
            read(query)
            best = min(best, thread_time() - begun)
        taken.append(best)
    assert sorted(taken)[int(len(taken) * 0.99)] < 0.002
