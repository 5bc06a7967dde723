"""Every number of the catalogue, typed as people type it, over the real engine."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.viewer import ANONYMOUS, Viewer
from core.values.part_number import fold
from tests.integration.search.conftest import put

Sql = Callable[..., list[tuple[Any, ...]]]

RANKS = ("exact", "normalised", "alias", "superseded", "infix", "near", "text", "semantic")
SPELLINGS: dict[str, Callable[[str], str]] = {
    "lower case": str.lower,
    "no separators": fold,
    "dashes inside": lambda number: "-".join(fold(number)[i : i + 3] for i in range(0, len(fold(number)), 3)),
    "spaces inside": lambda number: " ".join(fold(number)[i : i + 4] for i in range(0, len(fold(number)), 4)),
    "full width": lambda number: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in number),
    "unicode dashes": lambda number: number.replace("-", "\u2011"),
    "spaces around": lambda number: f"  {number} ",
}


def test_every_number_as_printed_is_at_rank_one(world: Any, sql: Sql) -> None:
    for number, same in sql("SELECT part_number, array_agg(id) FROM part WHERE removed_at IS NULL GROUP BY 1"):
        page = world.search(number, size=50)
        assert page.hits[0].card["part_number"] == number, number
        assert {hit.part_id for hit in page.hits if hit.tier == "exact"} == set(same), number


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_number_is_at_rank_one_in_another_spelling(world: Any, sql: Sql, spelling: str) -> None:
    for number, folded in sql("SELECT part_number, number_folded FROM part WHERE removed_at IS NULL"):
        page = world.search(SPELLINGS[spelling](number), size=5)
        assert fold(page.hits[0].card["part_number"]) == folded, (number, SPELLINGS[spelling](number))
        assert page.hits[0].tier in ("exact", "normalised")


def test_a_maker_before_the_number_does_not_hide_it(world: Any, sql: Sql) -> None:
    for number, maker in sql(
        "SELECT part_number, m.name FROM part JOIN manufacturer m ON m.id = manufacturer_id WHERE removed_at IS NULL AND part.id % 10 IN (0, 1, 7)"
    ):
        page = world.search(f"{maker} {number}", size=5)
        assert page.hits[0].card["part_number"] == number, (maker, number)
        assert page.hits[0].tier == "exact"


def test_a_public_alias_finds_its_part(world: Any, sql: Sql) -> None:
    for part, alias in sql("SELECT part_id, alias FROM part_alias JOIN part ON part.id = part_id WHERE organisation_id IS NULL AND removed_at IS NULL"):
        page = world.search(alias.lower(), size=5)
        assert (page.hits[0].part_id, page.hits[0].tier) == (part, "alias")


def test_a_private_alias_exists_for_its_organisation_only(world: Any, sql: Sql) -> None:
    rows = sql("SELECT part_id, alias, organisation_id FROM part_alias JOIN part ON part.id = part_id WHERE organisation_id IS NOT NULL AND removed_at IS NULL")
    assert len(rows) > 50
    for part, alias, organisation in rows:
        owner = Viewer(("public", "registered"), organisation, "USD")
        stranger = Viewer(("public", "registered"), 41 - organisation, "USD")
        assert (world.search(alias, viewer=owner).hits[0].part_id, world.search(alias, viewer=owner).hits[0].tier) == (part, "alias")
        for other in (stranger, ANONYMOUS):
            assert all(hit.tier in ("text", "infix") for hit in world.search(alias, viewer=other).hits)


def test_a_superseded_number_shows_its_part_then_the_live_end_then_the_links(world: Any, sql: Sql) -> None:
    chains = sql(
        "SELECT p.part_number, p.id, r1.related_part_id, r2.related_part_id FROM part p JOIN part_relation r1 ON r1.part_id = p.id "
        "JOIN part_relation r2 ON r2.part_id = r1.related_part_id JOIN part b ON b.id = r1.related_part_id JOIN part c ON c.id = r2.related_part_id "
        "WHERE p.removed_at IS NULL AND b.removed_at IS NULL AND c.removed_at IS NULL"
    )
    assert chains
    for number, *ids in chains:
        old, link, live = ids
        hits = [hit for hit in world.search(number, size=10).hits if hit.part_id in ids]
        assert [(hit.part_id, hit.tier) for hit in hits] == [(old, "exact"), (live, "superseded"), (link, "superseded")]
        assert [end["id"] for hit in (hits[0], hits[2]) for end in hit.card["replaced_by"]] == [str(live)] * 2
        assert hits[1].card["part_number"] in str(hits[0].tier_note)
        assert number in str(hits[1].tier_note)


def test_a_fragment_from_three_characters_finds_every_number_that_contains_it(world: Any, sql: Sql) -> None:
    for (folded,) in sql("SELECT number_folded FROM part WHERE removed_at IS NULL AND length(number_folded) > 5 AND id % 4 = 0"):
        fragment = folded[1:5]
        if not any(character.isdigit() for character in fragment):
            continue
        found = {hit.part_id for hit in world.search(fragment, size=100).hits if hit.tier != "text"}
        expected = sql(
            "SELECT id FROM part WHERE removed_at IS NULL AND (number_folded LIKE '%' || :f || '%' "
            "OR id IN (SELECT part_id FROM part_alias WHERE organisation_id IS NULL AND alias_folded LIKE '%' || :f || '%'))",
            f=fragment,
        )
        assert {part for (part,) in expected} <= found, fragment


def test_tiers_never_interleave_whatever_is_asked(world: Any, sql: Sql) -> None:
    numbers = [number for (number,) in sql("SELECT part_number FROM part ORDER BY id")]
    queries = [*numbers[:80], *(fold(n)[:4] for n in numbers[80:140]), *(f"battery {n} 12V power supply" for n in numbers[140:180]), "MakerA 12 battery", "D-1"]
    seen = set()
    for query in queries:
        ranks = [RANKS.index(hit.tier) for hit in world.search(query, size=100).hits]
        assert ranks == sorted(ranks), query
        seen.update(ranks)
    assert len(seen) >= 4


def test_numbers_beside_each_other_are_each_found(world: Any, sql: Sql) -> None:
    numbers = [number for (number,) in sql("SELECT part_number FROM part WHERE part_number ~ '^[0-9]{7}$' AND removed_at IS NULL ORDER BY id LIMIT 3")]
    exact = [hit.card["part_number"] for hit in world.search(", ".join(numbers)).hits if hit.tier == "exact"]
    assert sorted(exact) == sorted(numbers)


def test_a_removed_part_is_found_by_nothing(world: Any, sql: Sql) -> None:
    gone = sql("SELECT id, part_number FROM part WHERE removed_at IS NOT NULL")
    assert gone
    for part, number in gone:
        assert all(hit.part_id != part for hit in world.search(number, size=100).hits)


def test_a_misspelt_number_is_said_to_be_one_and_only_when_nothing_answers(world: Any, sql: Sql) -> None:
    existing = {folded for (folded,) in sql("SELECT number_folded FROM part")}
    for number in ("9999999", "M0000Z", "0000 000 00000"):
        assert fold(number) not in existing
        page = world.search(number)
        for hit in () if page.relaxations else page.hits:
            assert hit.tier == "near"
            assert str(hit.tier_note).startswith("differs at character "), number


def test_irrelevant_parts_do_not_change_what_a_number_finds(world: Any, sql: Sql) -> None:
    numbers = [number for (number,) in sql("SELECT part_number FROM part WHERE removed_at IS NULL AND id % 17 = 0")]
    queries = [*numbers, *(fold(number)[1:5] for number in numbers), *(f"{number[:-2]}X{number[-1]}" for number in numbers)]

    def found() -> list[list[tuple[int, str]]]:
        return [[(hit.part_id, hit.tier) for hit in world.search(query, size=50).hits if hit.tier not in ("text", "semantic")] for query in queries]

    before = found()
    model = world.client.get(index=world.index, id="1")["_source"]
    others = [f"QQQ-WWW-{chr(65 + i % 26)}{chr(65 + i // 26)}" for i in range(60)]
    own: dict[str, list[str]] = {"aliases": [], "aliases_folded": [], "private_aliases": [], "supersedes_folded": []}
    more = [
        {
            **model,
            **own,
            "id": str(10**6 + i),
            "number": number,
            "number_folded": fold(number),
            "number_text": [fold(number)],
            "number_confusable": [fold(number)],
        }
        for i, number in enumerate(others)
    ]
    put(world.client, world.index, more)
    try:
        assert found() == before
    finally:
        world.client.delete_by_query(index=world.index, body={"query": {"terms": {"id": [one["id"] for one in more]}}}, params={"refresh": "true"})


def test_an_own_number_that_is_nearly_typed_is_found_by_its_organisation_alone(world: Any, sql: Sql) -> None:
    statement = "SELECT a.part_id, a.alias, a.organisation_id FROM part_alias a JOIN part p ON p.id = a.part_id "
    own = sql(statement + "WHERE organisation_id IS NOT NULL AND removed_at IS NULL ORDER BY a.id LIMIT 8")
    for part, alias, organisation in own:
        written = f"{fold(alias)[:-1]}X"
        for viewer, expected in ((Viewer(("public",), organisation, "USD"), True), (Viewer(("public",), 41 - organisation, "USD"), False), (ANONYMOUS, False)):
            near = [hit.part_id for hit in world.search(written, viewer=viewer).hits if hit.tier == "near"]
            assert (part in near) is expected, (alias, viewer)
