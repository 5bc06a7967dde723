import pytest

from search.fusion import Attempt, asks_for_meaning, is_few, neighbours, reordered
from search.response import Intent, UnderstoodQuery
from search.tuning.loader import load_query_config

CONFIG = load_query_config().fusion
WORDS, FOUND, VISIBLE = {"match": {"name": "cable"}}, {"term": {"name": "cable"}}, {"term": {"visible": True}}


def _query(intent: Intent, text: str = "cable") -> UnderstoodQuery:
    return UnderstoodQuery(text, intent, (), text)


def test_without_a_vector_the_words_stand_alone() -> None:
    assert reordered(WORDS, FOUND, Attempt(), CONFIG, 2) == WORDS
    assert neighbours(Attempt(generous=True), VISIBLE, CONFIG) == []


def test_meaning_adds_to_the_words_and_looks_only_among_what_they_find() -> None:
    query = reordered(WORDS, FOUND, Attempt((0.6, 0.8)), CONFIG, 2)["bool"]
    assert query["must"] == [WORDS]
    (near,) = query["should"]
    assert near["knn"]["vector"]["filter"] == FOUND
    assert near["knn"]["vector"]["vector"] == [0.6, 0.8]


@pytest.mark.parametrize("count", [1, 5])
def test_meaning_weighs_as_much_as_the_words_that_it_stands_beside(count: int) -> None:
    (near,) = reordered(WORDS, FOUND, Attempt((1.0,)), CONFIG, count)["bool"]["should"]
    assert near["knn"]["vector"]["boost"] == count * CONFIG.meaning.weight


def test_neighbours_are_admitted_by_a_generous_attempt_alone_and_score_below_any_word() -> None:
    assert neighbours(Attempt((1.0,)), VISIBLE, CONFIG) == []
    (near,) = neighbours(Attempt((1.0,), generous=True), VISIBLE, CONFIG)
    scaled = near["function_score"]
    assert scaled["query"]["knn"]["vector"]["filter"] == VISIBLE
    # A likeness is at most 1, so this is the most that a neighbour can score.
    assert scaled["functions"] == [{"weight": CONFIG.beneath.factor}]
    assert scaled["min_score"] == pytest.approx(CONFIG.least.likeness * CONFIG.beneath.factor)
    assert CONFIG.beneath.factor < 0.001


def test_neighbours_under_a_begun_page_need_not_be_as_near_as_those_that_stand_alone() -> None:
    (near,) = neighbours(Attempt((1.0,), generous=True, beside=True), VISIBLE, CONFIG)
    assert near["function_score"]["min_score"] == pytest.approx(CONFIG.least_beside.likeness * CONFIG.beneath.factor)
    assert CONFIG.least_beside.likeness < CONFIG.least.likeness


@pytest.mark.parametrize(
    ("matched", "second"),
    [
        (0, Attempt((1.0,), generous=True, guessing=True)),
        (CONFIG.few.count - 1, Attempt((1.0,), generous=True, beside=True)),
        (CONFIG.few.count, Attempt((1.0,), beside=True)),
        (CONFIG.sparse.count - 1, Attempt((1.0,), beside=True)),
        (CONFIG.sparse.count, None),
    ],
)
def test_neighbours_fill_a_page_that_the_words_do_not(matched: int, second: Attempt | None) -> None:
    assert Attempt((1.0,)).after(matched, _query("text"), (), CONFIG) == second


def test_without_a_vector_a_page_that_is_not_full_is_left_as_it_is() -> None:
    assert Attempt().after(CONFIG.few.count, _query("text"), (), CONFIG) is None


@pytest.mark.parametrize(
    ("intent", "matched", "few"),
    [
        ("text", 0, True),
        ("text", CONFIG.few.count - 1, True),
        ("text", CONFIG.few.count, False),
        ("number", 0, True),
        ("number", 1, False),
        ("browse", 0, False),
    ],
)
def test_a_second_attempt_is_made_when_words_find_little_and_numbers_find_nothing(intent: Intent, matched: int, few: bool) -> None:
    assert is_few(matched, _query(intent), CONFIG) is few


def test_only_text_is_a_matter_of_meaning() -> None:
    assert [asks_for_meaning(_query(intent)) for intent in ("text", "number", "browse")] == [True, False, False]
