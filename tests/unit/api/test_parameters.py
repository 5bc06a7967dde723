"""Search parameters: what is read, what is refused, and that every fault is named."""

from decimal import Decimal
from urllib.parse import parse_qsl

import pytest

from accounts.viewer import ANONYMOUS
from api.schemas.parameters import parse
from core.errors import InvalidInput
from search.request import Filters, SearchRequest

RATES = {"USD": Decimal(1), "EUR": Decimal("1.1")}


def read(*pairs: tuple[str, str]) -> SearchRequest:
    return parse(pairs, ANONYMOUS, RATES)


def faults(*pairs: tuple[str, str]) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        read(*pairs)
    return {fault.field: fault.message for fault in caught.value.errors}


def test_nothing_given_is_a_browse_of_the_first_page() -> None:
    assert read() == SearchRequest()


EVERYTHING = (
    "q=  flow sensor &category=7&category=9&manufacturer=3&model=12&modality=mri&condition=new&condition=used&price_min=10&price_max=4950.00"
    "&currency=eur&in_stock=true&lead_time_max=7&warranty_min=12&ship_from=de&seller=5&rating_min=4&spec.voltage=10..14"
    "&sort=price_asc&page=3&size=50&off=condition&device=MRI-20251001&fit=fits"
)


def test_every_parameter_arrives_in_its_place() -> None:
    filters = Filters(
        category=("7", "9"),
        manufacturer=("3",),
        model=("12",),
        modality=("MRI",),
        condition=("new", "used"),
        price_min=Decimal(10),
        price_max=Decimal("4950.00"),
        in_stock=True,
        lead_time_max=7,
        warranty_min=12,
        ship_from=("DE",),
        seller=("5",),
        rating_min=Decimal(4),
        specifications=(("voltage", "10..14"),),
    )
    expected = SearchRequest("flow sensor", filters, "price_asc", 3, 50, "EUR", Decimal("1.1"), ("condition",), ANONYMOUS, "MRI-20251001", True)
    assert read(*parse_qsl(EVERYTHING)) == expected


def test_empty_fields_of_a_form_count_as_not_given() -> None:
    assert read(("q", ""), ("price_min", " "), ("category", "")) == SearchRequest()


def test_a_value_given_twice_counts_once() -> None:
    assert read(("condition", "new"), ("condition", "new")).filters.condition == ("new",)


def test_all_faults_are_named_at_once() -> None:
    found = faults(("colour", "red"), ("price_min", "cheap"), ("sort", "best"), ("size", "101"))
    assert set(found) == {"colour", "price_min", "sort", "size"}
    assert "not a parameter" in found["colour"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", "x" * 257),
        ("q", "x " * 25),
        ("category", "batteries"),
        ("manufacturer", "1; drop table part"),
        ("seller", "9" * 19),
        ("condition", "broken"),
        ("price_min", "-1"),
        ("price_max", "NaN"),
        ("price_max", "1e400"),
        ("currency", "XTS"),
        ("in_stock", "yes"),
        ("lead_time_max", "731"),
        ("warranty_min", "1.5"),
        ("ship_from", "Germany"),
        ("rating_min", "6"),
        ("spec.Volt age", "1"),
        ("spec.voltage", "x" * 81),
        ("page", "0"),
        ("page", "²"),
        ("size", "0"),
        ("off", "Not a slot"),
        ("device", "x" * 81),
        ("fit", "perhaps"),
    ],
)
def test_a_bad_value_is_refused_under_its_own_name(name: str, value: str) -> None:
    assert name in faults((name, value))


def test_a_lower_bound_above_the_upper_is_refused() -> None:
    assert "price_min" in faults(("price_min", "20"), ("price_max", "10"))


def test_a_single_parameter_given_twice_is_refused() -> None:
    assert "once" in faults(("q", "a"), ("q", "b"))["q"]


def test_nobody_pages_beyond_the_window() -> None:
    assert read(("page", "10"), ("size", "100")).page == 10
    assert "page" in faults(("page", "11"), ("size", "100"))


def test_too_many_filter_values_are_refused() -> None:
    assert "filters" in faults(*(("category", str(number)) for number in range(51)))


def test_a_null_character_becomes_a_space() -> None:
    assert read(("q", "a\x00b")).q == "a b"
