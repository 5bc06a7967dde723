"""Which offer a result row should show when the search has filtered by offers: one that meets them all."""

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from catalog.models import Offer
from catalog.models.exchange_rate import price_usd


@dataclass(frozen=True, slots=True)
class OfferWish:
    """Properties of one and the same offer; empty and None ask for nothing. Prices in US dollars."""

    conditions: tuple[str, ...] = ()
    sellers: tuple[int, ...] = ()
    ship_from: tuple[str, ...] = ()
    in_stock: bool = False
    lead_time_max: int | None = None
    warranty_min: int | None = None
    usd_min: Decimal | None = None
    usd_max: Decimal | None = None

    def met(self) -> sa.ColumnElement[bool]:
        """Whether a row of `offer` has all of it; true when nothing is asked for."""
        usd = price_usd(Offer.price, Offer.currency)
        asked = [
            Offer.condition.in_(self.conditions) if self.conditions else None,
            Offer.seller_id.in_(self.sellers) if self.sellers else None,
            Offer.ship_from.in_(self.ship_from) if self.ship_from else None,
            Offer.stock_on_hand > Offer.stock_reserved if self.in_stock else None,
            None if self.lead_time_max is None else Offer.lead_time_days <= self.lead_time_max,
            None if self.warranty_min is None else Offer.warranty_months >= self.warranty_min,
            None if self.usd_min is None else usd >= self.usd_min,
            None if self.usd_max is None else usd <= self.usd_max,
        ]
        return sa.and_(sa.true(), *(clause for clause in asked if clause is not None))


NOTHING = OfferWish()
