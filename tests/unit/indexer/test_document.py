"""A bundle becomes exactly one document."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import get_type_hints

import orjson
import pytest

from catalog.bundle import Specification
from indexer.document import SERIAL_MAX, build, content_hash, hidden
from search.schema.document import PartDocument
from search.schema.sentence import SENTENCE_CHARACTERS, sentence
from tests.unit.indexer.bundles import OFFER, PART, part


def test_a_full_bundle_fills_every_field_but_the_vector() -> None:
    assert set(build(PART)) == set(get_type_hints(PartDocument)) - {"vector"}


def test_an_alias_of_one_organisation_is_in_no_public_field() -> None:
    document = build(PART)
    assert document["private_aliases"] == ["77:H99"]
    rest = {key: value for key, value in document.items() if key != "private_aliases"}
    assert not re.search("H ?99", orjson.dumps(rest).decode())


def test_the_price_is_in_cents_rounded_half_to_even() -> None:
    cents = [build(part(offers=(replace(OFFER, price_usd=Decimal(price)),)))["offers"][0]["price_cents"] for price in ("110.005", "110.015", "0.999")]
    assert cents == [11000, 11002, 100]


def test_an_offer_without_a_rate_cannot_be_compared_and_is_left_out() -> None:
    assert build(part(offers=(OFFER, replace(OFFER, id=72, price_usd=None))))["offers"] == build(PART)["offers"]


@pytest.mark.parametrize(
    ("audience", "organisations", "expected"), [("public", (), ["public"]), ("trade", (), ["trade"]), ("private", (3, 4), ["org:3", "org:4"])]
)
def test_the_audience_of_an_offer_names_who_may_see_it(audience: str, organisations: tuple[int, ...], expected: list[str]) -> None:
    offer = replace(OFFER, audience=audience, audience_organisations=organisations)
    assert build(part(offers=(offer,)))["offers"][0]["audience"] == expected


def test_an_open_serial_range_ends_at_the_largest_number() -> None:
    fit = build(PART)["fits"][0]
    assert (fit["serial_from"], fit["serial_to"], fit["has_serial_range"]) == (100, SERIAL_MAX, True)


def test_a_universal_part_has_a_modality_but_no_model() -> None:
    document = build(PART)
    assert (document["modalities"], document["universal_modalities"], document["model_ids"]) == (["MRI", "CT"], ["CT"], ["5"])


def test_superseded_numbers_find_the_part_by_fragments_too() -> None:
    assert build(PART)["number_text"] == ["4535671", "X1", "4535600"]


@pytest.mark.parametrize(
    ("specification", "text"),
    [
        (Specification("v", "Voltage", "number", "V", 12), "Voltage 12 V"),
        (Specification("v", "Voltage", "number", "V", 1.5), "Voltage 1.5 V"),
        (Specification("c", "Colour", "enum", "", "red"), "Colour red"),
        (Specification("l", "Latex free", "boolean", "", value=False), "Latex free no"),
    ],
)
def test_a_specification_reads_as_people_write_it(specification: Specification, text: str) -> None:
    assert build(part(specifications=(specification,)))["specification_text"] == [text]


def test_a_removed_part_keeps_nothing_but_its_place_on_the_version_line() -> None:
    document = build(part(removed=True))
    assert document == hidden(42, 17)
    assert set(document) == {"id", "version", "visible", "content_hash"}


def test_the_hash_says_whether_the_content_is_the_same_whatever_the_version() -> None:
    assert build(PART)["content_hash"] == build(part(version=18))["content_hash"]
    assert build(PART)["content_hash"] != build(part(popularity=5))["content_hash"]


def test_the_hash_survives_the_way_through_json_and_a_vector() -> None:
    document = build(PART)
    stored = orjson.loads(orjson.dumps({**document, "vector": [0.1]}))
    assert content_hash(dict(reversed(stored.items()))) == document["content_hash"]


def test_the_sentence_names_part_category_maker_values_and_equipment_within_its_limit() -> None:
    text = sentence(build(PART))
    assert text == "Head coil. Coils. Acme. 8 channels. Channels 8, Latex free yes. MR-1"
    assert len(sentence(build(part(description="x" * 5000)))) == SENTENCE_CHARACTERS
    assert sentence(hidden(1, 1)) == ""


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("R1", "R9", (0, 2**31 - 1, True, False)),
        (None, "R2", (0, 1, True, True)),
        ("R2", None, (1, 2**31 - 1, True, True)),
        (None, None, (0, 2**31 - 1, False, True)),
    ],
)
def test_software_counts_by_its_place_and_an_unknown_bound_is_marked(low: str | None, high: str | None, expected: tuple[int, int, bool, bool]) -> None:
    first = PART.compatibilities[0]
    assert first.model is not None
    fit = replace(first, model=replace(first.model, software=("R1", "R2")), software_from=low, software_to=high, options=("a", "b", "a"))
    built = build(part(compatibilities=(fit,)))["fits"][0]
    assert (built["software_from"], built["software_to"], built["has_software_range"], built["software_placed"]) == expected
    assert (built["options"], built["option_count"]) == (["a", "b"], 2)
