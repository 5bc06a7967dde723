"""What a search asks of an offer. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from catalog.wish import OfferWish
from search.query.chips import applied
from search.request import CONDITIONS, SearchRequest
from search.response import UnderstoodQuery


def wish(request: SearchRequest, understood: UnderstoodQuery, usd_per_unit: Mapping[str, Decimal]) -> OfferWish:
    """What the request and its words ask of an offer: a row shows one that meets it, as the index found the part by one."""
    filters, rate = applied(understood, request, usd_per_unit), request.usd_per_unit
    refused = {chip.value for chip in understood.chips if chip.certain and chip.slot == "not.condition"}
    return OfferWish(
        conditions=tuple(value for value in filters.condition or CONDITIONS if value not in refused) if refused else filters.condition,
        sellers=tuple(map(int, filters.seller)),
        ship_from=filters.ship_from,
        in_stock=filters.in_stock,
        lead_time_max=filters.lead_time_max,
        warranty_min=filters.warranty_min,
        usd_min=None if filters.price_min is None else filters.price_min * rate,
        usd_max=None if filters.price_max is None else filters.price_max * rate,
    )
