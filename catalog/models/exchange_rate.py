"""Dated exchange rates, and the latest of them as something that queries can join."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class ExchangeRate(Base):
    """What one unit of `currency` was worth in US dollars on `day`."""

    __tablename__ = "exchange_rate"

    currency: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    usd_per_unit: Mapped[Decimal]


def price_usd(price: sa.SQLColumnExpression[Decimal], currency: sa.SQLColumnExpression[str]) -> sa.ColumnElement[Decimal | None]:
    """The price in US dollars by the latest rate, to four places; null when no rate of the currency is known."""
    latest = sa.select(ExchangeRate.usd_per_unit).where(ExchangeRate.currency == currency).order_by(ExchangeRate.day.desc()).limit(1).scalar_subquery()
    rate = sa.case((currency == "USD", sa.literal(Decimal(1), sa.Numeric)), else_=latest)
    return sa.func.round(price * rate, 4, type_=sa.Numeric)
