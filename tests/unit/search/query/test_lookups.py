from typing import Any

import pytest

from accounts.viewer import ANONYMOUS, Viewer
from search.labels import Labels
from search.query.lookups import Lookup, listed, lookups_of, several
from search.query.near import near
from search.query.tiers import answered, tiers, unanswered, verdicts
from search.request import SearchRequest
from search.tuning.loader import load_query_config
from search.understand.pipeline import understand

CONFIG = load_query_config()
LABELS = Labels(manufacturer_names={"GE": ("1",), "Nellcor": ("2",)})


def lookups(text: str, *, guessing: bool = False) -> tuple[Lookup, ...]:
    return lookups_of(understand(text, CONFIG.understanding, LABELS), CONFIG.tiers, guessing=guessing)


def test_one_number_is_one_lookup_in_every_spelling() -> None:
    (only,) = lookups("GE 2100-018")
    assert only.asked == "2100-018"
    assert only.fragment == "2100018"
    assert {"2100018", "GE2100018"} <= set(only.folded)
    assert several((only,)) == ()


def test_several_numbers_are_a_lookup_each_and_the_whole_comes_last() -> None:
    found = lookups("2100018, 989803 144091; M8105A")
    assert [lookup.asked for lookup in found] == ["2100018", "989803 144091", "M8105A", ""]
    assert several(found) == found[:3]
    assert found[-1].fragment == ""


def test_short_words_of_letters_before_a_number_may_be_its_beginning() -> None:
    (only,) = lookups("price of XBO H 426E/51")
    assert {"426E51", "H426E51", "XBOH426E51"} <= set(only.folded)
    assert "OFXBOH426E51" not in only.folded


def test_letters_with_a_mark_between_them_are_looked_up_without_being_called_a_number() -> None:
    (only,) = lookups("MAX-MF sensor")
    assert "MAXMF" in only.folded
    assert (only.asked, only.fragment) == ("", "")


def test_a_short_query_is_guessed_to_be_a_fragment_only_when_told() -> None:
    assert lookups("NXYM")[0].fragment == ""
    assert lookups("NXYM", guessing=True)[0].fragment == "NXYM"
    assert lookups("cable for my new monitor", guessing=True)[0].fragment == ""


@pytest.mark.parametrize(
    ("entry", "fragment"), [("2100018", "2100018"), ("GE 2100018", "2100018"), ("P/N 2100018", "2100018"), ("NXYM", "NXYM"), ("989803 144091", "989803144091")]
)
def test_an_entry_of_a_list_is_one_number(entry: str, fragment: str) -> None:
    found = listed(understand(entry, CONFIG.understanding, LABELS), CONFIG.tiers)
    assert found is not None
    assert found.fragment == fragment


@pytest.mark.parametrize("entry", ["", "  ", "--", "\t"])
def test_an_empty_entry_is_no_number(entry: str) -> None:
    assert listed(understand(entry, CONFIG.understanding, LABELS), CONFIG.tiers) is None


def names(clause: Any) -> list[str]:
    return [query["constant_score"]["_name"] for query in clause["dis_max"]["queries"]]


def test_near_numbers_are_asked_for_only_where_nothing_answered() -> None:
    found = lookups("2100018, M8105A")
    plain = names(tiers(found, SearchRequest(), CONFIG.tiers))
    assert not any(name.startswith("near") for name in plain)
    nearly = names(tiers(found, SearchRequest(), CONFIG.tiers, ("M8105A",)))
    assert [name for name in nearly if name.startswith("near")] == ["near_confusable:1", "near_transposition:1", "near_edit:1"]


def test_a_misspelling_is_one_edit_of_a_value_never_a_pattern() -> None:
    clauses = near("M81*5A", CONFIG.tiers, ANONYMOUS)
    (number, _) = clauses["near_edit"]["bool"]["should"]
    assert number == {"fuzzy": {"number_folded": {"value": "M81*5A", "fuzziness": 1, "prefix_length": 0, "transpositions": True, "rewrite": "constant_score"}}}
    assert near("D36", CONFIG.tiers, ANONYMOUS) == {}


def test_which_numbers_are_unanswered_is_told_by_the_counts() -> None:
    found = lookups("2100018, M8105A")
    assert set(verdicts(found, SearchRequest(), CONFIG.tiers)["answered"]["filters"]["filters"]) == {"0", "1"}
    response = {"aggregations": {"answered": {"buckets": {"0": {"doc_count": 3}, "1": {"doc_count": 0}}}}}
    assert answered(response, found) == {"2100018": 3, "M8105A": 0}
    assert unanswered(response, found) == ("M8105A",)


def test_near_numbers_are_looked_for_among_the_own_organisation_s_and_no_other_s() -> None:
    edits = near("OWN00123", CONFIG.tiers, Viewer(("public",), 20, "USD"))["near_edit"]["bool"]["should"]
    own = [clause["fuzzy"]["private_aliases"] for clause in edits if "private_aliases" in clause.get("fuzzy", {})]
    assert [(clause["value"], clause["prefix_length"]) for clause in own] == [("20:OWN00123", len("20:"))]
    assert "private_aliases" not in str(near("OWN00123", CONFIG.tiers, ANONYMOUS))
