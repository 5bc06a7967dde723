"""From searches to intents."""

from datetime import UTC, datetime, timedelta

from relevance.journeys import Visit, intents

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def visit(text: str, seconds: float = 0, client: str = "x", **more: object) -> Visit:
    values = {"total": 5, "took_ms": 10.0, **more}
    return Visit(client, START + timedelta(seconds=seconds), text, **values)  # type: ignore[arg-type]


def test_pages_filters_and_orders_of_a_search_are_one_intent() -> None:
    found = intents([visit("pump"), visit("pump", 20, refines=True), visit("pump", 40, refines=True, clicked=True), visit("ecg cable", 60)])
    assert [(one.text, len(one.visits), one.succeeded) for one in found] == [("pump", 3, True), ("ecg cable", 1, False)]


def test_the_same_words_after_half_an_hour_are_a_new_intent_unless_they_refine_the_old_one() -> None:
    assert len(intents([visit("pump"), visit("pump", 1800)])) == 1
    assert len(intents([visit("pump"), visit("pump", 1801)])) == 2
    assert len(intents([visit("pump"), visit("pump", 1801, refines=True)])) == 1


def test_what_refines_a_search_that_is_not_there_begins_nothing() -> None:
    assert intents([visit("pump", refines=True)]) == []
    assert [len(one.visits) for one in intents([visit("pump", refines=True), visit("pump", 5)])] == [1]


def test_other_words_within_two_minutes_and_without_a_click_are_a_reformulation() -> None:
    assert [one.next_text for one in intents([visit("pupm"), visit("pump", 120)])] == ["pump", None]
    assert [one.next_text for one in intents([visit("pupm"), visit("pump", 121)])] == [None, None]
    assert [one.next_text for one in intents([visit("pump", clicked=True), visit("fuse", 10)])] == [None, None]
    assert [one.next_text for one in intents([visit("pump", carted=True), visit("fuse", 10)])] == [None, None]


def test_the_time_counts_from_the_last_page_of_the_first_words() -> None:
    assert [one.next_text for one in intents([visit("pupm"), visit("pupm", 100, refines=True), visit("pump", 200)])] == ["pump", None]


def test_persons_are_kept_apart_and_order_does_not_matter() -> None:
    found = intents([visit("b", 10, "y"), visit("a", 0, "x"), visit("c", 20, "x")])
    assert [(one.visits[0].client, one.text, one.next_text) for one in found] == [("x", "a", "c"), ("x", "c", None), ("y", "b", None)]


def test_browsing_has_no_words_and_parts_nothing() -> None:
    assert [(one.text, len(one.visits)) for one in intents([visit("pump"), visit("", 10), visit("pump", 20)])] == [("pump", 2)]


def test_nothing_found_is_told_by_the_first_search() -> None:
    first, second = intents([visit("pump", total=0), visit("pump", 5, refines=True), visit("fuse", 300), visit("fuse", 305, refines=True, total=0)])
    assert (first.found_nothing, second.found_nothing) == (True, False)
