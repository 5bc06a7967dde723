"""Which live parts replace a part."""

from decimal import Decimal

from catalog.supersession import Chains, Edge


def test_a_chain_ends_at_its_last_part_with_the_whole_path() -> None:
    chains = Chains([Edge(1, 2), Edge(2, 3), Edge(3, 4)])
    (end,) = chains.ends(1)
    assert (end.part_id, end.set_kind, end.path) == (4, "one", (1, 2, 3, 4))
    assert chains.ends(4) == ()


def test_every_part_of_an_and_set_is_an_end() -> None:
    chains = Chains([Edge(1, 2, "all"), Edge(1, 3, "all"), Edge(3, 4)])
    assert [(end.part_id, end.set_kind) for end in chains.ends(1)] == [(2, "all"), (4, "all")]


def test_the_first_branching_step_says_how_the_ends_relate() -> None:
    chains = Chains([Edge(1, 2), Edge(2, 3, "any"), Edge(2, 4, "any"), Edge(4, 5, "all"), Edge(4, 6, "all")])
    assert {end.part_id: end.set_kind for end in chains.ends(1)} == {3: "any", 5: "any", 6: "any"}


def test_quantities_multiply_and_preconditions_add_up_along_the_path() -> None:
    chains = Chains([Edge(1, 2, quantity_ratio=Decimal(2), precondition="with kit A"), Edge(2, 3, quantity_ratio=Decimal("1.5"))])
    (end,) = chains.ends(1)
    assert end.quantity == 3
    assert end.preconditions == ("with kit A",)


def test_a_removed_part_is_walked_through_and_never_an_end() -> None:
    assert [end.part_id for end in Chains([Edge(1, 2), Edge(2, 3)], removed=[2]).ends(1)] == [3]
    assert [end.part_id for end in Chains([Edge(1, 2), Edge(2, 3)], removed=[3]).ends(1)] == [2]
    assert Chains([Edge(1, 2)], removed=[2]).ends(1) == ()


def test_two_ways_to_one_end_give_it_once_by_the_shorter_way() -> None:
    chains = Chains([Edge(1, 2), Edge(2, 3), Edge(3, 5), Edge(1, 4, "any"), Edge(4, 5)])
    assert [end.path for end in chains.ends(1)] == [(1, 4, 5)]


def test_earlier_parts_are_found_through_every_branch_nearest_first() -> None:
    chains = Chains([Edge(1, 3), Edge(2, 3, "all"), Edge(2, 4, "all"), Edge(3, 5)])
    assert chains.earlier(5) == (3, 1, 2)
    assert chains.earlier(4) == (2,)
    assert chains.earlier(1) == ()


def test_a_cycle_that_should_not_be_there_does_not_hang() -> None:
    chains = Chains([Edge(1, 2), Edge(2, 1)])
    assert [end.part_id for end in chains.ends(1)] == [2]
    assert chains.earlier(1) == (2,)
