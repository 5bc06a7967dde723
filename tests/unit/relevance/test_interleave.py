"""The verdict on interleaved releases: rarely wrong when there is no difference, found when there is one."""

from collections.abc import Callable, Sequence
from math import comb
from random import Random

import pytest

from relevance.interleave import LEVEL, Draft, Preference, points, preference, sign_test
from search.team_draft import team_draft

PARTS = tuple(range(10))
LOOKED_AT = tuple(0.7**place for place in PARTS)  # the share of people that look at a place


def draft(client: str, teams: str, *clicked: int) -> Draft:
    return Draft(client, PARTS[: len(teams)], teams, frozenset(clicked))


def test_a_click_is_a_point_for_the_team_of_its_part() -> None:
    assert points(draft("x", "ABBA", 1, 2)) == 2
    assert points(draft("x", "ABBA", 0, 1)) == 0
    assert points(draft("x", "ABBA", 0, 3)) == -2
    assert points(draft("x", "AB", 9)) == 0  # no part of the list


def test_a_person_has_one_vote_however_often_they_click() -> None:
    drafts = [draft("keen", "AB", 1), draft("keen", "AB", 1), draft("keen", "BA", 1), draft("other", "AB", 0), draft("torn", "AB", 0, 1), draft("idle", "AB")]
    assert preference(drafts) == Preference(a=1, b=1, neither=1, p_value=1.0)


def test_the_lead_counts_half_a_vote_for_those_who_prefer_neither() -> None:
    assert Preference(2, 6, 2, 0.3).lead == pytest.approx(0.2)
    assert Preference(0, 0, 0, 1.0).lead == 0.0
    assert Preference(0, 0, 5, 1.0).lead == 0.0


def test_parts_and_teams_belong_together() -> None:
    with pytest.raises(ValueError, match="each part has one"):
        points(Draft("x", (1, 2), "A", frozenset({1})))


@pytest.mark.parametrize(("a", "b", "p"), [(0, 0, 1.0), (5, 5, 1.0), (0, 5, 2 / 32), (1, 5, 14 / 64), (5, 1, 14 / 64), (0, 6, 2 / 64), (2, 9, 134 / 2048)])
def test_the_sign_test_as_worked_out_by_hand(a: int, b: int, p: float) -> None:
    assert sign_test(a, b) == pytest.approx(p)


def test_the_test_errs_no_more_often_than_it_says_for_any_number_of_persons() -> None:
    for persons in range(1, 100):
        wrong = 2 * sum(comb(persons, heads) for heads in range(persons // 2) if sign_test(heads, persons - heads) < LEVEL) / 2**persons
        assert wrong <= LEVEL


def experiment(random: Random, persons: int, pair: Callable[[], tuple[Sequence[int], Sequence[int]]]) -> Preference:
    """Persons who search up to three times, look at places less and less, and click what is good; `pair` gives both rankings of a search."""
    drafts = []
    for person in range(persons):
        keenness = random.random()  # one person's clicks hang together
        for search in range(random.randint(1, 3)):
            mixed = team_draft(*pair(), 10, f"{random.random()}:{person}:{search}")
            clicked = {part for place, (part, _) in enumerate(mixed) if random.random() < LOOKED_AT[place] * keenness * (part + 1) / 10}
            drafts.append(Draft(f"person {person}", tuple(part for part, _ in mixed), "".join(team for _, team in mixed), frozenset(clicked)))
    return preference(drafts)


GOOD, BAD = tuple(reversed(PARTS)), PARTS
MIDDLING = (9, 8, 0, 7, 1, 6, 2, 5, 3, 4)


@pytest.mark.parametrize("same", [True, False])
def test_two_equally_good_releases_are_told_apart_by_chance_alone(same: bool) -> None:
    random = Random(11)

    def pair() -> tuple[Sequence[int], Sequence[int]]:
        """The same ranking twice; or a good and a bad one, either of which is as likely A's."""
        return (GOOD, GOOD) if same else ((GOOD, BAD) if random.random() < 0.5 else (BAD, GOOD))

    found = [experiment(random, 40, pair) for _ in range(200)]
    assert sum(one.better is not None for one in found) / len(found) <= LEVEL
    assert sum(one.a for one in found) == pytest.approx(sum(one.b for one in found), rel=0.05)


def test_a_clear_difference_is_found_and_a_smaller_one_by_more_persons() -> None:
    random = Random(12)
    assert [experiment(random, 60, lambda: (GOOD, BAD)).better for _ in range(20)] == ["A"] * 20
    assert [experiment(random, 60, lambda: (BAD, GOOD)).better for _ in range(20)] == ["B"] * 20
    few = sum(experiment(random, 20, lambda: (GOOD, MIDDLING)).better == "A" for _ in range(20))
    many = sum(experiment(random, 200, lambda: (GOOD, MIDDLING)).better == "A" for _ in range(20))
    assert few < many
    assert many >= 18
