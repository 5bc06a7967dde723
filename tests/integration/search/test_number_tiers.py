"""Numbers over the whole default world and the real engine: rank one, order of tiers, near misses, replacements, several at once."""

import gzip
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.app import wire
from core.settings import Settings
from core.values.part_number import confuse, fold
from search.request import SearchRequest
from search.response import Hit, SearchPage
from search.service import SearchService

WORLD = Path(__file__).resolve().parents[3] / "fixtures" / "world"
RANKS = ("exact", "normalised", "alias", "superseded", "infix", "near", "text", "semantic")
SIGNS = "0123456789ABCDEFGHJKLMNPRSTUVWYZ"  # without X: "9X9" is a size
TWINS = {"0": "O", "O": "0", "1": "I", "I": "1", "5": "S", "S": "5", "8": "B", "B": "8", "2": "Z", "Z": "2"}


@dataclass(frozen=True)
class Default:
    """The default world's numbers and the service that the web process searches with."""

    service: SearchService
    numbers: dict[int, str]
    replaced: dict[int, tuple[str, ...]]
    folded: frozenset[str]
    shared: frozenset[str]  # folded numbers of more than one part

    def search(self, text: str, size: int = 10) -> SearchPage:
        return self.service.search(SearchRequest(text, size=size))


def truth(name: str) -> list[dict[str, str]]:
    lines = gzip.decompress((WORLD / "truth" / f"{name}.tsv.gz").read_bytes()).decode().splitlines()
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"), strict=True)) for line in lines[1:]]


@pytest.fixture(scope="session")
def default(web_settings: Settings) -> Iterator[Default]:
    wiring = wire(web_settings)
    for fresh in wiring.kept:
        fresh.get()
    with wiring.database.connect() as connection:
        numbers = {row.id: row.part_number for row in connection.execute(sa.text("SELECT id, part_number FROM part WHERE removed_at IS NULL"))}
        aliases = connection.execute(sa.text("SELECT alias_folded FROM part_alias WHERE organisation_id IS NULL")).scalars()
        known = frozenset([*map(fold, numbers.values()), *aliases])
    replaced = {int(row["part_id"]): tuple(row["ends"].strip("{}").split(",")) for row in truth("supersession")}
    counts = Counter(map(fold, numbers.values()))
    shared = frozenset(number for number, count in counts.items() if count > 1)
    yield Default(wiring.search, numbers, replaced, known, shared)
    wiring.engine.close()
    wiring.database.dispose()


def in_order(hits: tuple[Hit, ...]) -> bool:
    ranks = [RANKS.index(hit.tier) for hit in hits]
    return ranks == sorted(ranks)


def sample(default: Default, step: int, start: int = 0) -> list[tuple[int, str]]:
    return sorted(default.numbers.items())[start::step]


def test_every_number_as_printed_is_at_rank_one_and_followed_by_what_replaces_it(default: Default) -> None:
    for part, number in sample(default, 1):
        hits = default.search(number, size=50 if fold(number) in default.shared else 10).hits
        assert hits[0].card["part_number"] == number, number
        assert part in [hit.part_id for hit in hits if hit.tier == "exact"], number
        if part in default.replaced:
            first = next(hit for hit in hits if hit.tier == "superseded")
            assert str(first.part_id) in default.replaced[part] or fold(number) in default.shared, number
        assert in_order(hits), number


def test_every_number_without_separators_and_in_lower_case_is_at_rank_one(default: Default) -> None:
    for part, number in sample(default, 1):
        respelt = fold(number).lower()
        hits = default.search(respelt, size=50 if fold(number) in default.shared else 10).hits
        assert fold(hits[0].card["part_number"]) == fold(number), respelt
        assert part in [hit.part_id for hit in hits if hit.tier in ("exact", "normalised")], respelt


def test_every_written_variant_finds_its_part(default: Default) -> None:
    for row in truth("variant")[::9]:
        part = int(row["part_id"])
        hits = default.search(row["written"], size=50).hits
        found = {hit.part_id: hit.tier for hit in hits}
        assert found.get(part) in ("exact", "normalised"), row
        assert in_order(hits), row


def test_the_live_ends_of_a_chain_come_first_with_the_way(default: Default) -> None:
    for row in [row for row in truth("supersession") if fold(row["part_number"]) not in default.shared][::5]:
        hits = [hit for hit in default.search(row["part_number"], size=20).hits if hit.tier == "superseded"]
        ends = row["ends"].strip("{}").split(",")
        assert {str(hit.part_id) for hit in hits[: len(ends)]} == set(ends), row
        for hit in hits[: len(ends)]:
            assert row["part_number"] in str(hit.tier_note), row
            if row["kind"] == "all":
                assert "together with" in str(hit.tier_note), row
            if row["kind"] == "any":
                assert "or choose" in str(hit.tier_note), row
        if row["kind"] == "one":
            assert [reason.text for reason in hits[0].evidence if reason.kind == "replacement"] == [row["path"].replace(" > ", " → ")], row


def test_a_twin_never_stands_above_the_number_typed(default: Default) -> None:
    for row in truth("twin"):
        for mine, other in (("part_number", "twin_number"), ("twin_number", "part_number")):
            hits = default.search(row[mine]).hits
            assert row[mine] in [hit.card["part_number"] for hit in hits if hit.tier == "exact"], row
            assert other not in [hit.card["part_number"] for hit in hits], row
            assert "near" not in [hit.tier for hit in hits], row


def misspelt(number: str, draw: random.Random) -> Iterator[tuple[str, int]]:
    """The number with one sign wrong, swapped, missing or too much, and with a look-alike; and the place of that from 1."""
    places = [i for i, sign in enumerate(number) if fold(sign)]
    at = draw.choice(places[1:-1])
    yield f"{number[:at]}{draw.choice([sign for sign in SIGNS if sign != fold(number[at])])}{number[at + 1 :]}", at + 1
    if fold(number[at + 1]) and number[at + 1] != number[at]:
        yield f"{number[:at]}{number[at + 1]}{number[at]}{number[at + 2 :]}", at + 1
    alike = [i for i in places if number[i] in TWINS]
    if alike:
        at = draw.choice(alike)
        yield f"{number[:at]}{TWINS[number[at]]}{number[at + 1 :]}", at + 1


def test_a_misspelt_number_is_near_and_its_place_is_named(default: Default) -> None:
    draw, seen = random.Random(7), 0
    for _, number in sample(default, 37, 3):
        if len(fold(number)) < 7 or " " in number or not any(sign.isdigit() for sign in number):
            continue  # a sign wrong in the middle of "71 24 442" may make grams of it ("71 2G 442")
        for written, place in misspelt(number, draw):
            if fold(written) in default.folded:
                continue
            hits = default.search(written, size=50).hits
            tiers = {hit.tier for hit in hits}
            assert in_order(hits), (number, written)
            if tiers & {"exact", "normalised", "alias", "superseded", "infix"}:
                assert "near" not in tiers, (number, written)
                continue
            found = {hit.card["part_number"]: str(hit.tier_note) for hit in hits if hit.tier == "near"}
            assert number in found, (number, written)
            assert f"at character {place}:" in found[number], (number, written, found[number])
            seen += 1
    assert seen > 100


def test_look_alikes_stand_before_swaps_and_swaps_before_other_edits(default: Default) -> None:
    order = {"confusable": 0, "transposition": 1, "edit": 2}
    draw, kinds = random.Random(11), set()
    for _, number in sample(default, 29, 5):
        if not number.isdigit() or len(number) < 6:
            continue
        at = draw.randrange(1, len(number) - 1)
        written = f"{number[:at]}{draw.choice('0123456789')}{number[at + 1 :]}"
        near = [hit for hit in default.search(written, size=50).hits if hit.tier == "near"]
        found = [_kind(written, hit.card["part_number"]) for hit in near]
        assert [order[kind] for kind in found] == sorted(order[kind] for kind in found), written
        kinds.update(found)
        assert [hit.part_id for hit in near] == [hit.part_id for hit in default.search(written, size=50).hits if hit.tier == "near"]
    assert "edit" in kinds


def _kind(written: str, number: str) -> str:
    mine, theirs = fold(written), fold(number)
    if confuse(mine) == confuse(theirs):
        return "confusable"
    return "transposition" if sorted(mine) == sorted(theirs) else "edit"


def test_tiers_never_interleave_over_random_fragments(default: Default) -> None:
    draw = random.Random(3)
    seen: set[str] = set()
    for _, number in sample(default, 23, 1):
        folded = fold(number)
        begin = draw.randrange(max(1, len(folded) - 4))
        fragment = folded[begin : begin + draw.randint(3, 7)]
        hits = default.search(fragment, size=100).hits
        assert in_order(hits), fragment
        clear = [hit.tier_note for hit in hits if hit.tier == "infix"]
        assert clear == sorted(clear, key=lambda note: "begins" not in str(note)), fragment
        seen.update(hit.tier for hit in hits)
    assert {"infix", "text"} <= seen


def test_a_number_without_its_last_sign_is_found_by_its_beginning(default: Default) -> None:
    for part, number in sample(default, 31, 2):
        if len(fold(number)) >= 8 and sum(sign.isdigit() for sign in number) >= 5:
            hits = default.search(number[:-1], size=50).hits
            assert part in [hit.part_id for hit in hits if RANKS.index(hit.tier) <= RANKS.index("infix")], number


def test_case_accents_and_separators_do_not_change_the_order(default: Default) -> None:
    for _, number in sample(default, 41, 4):
        if sum(sign.isdigit() for sign in number) < 4:
            continue
        plain = [hit.part_id for hit in default.search(fold(number)).hits]
        for written in (number.lower(), number.replace("-", "."), number.replace("-", " - "), "".join(f"{sign}\u0301" for sign in number)):
            assert {hit.part_id for hit in default.search(written).hits} >= set(plain[:1]), (number, written)


def test_several_numbers_have_a_verdict_each(default: Default) -> None:
    draw = random.Random(9)
    plain = [number for part, number in default.numbers.items() if part not in default.replaced and " " not in number and sum(s.isdigit() for s in number) > 5]
    for separator in (", ", "; ", "\n", "\t", " ,"):
        asked = draw.sample(plain, 4)
        page = default.search(separator.join([*asked, "QQ7Q7Q7QQ"]), size=50)
        assert [number.asked for number in page.numbers] == [*asked, "QQ7Q7Q7QQ"]
        assert all(number.found for number in page.numbers[:-1])
        assert page.numbers[-1].found == 0
        for number in asked:
            assert number in [hit.card["part_number"] for hit in page.hits if hit.answers == number and hit.tier == "exact"]


SENTENCES = ("need replacement for {} urgently", "P/N {}", "REF: {}", "Art.-Nr. {}", "réf. {}", "price of {}", "do you have {} please", "Bestellnummer {}")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_words_around_a_number_do_not_hide_it(default: Default, sentence: str) -> None:
    for _, number in [one for one in sample(default, 97, 6) if one[0] not in default.replaced]:
        if sum(sign.isdigit() for sign in number) >= 5:
            hit: Any = default.search(sentence.format(number)).hits[0]
            assert (hit.tier, hit.card["part_number"]) == ("exact", number), sentence.format(number)
