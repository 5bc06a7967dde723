"""Clauses of fit, evaluated here over indexed statements, say what `catalog.fit` says; levels order as configured."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.fit import fit_context
from catalog.bundle import BundleCompatibility, BundleModality, BundleModel
from catalog.fit import FitDevice, FitModel, Statement, fit_device, fit_model
from equipment.devices import DeviceContext
from indexer.document import build
from search.fit_context import FitContext
from search.query.filters import selection
from search.query.fit import by_fit, by_fit_within_tier, fits, listed, may_fit
from search.request import SearchRequest
from search.response import UnderstoodQuery
from search.tuning.loader import load_query_config
from tests.unit.indexer.bundles import PART, part

CONFIG = load_query_config().fit
REVISIONS = ("R1", "R2", "R10")
MODEL = FitModel(5, "Signa", "MRI", "last", REVISIONS)
QUERY: dict[str, Any] = {"match_all": {}}
BUNDLE_MODEL = next(fit.model for fit in PART.compatibilities if fit.model is not None)

bounds = st.one_of(st.none(), st.none(), st.integers(0, 6))
revisions = st.one_of(st.none(), st.sampled_from((*REVISIONS, "R99", "")))
options = st.one_of(st.just(()), st.lists(st.sampled_from("abc"), max_size=2).map(tuple))
devices = st.builds(
    FitDevice,
    model=st.just(MODEL),
    serial=st.one_of(st.just(""), st.just("ABC"), st.integers(0, 6).map(str)),
    software=st.sampled_from(("", *REVISIONS, "R77")),
    options=st.one_of(st.none(), options),
)
own = st.builds(
    Statement, model_id=st.sampled_from((5, 5, 5, 6)), serial_from=bounds, serial_to=bounds, software_from=revisions, software_to=revisions, options=options
)
universal = st.builds(Statement, modality=st.sampled_from(("MRI", "CT")), options=options)
statements = st.lists(st.one_of(own, universal), max_size=3)


def indexed(found: list[Statement]) -> list[Any]:
    """The statements as the indexer writes them."""
    return build(part(compatibilities=tuple(compatibility(one) for one in found)))["fits"]


def compatibility(one: Statement) -> BundleCompatibility:
    model: BundleModel | None = None if one.model_id is None else replace(BUNDLE_MODEL, id=one.model_id, software=REVISIONS)
    modality = BundleModality(one.modality or "MRI", "", ())
    return BundleCompatibility(model, modality, one.serial_from, one.serial_to, one.software_from, one.software_to, one.options, one.source, Decimal(1))


def holds(clause: dict[str, Any], row: Any) -> bool:
    """What the engine makes of a clause inside one nested statement."""
    (kind, body), *_ = clause.items()
    if kind == "bool":
        every = all(holds(each, row) for each in body.get("filter", ()))
        return every and ("should" not in body or any(holds(each, row) for each in body["should"]))
    ((field, value),) = body.items()
    stored = row.get(field.removeprefix("fits."))
    if kind == "term":
        return bool(stored == value)
    if kind == "range":
        return all(bool(stored <= limit if end == "lte" else stored >= limit) for end, limit in value.items())
    assert kind == "terms_set"
    return len(set(value["terms"]) & set(stored)) >= max(1, int(row[value["minimum_should_match_field"].removeprefix("fits.")]))


def matches(clause: dict[str, Any], rows: list[Any]) -> bool:
    return any(holds(clause["nested"]["query"], row) for row in rows)


@settings(max_examples=800)
@given(devices, statements)
def test_the_clauses_judge_a_device_as_the_catalogue_does(device: FitDevice, found: list[Statement]) -> None:
    context, rows = fit_context(DeviceContext("MRI-1", device)), indexed(found)
    verdict = fit_device(device, found)
    assert matches(fits(context), rows) == (verdict.verdict == "fits")
    assert (matches(listed(context), rows) and not matches(may_fit(context), rows)) == (verdict.verdict == "does_not_fit")
    assert matches(listed(context), rows) == (verdict.statement is not None)


@given(statements)
def test_the_clauses_judge_a_model_as_the_catalogue_does(found: list[Statement]) -> None:
    context, rows = FitContext("5", "MRI"), indexed(found)
    verdict = fit_model(MODEL, found).verdict
    assert matches(fits(context), rows) == (verdict == "fits")
    assert matches(may_fit(context), rows) == (verdict != "unknown")


def test_a_device_of_an_unknown_model_is_matched_by_nothing() -> None:
    context = fit_context(DeviceContext("MRI-1", None))
    rows = indexed([Statement(model_id=5), Statement(modality="MRI")])
    assert not any(matches(clause, rows) for clause in (fits(context), may_fit(context), listed(context)))


def test_without_equipment_the_query_is_untouched() -> None:
    assert by_fit(QUERY, None, CONFIG) is QUERY
    assert by_fit_within_tier(QUERY, None, CONFIG) is QUERY


def test_what_fits_goes_before_what_may_and_what_does_not_ends_both_words_and_tiers() -> None:
    for scored in (by_fit(QUERY, FitContext("5", "MRI"), CONFIG), by_fit_within_tier(QUERY, FitContext("5", "MRI"), CONFIG)):
        function = scored["function_score"]
        assert function["score_mode"] == "first"
        fitting, may, refused, modality, unknown = (each["weight"] for each in function["functions"])
        assert fitting > may > modality > unknown > refused
        assert "filter" not in function["functions"][-1]


def test_only_what_fits_is_a_filter_of_hits_and_of_every_facet() -> None:
    request = SearchRequest(fits_only=True, contexts=(FitContext("5", "MRI"), FitContext("6", "CT")))
    chosen = selection(UnderstoodQuery("", "browse", (), ""), request, {})
    for facet in (None, "category", "model", "price"):
        assert {"bool": {"should": [fits(context) for context in request.contexts], "minimum_should_match": 1}} in chosen.without(facet)
