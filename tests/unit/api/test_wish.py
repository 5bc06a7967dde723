"""Which offer a row shows: one that meets the filters of the address and of the words."""

from decimal import Decimal

from api.wish import wish
from catalog.wish import OfferWish
from search.request import Filters, SearchRequest
from search.response import Chip, UnderstoodQuery

RATES = {"USD": Decimal(1), "EUR": Decimal("1.1")}


def query(*chips: Chip) -> UnderstoodQuery:
    return UnderstoodQuery("x", "text", chips, "x")


def test_filters_of_the_address_are_asked_of_the_offer_in_dollars() -> None:
    filters = Filters(condition=("new",), seller=("5",), ship_from=("DE",), in_stock=True, lead_time_max=3, warranty_min=12, price_max=Decimal(100))
    request = SearchRequest(filters=filters, currency="EUR", usd_per_unit=Decimal("1.1"))
    assert wish(request, query(), RATES) == OfferWish(("new",), (5,), ("DE",), True, 3, 12, None, Decimal("110.0"))


def test_filters_of_the_words_are_asked_too() -> None:
    under = Chip("price_max", {"amount": "200.00", "currency": "USD"}, "under $200", certain=True)
    assert wish(SearchRequest(), query(under), RATES).usd_max == Decimal(200)


def test_a_refused_condition_leaves_the_others() -> None:
    refused = Chip("not.condition", "refurbished", "not refurbished", certain=True)
    assert wish(SearchRequest(), query(refused), RATES).conditions == ("new", "exchange", "used", "aftermarket")


def test_nothing_asked_is_nothing_wished() -> None:
    assert wish(SearchRequest(), query(), RATES) == OfferWish()
