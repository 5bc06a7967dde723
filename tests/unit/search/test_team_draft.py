"""Team-draft interleaving."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.team_draft import team_draft

RANKINGS = st.lists(st.integers(0, 20), unique=True, max_size=12)


def test_both_sides_pick_their_best_in_rounds() -> None:
    heads = next(f"{seed}" for seed in range(50) if [team for _, team in team_draft("ab", "cd", 4, f"{seed}")] == ["A", "B", "A", "B"])
    assert team_draft("abc", "bxa", 4, heads)[:2] == (("a", "A"), ("b", "B"))
    tails = next(f"{seed}" for seed in range(50) if [team for _, team in team_draft("ab", "cd", 4, f"{seed}")] == ["B", "A", "B", "A"])
    assert team_draft("abc", "bxa", 4, tails)[:2] == (("b", "B"), ("a", "A"))


def test_the_same_seed_gives_the_same_list_and_others_differ() -> None:
    lists = {seed: team_draft("abcdef", "fedcba", 6, seed) for seed in ("one", "two", "three", "four")}
    assert lists["one"] == team_draft("abcdef", "fedcba", 6, "one")
    assert len(set(lists.values())) > 1


def test_a_place_goes_to_either_side_equally_often() -> None:
    teams = Counter(team_draft("ab", "ab", 2, f"{seed}")[0][1] for seed in range(2_000))
    assert teams["A"] == pytest.approx(1_000, abs=120)


def test_a_ranking_that_is_used_up_leaves_the_rest_to_the_other() -> None:
    assert sorted(team_draft("ab", "", 5, "s")) == [("a", "A"), ("b", "A")]
    assert team_draft("", "", 5, "s") == ()


@given(RANKINGS, RANKINGS, st.integers(0, 15), st.text(max_size=5))
def test_every_item_stands_once_and_no_side_is_favoured(a: list[int], b: list[int], size: int, seed: str) -> None:
    drafted = team_draft(a, b, size, seed)
    items = [item for item, _ in drafted]
    assert len(items) == len(set(items)) == min(size, len({*a, *b}))
    for team, ranking in (("A", a), ("B", b)):
        assert {item for item, whose in drafted if whose == team} <= set(ranking)
    if set(a) == set(b):
        counts = Counter(team for _, team in drafted)
        assert abs(counts["A"] - counts["B"]) <= 1
