"""Looking for a value of a facet by its name."""

import pytest

from core.errors import InvalidInput
from search.facet_values import LONGEST_TEXT, FacetSearch, check, values_body, values_of
from search.labels import CategoryLabel, Labels
from search.plan import Plan, Setting
from search.request import Filters, SearchRequest
from search.response import UnderstoodQuery
from search.tuning.loader import load_query_config

LABELS = Labels(
    categories={"1": CategoryLabel("Batteries", None)},
    manufacturers={"2": "Philips", "3": "Dräger", "4": "Philips Respironics"},
    manufacturer_names={"Philips": ("2",), "Hewlett-Packard": ("2",), "Draeger": ("3",)},
)
SETTING = Setting(load_query_config(), {})


def plan(**filters: tuple[str, ...]) -> Plan:
    return Plan(UnderstoodQuery("battery", "text", (), "battery"), SearchRequest("battery", Filters(**filters)))  # type: ignore[arg-type]


def asked_for(text: str, **filters: tuple[str, ...]) -> list[str]:
    body = values_body(plan(**filters), FacetSearch("manufacturer", text), SETTING, LABELS)
    found: list[str] = body["aggs"]["found"]["aggs"]["found"]["terms"]["include"] if body else []
    return found


def test_names_and_other_spellings_are_looked_through_whatever_case_and_accents() -> None:
    assert asked_for("PHIL") == ["2", "4"]
    assert asked_for("drager") == ["3"]
    assert asked_for("Hewlett") == ["2"]
    assert asked_for("respironics philips") == ["4"]
    assert asked_for("nobody") == []


def test_the_facet_s_own_selection_does_not_narrow_and_every_other_does() -> None:
    body = values_body(plan(manufacturer=("3",), category=("1",)), FacetSearch("manufacturer", "phil"), SETTING, LABELS)
    assert body is not None
    others = str(body["aggs"]["found"]["filter"])
    assert "category_ids" in others
    assert "manufacturer_id" not in others
    assert body["size"] == 0


def test_values_stand_by_count_and_selected_ones_stay() -> None:
    response = {"aggregations": {"found": {"found": {"buckets": [{"key": "2", "doc_count": 3}]}}}}
    facet = values_of(response, FacetSearch("manufacturer", "phil"), plan(manufacturer=("4",)), SETTING, LABELS)
    assert [(bucket.label, bucket.count, bucket.selected) for bucket in facet.buckets] == [("Philips", 3, False), ("Philips Respironics", 0, True)]


@pytest.mark.parametrize("asked", [FacetSearch("price", "x"), FacetSearch("manufacturer", "x" * (LONGEST_TEXT + 1))])
def test_other_facets_and_long_texts_are_refused(asked: FacetSearch) -> None:
    with pytest.raises(InvalidInput):
        check(asked)
